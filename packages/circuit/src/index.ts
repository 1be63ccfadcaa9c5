/**
 * Gates and circuits, in no vendor's terms, and the formats that people keep circuits in. Promises one convention:
 * qubit 0 is the least significant bit, angles are radians, and global phases are exact.
 */
export { circuitOf, conditional, gate, measure, measureAll, pauliRotation, reset } from "./build.ts";
export type {
  Barrier,
  Circuit,
  ClassicalRegister,
  Condition,
  Conditional,
  GateOperation,
  Measure,
  Operation,
  Reset,
  UnitaryOperation,
} from "./circuit.ts";
export {
  type CircuitOfStimOptions,
  circuitOfStim,
  defaultReadLimits,
  defaultStimLimits,
  type ReadLimits,
  type ReadOpenQasm3Options,
  readOpenQasm,
  readOpenQasm2,
  readOpenQasm3,
  readStim,
  type StimElement,
  type StimFactor,
  type StimInstruction,
  type StimLimits,
  type StimOperation,
  type StimProgram,
  type StimRepeat,
  type StimTarget,
  stimElements,
  writeOpenQasm2,
  writeOpenQasm3,
  writeStim,
} from "./formats/index.ts";
export { type Gate, type GateName, gateNamed, gateNames, gates } from "./gates.ts";
export { checkPauliSum, type PauliSum, type PauliTerm, pauliSum } from "./pauli-sum.ts";
export { type CircuitResources, countResources } from "./resources.ts";
export { type CircuitLimits, checkCircuit, defaultCircuitLimits } from "./validate.ts";
