import { type GateName, gateNames, gates } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCliffordPlacement, cliffordGateNames } from "../conformance/clifford-circuits.ts";
import { cliffordImages } from "./clifford.ts";
import { type Primitive, wordOf } from "./words.ts";

/** The gate of the table that a primitive is. */
const gateOf: Readonly<Record<Primitive, GateName>> = {
  h: "h",
  s: "s",
  v: "sx",
  cx: "cx",
  cz: "cz",
  swap: "swap",
  x: "x",
  z: "z",
};

/** The images of one gate after another, by their matrices. */
function imagesOfWord(word: ReturnType<typeof wordOf>, width: number) {
  const size = 2 ** width;
  let product = Array.from({ length: 2 * size * size }, (_, at): number => (at % (2 * size + 2) === 0 ? 1 : 0));
  for (const { primitive, operands } of word) {
    product = times(spread(gates[gateOf[primitive]].matrix([]), operands, width), product);
  }
  return cliffordImages(product, width);
}

test.each(cliffordGateNames)("the word of %s does what its matrix does, signs included", (name) => {
  const width = gates[name].qubitCount;
  fc.assert(
    fc.property(anyCliffordPlacement(name, width), (step) => {
      if (step.kind !== "gate") return;
      const images = cliffordImages(gates[name].matrix(step.params ?? []), width);
      if (!images) throw new Error(`${name} is no Clifford gate at ${step.params}.`);
      expect(imagesOfWord(wordOf(images), width)).toEqual(images);
    }),
    { numRuns: 40 },
  );
});

test.each(gateNames.filter((name) => !cliffordGateNames.includes(name)))("%s has no images", (name) => {
  const { qubitCount, parameterNames, matrix } = gates[name];
  expect(cliffordImages(matrix(parameterNames.map(() => 0.3)), qubitCount)).toBeUndefined();
});

test("an angle is a Clifford angle within 1e-12 and no further", () => {
  const isClifford = (angle: number) => cliffordImages(gates.rz.matrix([angle]), 1) !== undefined;
  expect(isClifford(Math.PI / 2)).toBe(true);
  expect(isClifford(Math.PI / 2 + 1e-13)).toBe(true);
  expect(isClifford(Math.PI / 2 + 1e-11)).toBe(false);
  expect(isClifford(1001 * Math.PI)).toBe(true);
});

test("a global phase does not matter", () => {
  const turned = gates.h.matrix([]).flatMap((part, at) => (at % 2 === 0 ? [0.6 * part, 0.8 * part] : []));
  expect(cliffordImages(turned, 1)).toEqual(cliffordImages(gates.h.matrix([]), 1));
});

function times(a: readonly number[], b: readonly number[]): number[] {
  const size = Math.sqrt(a.length / 2);
  const product = new Array<number>(a.length).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      for (let k = 0; k < size; k++) {
        const [left, right, to] = [2 * (row * size + k), 2 * (k * size + column), 2 * (row * size + column)];
        const [re = 0, im = 0] = a.slice(left, left + 2);
        const [otherRe = 0, otherIm = 0] = b.slice(right, right + 2);
        product[to] = (product[to] ?? 0) + re * otherRe - im * otherIm;
        product[to + 1] = (product[to + 1] ?? 0) + re * otherIm + im * otherRe;
      }
    }
  }
  return product;
}

function spread(matrix: readonly number[], operands: readonly number[], width: number): number[] {
  const size = 2 ** width;
  const within = (index: number) => operands.reduce((sum, operand, j) => sum | (((index >> operand) & 1) << j), 0);
  const mask = operands.reduce((sum, operand) => sum | (1 << operand), 0);
  return Array.from({ length: 2 * size * size }, (_, at) => {
    const [row, column] = [(at >> 1) >> width, (at >> 1) & (size - 1)];
    if ((row & ~mask) !== (column & ~mask)) return 0;
    return matrix[2 * (within(row) * 2 ** operands.length + within(column)) + (at & 1)] ?? 0;
  });
}
