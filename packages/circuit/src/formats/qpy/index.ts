/** QPY, the binary format that Qiskit keeps and sends circuits in. */
export { type CircuitOfQpyOptions, circuitOfQpy, type LoweringOptions } from "./circuit-of-qpy.ts";
export { evaluate as evaluateQpyExpression } from "./evaluate.ts";
export { defaultQpyLimits, type QpyLimits } from "./limits.ts";
export type {
  QpyAnnotation,
  QpyAnnotationState,
  QpyArray,
  QpyBinary,
  QpyCircuit,
  QpyClbits,
  QpyComplex,
  QpyCondition,
  QpyCustom,
  QpyDuration,
  QpyEvolution,
  QpyExpression,
  QpyFile,
  QpyInstruction,
  QpyLayout,
  QpyModifier,
  QpyOperator,
  QpyParameterExpression,
  QpyPauliTerm,
  QpyRegister,
  QpyStep,
  QpySymbol,
  QpyType,
  QpyUnary,
  QpyValue,
  QpyVariable,
} from "./model.ts";
export { readQpy } from "./read.ts";
export { readNpy } from "./read-array.ts";
export { type QpyTemplate, templateOfQpy } from "./template.ts";
export { writeQpy } from "./write.ts";
export { writeNpy } from "./write-array.ts";
