import type { Circuit } from "../circuit.ts";
import { Scanner } from "./openqasm/scanner.ts";
import { Source } from "./openqasm/source.ts";
import { readOpenQasm2 } from "./openqasm2/read.ts";
import { type ReadOpenQasm3Options, readOpenQasm3 } from "./openqasm3/read.ts";

export { defaultReadLimits, type ReadLimits } from "./openqasm/limits.ts";
export { writeOpenQasm2 } from "./openqasm2/write.ts";
export { writeOpenQasm3 } from "./openqasm3/write.ts";
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
} from "./qpy/index.ts";
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
} from "./stim/index.ts";
export { type ReadOpenQasm3Options, readOpenQasm2, readOpenQasm3 };

/**
 * Reads OpenQASM of the version that the text says it is. Throws as `readOpenQasm2` and `readOpenQasm3` do, and
 * `InvalidInputError` where the text does not begin with its version.
 */
export function readOpenQasm(text: string, options: ReadOpenQasm3Options = {}): Circuit {
  const source = new Source(text);
  const scanner = new Scanner(source);
  while (scanner.kind === "line") scanner.advance();
  const at = scanner.start;
  if (!scanner.accept("OPENQASM")) {
    throw source.invalid(at, "the text should begin with its version, OPENQASM 2.0; or OPENQASM 3.0;");
  }
  const version = Number.parseInt(scanner.text, 10);
  if (version === 2) return readOpenQasm2(text, options.limits);
  if (version === 3) return readOpenQasm3(text, options);
  throw source.invalid(scanner.start, `the version ${scanner.described} is not known here; write 2.0 or 3.0`);
}
