import type { Program } from "../program.ts";
import { readExecutor } from "./read.ts";
import { writeExecutorResult } from "./write.ts";

/**
 * IBM's program `executor`: quantum programs of circuits and samplexes, as Executor and the primitives of the client that
 * are built on it send them.
 */
export const executor: Program = { read: readExecutor, write: writeExecutorResult };
