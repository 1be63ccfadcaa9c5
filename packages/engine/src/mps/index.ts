/**
 * Matrix-product states: wide circuits with little entanglement, at a cost that grows with the entanglement and not with
 * the width. Promises to say how much of the state it dropped.
 */
export { MpsSimulator } from "./simulator.ts";
