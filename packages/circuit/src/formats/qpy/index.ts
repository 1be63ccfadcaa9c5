/** QPY, the binary format that Qiskit keeps and sends circuits in. */
export { type CircuitOfQpyOptions, circuitOfQpy } from "./circuit-of-qpy.ts";
export { defaultQpyLimits, type QpyLimits } from "./limits.ts";
export { readQpy } from "./read.ts";
