import { type Cursor, integerAt } from "./cursor.ts";
import { customOf } from "./custom-table.ts";
import type { QpyAnnotation, QpyCondition, QpyInstruction, QpySymbol, QpyValue } from "./model.ts";
import { nameOfClass } from "./qiskit-classes.ts";
import { readClbits } from "./read-clbits.ts";
import { readParameter } from "./read-parameter.ts";
import { readValue } from "./read-value.ts";
import type { Scope } from "./scope.ts";

/** Reads an instruction; the base of a custom one has counts of bits and no bits. */
export function readInstruction(cursor: Cursor, scope: Scope, hasBits: boolean): QpyInstruction {
  const offset = cursor.at;
  scope.budget.spendInstruction(offset);
  scope.budget.expectDepth(scope.depth, offset);
  // One look at what is left for all fields of fixed places.
  cursor.take(fixedBytes);
  const { file } = cursor;
  const nameLength = file.getUint16(offset);
  const labelLength = file.getUint16(offset + 2);
  const paramCount = file.getUint16(offset + 4);
  const qubitCount = file.getUint32(offset + 6);
  const clbitCount = file.getUint32(offset + 10);
  const extras = file.getUint8(offset + 14);
  const conditionLength = file.getUint16(offset + 15);
  const controlCount = file.getUint32(offset + 25);
  const controlState = file.getUint32(offset + 29);
  const className = cursor.name(nameLength);
  const label = labelLength > 0 ? cursor.text(labelLength) : "";
  const condition =
    (extras & 3) === 0 && conditionLength === 0
      ? undefined
      : readCondition(cursor, scope, extras & 3, conditionLength, integerAt(file, offset + 17));
  const qubits = hasBits ? readBits(cursor, "q", qubitCount, scope.qubitCount) : noBits;
  const clbits = hasBits ? readBits(cursor, "c", clbitCount, scope.clbitCount) : noBits;
  const params =
    paramCount === 0
      ? noValues
      : className === "ForLoopOp"
        ? readLoop(cursor, scope, paramCount)
        : readParams(cursor, scope, paramCount);
  const annotations = extras & 0x80 ? readAnnotations(cursor, scope) : undefined;
  const custom = scope.customs.size > 0 ? customOf(className, cursor, scope) : undefined;
  if (custom) {
    if (hasBits && (custom.qubitCount !== qubitCount || custom.clbitCount !== clbitCount)) {
      throw cursor.invalid(`"${className}" has other numbers of bits than its definition; the file is damaged`);
    }
    for (const parameter of custom.definition?.parameters ?? []) scope.parameters.set(parameter.id, parameter);
  }
  const instruction: Mutable<QpyInstruction> = {
    className,
    name: custom?.name ?? nameOfClass(className),
    qubits,
    clbits,
    params,
    controlCount,
    controlState,
    offset,
  };
  if (label !== "") instruction.label = label;
  if (condition) instruction.condition = condition;
  if (annotations) instruction.annotations = annotations;
  if (custom) instruction.custom = custom;
  return instruction;
}

/** Lengths, counts, the condition's number and the controls of an instruction, before its name. */
const fixedBytes = 33;

/** There are many instructions; this makes each once. */
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const noValues: readonly QpyValue[] = [];
const noBits: readonly number[] = [];

function readCondition(
  cursor: Cursor,
  scope: Scope,
  kind: number,
  length: number,
  value: number | bigint,
): QpyCondition | undefined {
  if (kind === 1) {
    const target = readClbits(cursor.window(length), scope);
    return { kind: "equal", target, value };
  }
  if (kind === 2) {
    const type = cursor.letter();
    const read = readValue(type, cursor.window(cursor.u64()), scope);
    if (read !== null && typeof read === "object" && read.kind === "classical") {
      return { kind: "expression", expression: read.expression };
    }
    throw cursor.invalid("the condition of an instruction should be a classical expression");
  }
  if (kind === 3) throw cursor.invalid("the condition of an instruction should be of kind 0, 1 or 2");
  cursor.take(length);
  return undefined;
}

function readBits(cursor: Cursor, letter: "q" | "c", count: number, available: number): readonly number[] {
  if (count === 0) return noBits;
  cursor.count(count, 5, "bits of an instruction");
  const { file } = cursor;
  const code = letter === "q" ? 0x71 : 0x63;
  const bits = new Array<number>(count);
  for (let k = 0; k < count; k++) {
    const from = cursor.take(5);
    if (file.getUint8(from) !== code) throw cursor.invalid(`a bit of the kind ${letter} should be here`);
    const index = file.getUint32(from + 1);
    if (index >= available) {
      throw cursor.invalid(
        `the instruction acts on bit ${index} and the circuit has ${available}; the file is damaged`,
      );
    }
    bits[k] = index;
  }
  return bits;
}

function readParams(cursor: Cursor, scope: Scope, count: number): QpyValue[] {
  cursor.count(count, 9, "parameters of an instruction");
  const params: QpyValue[] = [];
  for (let k = 0; k < count; k++) {
    if (isFloatNext(cursor)) {
      params.push(cursor.file.getFloat64(cursor.take(floatBytes) + 9, scope.version < 18)); // by far the most
      continue;
    }
    const type = cursor.letter();
    const length = cursor.u64();
    const content = cursor.window(length);
    params.push(readParameter(type, content, scope, 0));
    content.expectEnd("a parameter");
  }
  return params;
}

/** A letter, a length and a number of 64 bits. */
const floatBytes = 17;
const isFloatNext = ({ file, at, left }: Cursor): boolean =>
  left >= floatBytes && file.getUint8(at) === 0x66 && file.getUint32(at + 1) === 0 && file.getUint32(at + 5) === 8;

/** The variable of a loop is free in its body and not in the circuit that has the loop. */
function readLoop(cursor: Cursor, scope: Scope, count: number): QpyValue[] {
  const outer = scope.parameters;
  const inner = new Map<string, QpySymbol>();
  scope.parameters = inner;
  const params = readParams(cursor, scope, count);
  scope.parameters = outer;
  const variable = params[1];
  const bound = variable !== null && typeof variable === "object" && variable.kind === "symbol" ? variable.id : "";
  for (const [id, parameter] of inner) {
    if (id !== bound) outer.set(id, parameter);
  }
  return params;
}

function readAnnotations(cursor: Cursor, scope: Scope): QpyAnnotation[] {
  const count = cursor.count(cursor.u32(), 12, "annotations");
  return Array.from({ length: count }, () => {
    const state = scope.annotationStates[cursor.u32()];
    if (!state) throw cursor.invalid("an annotation names a namespace that the circuit does not have");
    return { namespace: state.namespace, payload: cursor.bytes(cursor.u64()) };
  });
}
