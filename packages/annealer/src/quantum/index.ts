/** Simulated quantum annealing: a path integral in a transverse field that is turned off. */
export { PathIntegral } from "./path-integral.ts";
export { annealQuantum, type QuantumOptions } from "./quantum.ts";
export { slices } from "./quantum-kernel.ts";
