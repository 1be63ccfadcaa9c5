import type { Program } from "../program.ts";
import { readSampler } from "./read.ts";
import { writeSampler } from "./write.ts";

/** IBM's program `sampler`: what SamplerV2 of qiskit-ibm-runtime sends. */
export const sampler: Program = { read: readSampler, write: writeSampler };
