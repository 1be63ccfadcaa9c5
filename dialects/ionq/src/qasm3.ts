import { UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";

/** Reads the program of a job of type `ionq.qasm3.v1`. */
export function readQasm3(_text: string): Circuit {
  throw new UnsupportedError("OpenQASM 3 jobs do not run here yet.");
}
