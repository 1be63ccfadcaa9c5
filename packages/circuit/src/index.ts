/**
 * Gates and circuits, in no vendor's terms, and the formats that people keep circuits in. Promises one convention:
 * qubit 0 is the least significant bit, angles are radians, and global phases are exact.
 */
export { circuitOf, gate, measure, measureAll, pauliRotation, reset } from "./build.ts";
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
export { type Gate, type GateName, gateNamed, gateNames, gates } from "./gates.ts";
export { type CircuitResources, countResources } from "./resources.ts";
