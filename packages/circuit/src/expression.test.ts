import fc from "fast-check";
import { expect, test } from "vitest";
import type { BinaryOperator, Expression } from "./circuit.ts";
import { evaluatorOf } from "./expression.ts";

/** A number in so many bits, the least significant first, behind others. */
const bitsOf = (value: bigint, width: number) =>
  Uint8Array.from({ length: width }, (_, k) => Number((value >> BigInt(k)) & 1n));
const numberOf = (bits: Uint8Array) => bits.reduceRight((sum, bit) => 2n * sum + BigInt(bit), 0n);
const binary = (operator: BinaryOperator, left: Expression, right: Expression): Expression => ({
  kind: "binary",
  operator,
  left,
  right,
});

test("numbers of any width wrap as whole numbers modulo 2^width do", () => {
  const widths = fc.integer({ min: 1, max: 100 });
  const any = widths.chain((width) =>
    fc.tuple(fc.constant(width), fc.bigInt(0n, 2n ** BigInt(width) - 1n), fc.bigInt(0n, 2n ** BigInt(width) - 1n)),
  );
  fc.assert(
    fc.property(any, ([width, a, b]) => {
      const bits = Uint8Array.from([...bitsOf(a, width), ...bitsOf(b, width)]);
      const place = (first: number): Expression => ({
        kind: "bits",
        clbits: Array.from({ length: width }, (_, k) => first + k),
      });
      const of = (operator: BinaryOperator) => numberOf(evaluatorOf(binary(operator, place(0), place(width)))(bits));
      const size = 2n ** BigInt(width);
      expect(of("+")).toBe((a + b) % size);
      expect(of("-")).toBe((a - b + size) % size);
      expect(of("*")).toBe((a * b) % size);
      expect(of("/")).toBe(b === 0n ? size - 1n : a / b);
      expect(of("^")).toBe(a ^ b);
      expect(of("<<")).toBe(b >= BigInt(width) ? 0n : (a << b) % size);
      expect(of(">>")).toBe(b >= BigInt(width) ? 0n : a >> b);
      expect(of("<")).toBe(a < b ? 1n : 0n);
    }),
  );
});

test("a shift by a huge number leaves nothing, at once", () => {
  const huge: Expression = { kind: "number", value: `${2n ** 4095n}`, width: 4096 };
  const one: Expression = { kind: "number", value: "1", width: 8 };
  expect(numberOf(evaluatorOf(binary("<<", one, huge))(new Uint8Array()))).toBe(0n);
});

test("a real number comes back from its bits as it was", () => {
  const clbits = Array.from({ length: 64 }, (_, k) => k);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const bits = evaluatorOf({ kind: "real", value })(new Uint8Array());
      const read = evaluatorOf({ kind: "real bits", clbits });
      expect(read(bits)).toEqual(bits);
      expect(numberOf(evaluatorOf(binary("==", { kind: "real bits", clbits }, { kind: "real", value }))(bits))).toBe(
        1n,
      );
    }),
  );
});

test("what is no number has the same bits whichever way it came to be", () => {
  const real = (value: number): Expression => ({ kind: "real", value });
  const zeros = evaluatorOf(binary("/", real(0), real(0)))(new Uint8Array());
  const infinite = binary("/", real(1), real(0));
  expect(evaluatorOf(binary("-", infinite, infinite))(new Uint8Array())).toEqual(zeros);
  expect(numberOf(zeros)).toBe(0x7ff8000000000000n);
});

test.each([
  [2.9, 4, 2n],
  [-1.5, 4, 15n],
  [1e300, 8, 0n],
])("the real number %d is cast to %i bits without its fraction", (value, to, expected) => {
  expect(numberOf(evaluatorOf({ kind: "cast", operand: { kind: "real", value }, to })(new Uint8Array()))).toBe(
    expected,
  );
});
