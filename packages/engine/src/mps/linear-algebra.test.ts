import { seeded } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { finish } from "../work.ts";
import { leftVectorsOf } from "./implicit-qr.ts";
import { columnsOf, triangularise } from "./reflections.ts";
import { keptOf, leadingVectors } from "./truncate.ts";
import { Kernels, type Matrix, type Packed, type Workspace } from "./workspace.ts";

const workspace = new Kernels(nodeHost()).open();
const everything = { maxBond: 1e9, maxTruncation: 0 };

/** An entry of a list that is there. */
const entry = (numbers: ArrayLike<number>, i: number): number => numbers[i] ?? Number.NaN;

/** Complex numbers around zero; of the given rank, if that is below both sides. */
function randomMatrix(rows: number, columns: number, seed: number, rank = Math.min(rows, columns)): Packed {
  const random = seeded(seed);
  const numbers = (count: number): Packed => Float64Array.from({ length: 2 * count }, () => random.uniform() - 0.5);
  if (rank === Math.min(rows, columns)) return numbers(rows * columns);
  const left = workspace.load(numbers(rows * rank), rows, rank);
  return workspace.pack(workspace.product(left, workspace.load(numbers(rank * columns), rank, columns)));
}

const largestDifference = (a: Packed, b: Packed): number =>
  a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - entry(b, i))), 0);

function expectIsometry(space: Workspace, matrix: Matrix): void {
  const square = space.pack(space.product(space.adjoint(matrix), matrix));
  const size = matrix.columns;
  const identity = square.map((_, i) => (i < size * size && i % (size + 1) === 0 ? 1 : 0));
  expect(largestDifference(square, identity)).toBeLessThan(1e-13);
}

const anyShape = fc.record({
  rows: fc.integer({ min: 1, max: 33 }),
  columns: fc.integer({ min: 1, max: 33 }),
  seed: fc.nat(),
});

test("a product is the sum of products, whatever the shapes", () => {
  fc.assert(
    fc.property(anyShape, fc.integer({ min: 1, max: 20 }), ({ rows, columns, seed }, inner) => {
      workspace.release(0);
      const [a, b] = [randomMatrix(rows, inner, seed), randomMatrix(inner, columns, seed + 1)];
      const actual = workspace.pack(
        workspace.product(workspace.load(a, rows, inner), workspace.load(b, inner, columns)),
      );
      const expected = new Float64Array(2 * rows * columns);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let [re, im] = [0, 0];
          for (let k = 0; k < inner; k++) {
            const [aRe, aIm] = [entry(a, i * inner + k), entry(a, rows * inner + i * inner + k)];
            const [bRe, bIm] = [entry(b, k * columns + j), entry(b, inner * columns + k * columns + j)];
            re += aRe * bRe - aIm * bIm;
            im += aRe * bIm + aIm * bRe;
          }
          expected[i * columns + j] = re;
          expected[rows * columns + i * columns + j] = im;
        }
      }
      expect(largestDifference(actual, expected)).toBeLessThan(1e-13);
    }),
    { numRuns: 60 },
  );
});

