import type { Expression, Selection } from "./expression.ts";
import type { Source } from "./source.ts";
import { boolValue, describe, type Value } from "./value.ts";

/** The value that stands for `of[…]`. `wholeOf` works out an index. Negative indices count from the end. */
export function selectFrom(
  of: Value,
  selections: readonly Selection[],
  at: number,
  source: Source,
  wholeOf: (index: Expression) => number,
): Value {
  const length = lengthOf(of);
  const first = selections[0];
  if (length !== undefined && selections.length === 1 && first?.kind === "single" && first.index.kind === "literal") {
    const index = first.index.value.kind === "number" ? first.index.value : undefined;
    // Nearly all indices are plain numbers within the register.
    if (index?.whole !== undefined && index.real >= 0 && index.real < length) return part(of, index.real);
  }
  if (length === undefined) throw source.invalid(at, `${describe(of)} has no parts; remove the brackets`);
  const [only, ...more] = selections;
  if (!only || more.length > 0) throw source.unsupported(at, "registers have one dimension; write one index");

  const place = (index: number, where: number): number => {
    const counted = index < 0 ? index + length : index;
    if (counted >= 0 && counted < length) return counted;
    throw source.invalid(where, `there is no index ${index}; this register has ${length}, from 0 to ${length - 1}`, {
      index,
      size: length,
    });
  };
  if (only.kind === "single") return part(of, place(wholeOf(only.index), only.index.at));
  if (only.kind === "set") {
    return parts(
      of,
      only.indices.map((index) => place(wholeOf(index), index.at)),
      source,
      only.at,
    );
  }
  const step = only.step ? wholeOf(only.step) : 1;
  if (step === 0) throw source.invalid(only.at, "the step of a range cannot be 0");
  const from = place(only.start ? wholeOf(only.start) : step > 0 ? 0 : length - 1, only.start?.at ?? only.at);
  const to = place(only.stop ? wholeOf(only.stop) : step > 0 ? length - 1 : 0, only.stop?.at ?? only.at);
  const count = Math.max(0, Math.floor((to - from) / step) + 1);
  return parts(
    of,
    Array.from({ length: count }, (_, k) => from + k * step),
    source,
    only.at,
  );
}

function lengthOf(value: Value): number | undefined {
  if (value.kind === "qubits") return value.single ? undefined : value.qubits.length;
  if (value.kind === "clbits") return value.single ? undefined : value.clbits.length;
  return value.kind === "bits" ? value.width : undefined;
}

function part(of: Value, index: number): Value {
  if (of.kind === "qubits") return { kind: "qubits", qubits: [of.qubits[index] ?? 0], single: true };
  if (of.kind === "clbits") return { kind: "clbits", clbits: [of.clbits[index] ?? 0], single: true };
  return of.kind === "bits" ? boolValue(((of.value >> BigInt(index)) & 1n) === 1n) : of;
}

function parts(of: Value, indices: readonly number[], source: Source, at: number): Value {
  if (indices.length === 0) throw source.invalid(at, "this selects nothing; a range includes both of its ends");
  if (of.kind === "qubits") return { kind: "qubits", qubits: indices.map((k) => of.qubits[k] ?? 0), single: false };
  if (of.kind === "clbits") return { kind: "clbits", clbits: indices.map((k) => of.clbits[k] ?? 0), single: false };
  if (of.kind !== "bits") return of;
  const value = indices.reduce((sum, k, j) => sum | (((of.value >> BigInt(k)) & 1n) << BigInt(j)), 0n);
  return { kind: "bits", value, width: indices.length };
}
