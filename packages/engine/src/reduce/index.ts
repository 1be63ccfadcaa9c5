/**
 * Takes circuits apart before they are simulated: what nobody looks at is left out, and qubits that have nothing to do with
 * each other are simulated apart. Promises the same distributions, amplitudes and expectation values as the whole.
 */
export { mostQubitsLeftWhole, type Part, type Reduction, reduce } from "./parts.ts";
export { type Joined, runParts } from "./run-parts.ts";
