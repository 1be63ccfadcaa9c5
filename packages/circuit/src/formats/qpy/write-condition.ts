import { UnsupportedError } from "@naru/base";
import type { ClassicalRegister, Condition } from "../../circuit.ts";
import { type ByteWriter, bytesOf } from "./byte-writer.ts";

/** A formula over classical bits as Qiskit's expressions have it; true and false stand for themselves. */
type Formula = boolean | Uint8Array;

/** Widest register whose value is compared as a number. */
const widestValue = 62;
/** Which of two numbers is larger is asked bit by bit, each inside of the last. */
const widestOrder = 64;

/** The register whose bits these are, in its order, if there is one and its value is no longer than a file can say. */
export function registerOf(
  clbits: readonly number[],
  registers: readonly ClassicalRegister[],
): ClassicalRegister | undefined {
  if (clbits.length > widestValue) return undefined;
  return registers.find(
    (register) => register.clbits.length === clbits.length && register.clbits.every((clbit, k) => clbit === clbits[k]),
  );
}

/** The bytes of a condition. `place` says where the circuit that asks has a bit. */
export function conditionBytes(
  condition: Condition,
  registers: readonly ClassicalRegister[],
  place: (clbit: number) => number,
): Uint8Array {
  const formula = formulaOf(condition, registers, place);
  if (typeof formula !== "boolean") return formula;
  return bytesOf((to) => {
    to.text("vbb");
    to.u8(Number(formula));
  });
}

function formulaOf(
  condition: Condition,
  registers: readonly ClassicalRegister[],
  place: (clbit: number) => number,
): Formula {
  if (condition.kind === "not") return not(formulaOf(condition.operand, registers, place));
  if (condition.kind !== "compare") {
    return combined(
      condition.kind,
      condition.operands.map((operand) => formulaOf(operand, registers, place)),
    );
  }
  const { clbits, operator } = condition;
  const value = BigInt(condition.value);
  const most = (1n << BigInt(clbits.length)) - 1n;
  if (value > most) return operator === "<" || operator === "<=" || operator === "!=";
  const register = registerOf(clbits, registers);
  if (register && clbits.length > 1) return comparison(register, operator, value);
  return ofBits(clbits.map(place), operator, value);
}

/** Compares bits, the least significant first, with a number that has no more of them. */
function ofBits(clbits: readonly number[], operator: string, value: bigint): Formula {
  const isOne = (k: number): boolean => ((value >> BigInt(k)) & 1n) === 1n;
  if (operator === "==" || operator === "!=") {
    const equal = combined(
      "and",
      clbits.map((clbit, k) => (isOne(k) ? bit(clbit) : not(bit(clbit)))),
    );
    return operator === "==" ? equal : not(equal);
  }
  if (clbits.length > widestOrder) {
    throw new UnsupportedError(`A file cannot order numbers of more than ${widestOrder} bits; compare fewer.`, {
      bits: clbits.length,
    });
  }
  // From the least significant bit on: where a bit differs from the number's, it decides over all before.
  const isBelow = operator === "<" || operator === ">=";
  const differs = clbits.reduce<Formula>((before, clbit, k) => {
    const decides = isBelow ? not(bit(clbit)) : bit(clbit);
    return combined(isOne(k) === isBelow ? "or" : "and", [decides, before]);
  }, false);
  return operator === "<" || operator === ">" ? differs : not(differs);
}

const bit = (clbit: number): Formula =>
  bytesOf((to) => {
    to.text("xbC");
    to.u32(clbit);
  });

const operators: Readonly<Record<string, number>> = { "==": 6, "!=": 7, "<": 8, "<=": 9, ">": 10, ">=": 11 };

function comparison({ name, clbits }: ClassicalRegister, operator: string, value: bigint): Formula {
  return bytesOf((to) => {
    const unsigned = () => {
      to.letter("u");
      to.u32(clbits.length);
    };
    to.text("bb");
    to.u8(operators[operator] ?? 0);
    to.letter("x");
    unsigned();
    to.letter("R");
    writeShortText(to, name);
    to.letter("v");
    unsigned();
    // Two's complement with one byte more than may be needed, so that no number looks negative.
    to.letter("i");
    to.u8(8);
    to.i64(value);
  });
}

export function writeShortText(to: ByteWriter, text: string): void {
  const bytes = bytesOf((name) => name.text(text));
  to.u16(bytes.length);
  to.bytes(bytes);
}

function not(formula: Formula): Formula {
  if (typeof formula === "boolean") return !formula;
  return bytesOf((to) => {
    to.text("ub");
    to.u8(2);
    to.bytes(formula);
  });
}

/** All or any of some, as a tree of low depth. */
function combined(kind: "and" | "or", formulas: readonly Formula[]): Formula {
  const decisive = kind === "or";
  if (formulas.includes(decisive)) return decisive;
  let level = formulas.filter((formula) => typeof formula !== "boolean");
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let k = 0; k < level.length; k += 2) {
      const [left, right] = level.slice(k, k + 2);
      if (left && right) {
        next.push(
          bytesOf((to) => {
            to.text("bb");
            to.u8(kind === "and" ? 4 : 5);
            to.bytes(left);
            to.bytes(right);
          }),
        );
      } else if (left) next.push(left);
    }
    level = next;
  }
  return level[0] ?? !decisive;
}
