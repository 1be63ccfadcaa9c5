import type { Program } from "../program.ts";
import { readEstimator } from "./read.ts";
import { writeEstimator } from "./write.ts";

/** IBM's program `estimator`: what EstimatorV2 of qiskit-ibm-runtime sends. */
export const estimator: Program = { read: readEstimator, write: writeEstimator };
