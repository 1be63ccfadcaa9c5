/** States for the shot tree, in memory that a run has anyway, and the SIMD kernels that sweep over them. */
export { fewestSweepQubits, SweepMachine, SweepOps } from "./sweep-ops.ts";
