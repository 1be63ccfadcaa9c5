/**
 * Gates and circuits, in no vendor's terms, and the formats that people keep circuits in. Promises one convention:
 * qubit 0 is the least significant bit, angles are radians, and global phases are exact.
 */
export { circuitOf, conditional, gate, measure, measureAll, pauliRotation, reset } from "./build.ts";
export type {
  Assign,
  Barrier,
  BinaryOperator,
  Circuit,
  ClassicalRegister,
  ComparisonOperator,
  Condition,
  Conditional,
  Delay,
  Expression,
  GateOperation,
  Measure,
  Operation,
  Reset,
  UnitaryOperation,
  WhileLoop,
} from "./circuit.ts";
export { clbitsOfExpression, evaluatorOf } from "./expression.ts";
export { defaultReadLimits, type ReadLimits } from "./formats/openqasm/limits.ts";
export { readOpenQasm } from "./formats/openqasm/read.ts";
export { readOpenQasm2 } from "./formats/openqasm2/read.ts";
export { writeOpenQasm2 } from "./formats/openqasm2/write.ts";
export { type ReadOpenQasm3Options, readOpenQasm3 } from "./formats/openqasm3/read.ts";
export { writeOpenQasm3 } from "./formats/openqasm3/write.ts";
export {
  type CircuitOfQpyOptions,
  circuitOfQpy,
  defaultQpyLimits,
  evaluateQpyExpression,
  type LoweringOptions,
  type QpyAnnotation,
  type QpyAnnotationState,
  type QpyArray,
  type QpyBinary,
  type QpyCircuit,
  type QpyClbits,
  type QpyComplex,
  type QpyCondition,
  type QpyCustom,
  type QpyDuration,
  type QpyEvolution,
  type QpyExpression,
  type QpyFile,
  type QpyInstruction,
  type QpyLayout,
  type QpyLimits,
  type QpyModifier,
  type QpyOperator,
  type QpyParameterExpression,
  type QpyPauliTerm,
  type QpyRegister,
  type QpyStep,
  type QpySymbol,
  type QpyTemplate,
  type QpyType,
  type QpyUnary,
  type QpyValue,
  type QpyVariable,
  readNpy,
  readQpy,
  templateOfQpy,
  writeNpy,
  writeQpy,
} from "./formats/qpy/index.ts";
export {
  type CircuitOfStimOptions,
  circuitOfStim,
  defaultStimLimits,
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
  writeStim,
} from "./formats/stim/index.ts";
export { type Gate, type GateName, gateNamed, gateNames, gates } from "./gates.ts";
export { checkPauliSum, type PauliSum, type PauliTerm, pauliSum } from "./pauli-sum.ts";
export { type CircuitResources, countResources } from "./resources.ts";
export { type CircuitLimits, checkCircuit, defaultCircuitLimits } from "./validate.ts";