test("a matrix is an isometry times a triangle", () => {
  fc.assert(
    fc.property(anyShape, ({ rows, columns, seed }) => {
      workspace.release(0);
      const packed = randomMatrix(rows, columns, seed);
      const { q, r } = finish(triangularise(workspace, workspace.load(packed, rows, columns)));
      const isometry = finish(columnsOf(workspace, q, q.count));
      expectIsometry(workspace, isometry);
      expect(largestDifference(workspace.pack(workspace.product(isometry, r)), packed)).toBeLessThan(1e-13);
      const triangle = workspace.pack(r);
      for (let i = 0; i < r.rows; i++) for (let j = 0; j < i; j++) expect(triangle[i * columns + j]).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test("all left singular vectors together keep the whole matrix, and what they make of it has orthogonal rows", () => {
  fc.assert(
    fc.property(anyShape, fc.nat(40), ({ rows, columns, seed }, rank) => {
      workspace.release(0);
      const packed = randomMatrix(rows, columns, seed, Math.max(1, Math.min(rank, rows, columns)));
      const matrix = workspace.load(packed, rows, columns);
      const { vectors, dropped } = finish(leadingVectors(workspace, workspace.load(packed, rows, columns), everything));
      expectIsometry(workspace, vectors);
      const rest = workspace.product(workspace.adjoint(vectors), matrix);
      expect(largestDifference(workspace.pack(workspace.product(vectors, rest)), packed)).toBeLessThan(1e-13);
      const gram = workspace.pack(workspace.product(rest, workspace.adjoint(rest)));
      const size = rest.rows;
      for (let i = 1; i < size; i++) {
        expect(entry(gram, i * (size + 1))).toBeLessThanOrEqual(entry(gram, (i - 1) * (size + 1)) + 1e-12);
        for (let j = 0; j < i; j++) expect(Math.abs(entry(gram, i * size + j))).toBeLessThan(1e-12);
      }
      expect(dropped).toBe(0);
    }),
    { numRuns: 60 },
  );
});

test("a matrix of low rank has no more vectors than that once rounding errors may be dropped", () => {
  for (const rank of [1, 3, 10]) {
    workspace.release(0);
    const matrix = workspace.load(randomMatrix(24, 30, 5, rank), 24, 30);
    const { vectors, dropped } = finish(leadingVectors(workspace, matrix, { maxBond: 100, maxTruncation: 1e-26 }));
    expect(vectors.columns).toBe(rank);
    expect(dropped).toBeLessThan(1e-26);
  }
});

test("what is dropped is the weight that is missing", () => {
  workspace.release(0);
  const packed = randomMatrix(20, 20, 8);
  const whole = packed.reduce((sum, value) => sum + value * value, 0);
  const { vectors, dropped } = finish(
    leadingVectors(workspace, workspace.load(packed, 20, 20), { maxBond: 7, maxTruncation: 0 }),
  );
  expect(vectors.columns).toBe(7);
  const kept = workspace.pack(workspace.product(workspace.adjoint(vectors), workspace.load(packed, 20, 20)));
  const left = kept.reduce((sum, value) => sum + value * value, 0);
  expect(dropped).toBeCloseTo(1 - left / whole, 13);
});

test.each([
  ["with zeros on the diagonal", [1, 0, 2, 0, 3], [1, 1, 1, 1]],
  ["with a zero at the end", [1, 2, 3, 4, 0], [1, 1, 1, 1]],
  ["that falls apart", [1, 2, 3, 4, 5], [1, 0, 1, 0]],
  ["of nothing but zeros", [0, 0, 0], [0, 0]],
  ["whose rows grow by a million each", [1, 1e6, 1e12], [1e3, 1e9]],
])("the singular vectors of a bidiagonal matrix %s diagonalise it", (_, diagonal, above) => {
  workspace.release(0);
  const { at, stride, size, values } = finish(
    leftVectorsOf(workspace, Float64Array.from(diagonal), Float64Array.from(above)),
  );
  const numbers = workspace.numbers;
  const largest = Math.max(...values) || 1;
  // Rows of UᵀB have the singular values as their lengths and are orthogonal to each other.
  const vector = (i: number, j: number) => (j < 0 ? 0 : entry(numbers, at + i * stride + j));
  const rows = Array.from({ length: size }, (_, i) =>
    diagonal.map((d, j) => vector(i, j) * d + vector(i, j - 1) * (above[j - 1] ?? 0)),
  );
  rows.forEach((row, i) => {
    rows.slice(0, i + 1).forEach((other, j) => {
      const dot = row.reduce((sum, value, k) => sum + value * entry(other, k), 0);
      expect(Math.abs(dot - (i === j ? entry(values, i) ** 2 : 0)) / largest ** 2).toBeLessThan(1e-14);
    });
  });
});

test("the bounds say how many weights are kept", () => {
  const weights = [0.5, 0.3, 0.15, 0.05];
  expect(keptOf(weights, everything).count).toBe(4);
  expect(keptOf(weights, { maxBond: 2, maxTruncation: 0 }).dropped).toBeCloseTo(0.2, 15);
  expect(keptOf(weights, { maxBond: 9, maxTruncation: 0.1 }).count).toBe(3);
  expect(keptOf(weights, { maxBond: 9, maxTruncation: 0.21 }).count).toBe(2);
  expect(keptOf([0, 0], everything)).toEqual({ count: 1, dropped: 0 });
});

test("a long decomposition gives way many times, and goes on as if it had not", () => {
  workspace.release(0);
  const packed = randomMatrix(200, 200, 3);
  const bounds = { maxBond: 100, maxTruncation: 0 };
  const { vectors } = finish(leadingVectors(workspace, workspace.load(packed, 200, 200), bounds));
  const expected = workspace.pack(vectors);
  workspace.release(0);
  let looks = 0;
  const again = finish(leadingVectors(workspace, workspace.load(packed, 200, 200), bounds), () => looks++);
  expect(looks).toBeGreaterThan(100);
  expect(workspace.pack(again.vectors)).toEqual(expected);
});

test("a product in parts is the product, to the last bit", () => {
  workspace.release(0);
  const a = workspace.load(randomMatrix(301, 310, 1), 301, 310);
  const b = workspace.load(randomMatrix(310, 299, 2), 310, 299);
  let looks = 0;
  const inParts = finish(workspace.productInParts(a, b), () => looks++);
  expect(looks).toBeGreaterThan(1);
  expect(workspace.pack(inParts)).toEqual(workspace.pack(workspace.product(a, b)));
});
