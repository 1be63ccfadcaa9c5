import type { Source } from "../openqasm/source.ts";
import { boolValue, describe, type NumberValue, realValue, type Value, wholeValue } from "../openqasm/value.ts";
import type { ClassicalType } from "./statement.ts";

/**
 * Turns values that are known while reading into a variable's type, as OpenQASM 3 casts them; a whole number that does
 * not fit into the width is refused rather than wrapped. An `angle` keeps the turns it was given, which only a control
 * could see. `width` is in bits, undefined where none was written.
 */
export function acceptAs(
  type: ClassicalType["name"],
  width: number | undefined,
  source: Source,
  at: number,
): (value: Value) => Value {
  const cannot = (value: Value) => {
    const isMeasured = value.kind === "clbits" || value.kind === "condition" || value.kind === "word";
    if (isMeasured) {
      return source.unsupported(at, `a variable cannot hold ${describe(value)}; use the classical bits themselves`);
    }
    return source.invalid(at, `a variable of type "${type}" cannot hold ${describe(value)}`);
  };
  const numeric = (value: Value): NumberValue => {
    if (value.kind === "number") return value;
    if (value.kind === "bits") return wholeValue(value.value);
    if (value.kind === "bool") return wholeValue(value.value ? 1 : 0);
    throw cannot(value);
  };
  const wholePart = (value: Value): bigint => {
    const { real, whole } = numeric(value);
    if (whole !== undefined) return whole;
    if (Number.isFinite(real)) return BigInt(Math.trunc(real));
    throw source.invalid(at, "this is not a finite number");
  };
  const fitted = (whole: bigint, lowest: bigint, highest: bigint): bigint => {
    if (whole >= lowest && whole <= highest) return whole;
    throw source.invalid(at, `${whole} does not fit into a "${type}" of ${width} bits; make it wider`);
  };

  switch (type) {
    case "bool":
      return (value) => (value.kind === "bool" ? value : boolValue(numeric(value).real !== 0));
    case "float":
    case "angle":
      return (value) => realValue(numeric(value).real);
    case "int": {
      const half = 1n << BigInt((width ?? 64) - 1);
      return (value) => wholeValue(width ? fitted(wholePart(value), -half, half - 1n) : wholePart(value));
    }
    case "uint": {
      const highest = (1n << BigInt(width ?? 64)) - 1n;
      return (value) => wholeValue(fitted(wholePart(value), 0n, width ? highest : wholePart(value)));
    }
    case "bit":
      if (width === undefined) return (value) => boolValue(fitted(wholePart(value), 0n, 1n) === 1n);
      return (value) => ({ kind: "bits", value: fitted(wholePart(value), 0n, (1n << BigInt(width)) - 1n), width });
    case "duration":
    case "stretch":
      return (value) => (value.kind === "duration" ? value : { kind: "duration" });
  }
}
