/**
 * Clifford circuits with Pauli noise, on thousands of qubits: a tableau gives one shot, and Pauli frames give the others,
 * 1024 at a time. Promises independent draws from the exact distribution.
 */
export { type DetectorSamples, type SampleDetectorsOptions, sampleDetectors } from "./detectors.ts";
export { noisyCircuitOfStim } from "./noisy-circuit.ts";
export { StabilizerSimulator } from "./simulator.ts";
