import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GateName, gateNamed, gateNames, gates } from "./index.ts";

/** Square complex matrices, row by row, each entry as re, im. */
type Matrix = readonly number[];

const sizeOf = (matrix: Matrix) => Math.sqrt(matrix.length / 2);
const identity = (size: number): Matrix =>
  Array.from({ length: 2 * size * size }, (_, i) => (i % (2 * (size + 1)) === 0 ? 1 : 0));
const add = (a: Matrix, b: Matrix): Matrix => a.map((value, i) => value + (b[i] ?? Number.NaN));

function times(matrix: Matrix, re: number, im = 0): Matrix {
  return matrix.map((value, i) =>
    i % 2 === 0 ? re * value - im * (matrix[i + 1] ?? 0) : re * value + im * (matrix[i - 1] ?? 0),
  );
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const size = sizeOf(a);
  const product = new Array<number>(2 * size * size).fill(0);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      for (let k = 0; k < size; k++) {
        const [ar, ai] = [a[2 * (row * size + k)] ?? 0, a[2 * (row * size + k) + 1] ?? 0];
        const [br, bi] = [b[2 * (k * size + column)] ?? 0, b[2 * (k * size + column) + 1] ?? 0];
        const at = 2 * (row * size + column);
        product[at] = (product[at] ?? 0) + ar * br - ai * bi;
        product[at + 1] = (product[at + 1] ?? 0) + ar * bi + ai * br;
      }
    }
  }
  return product;
}

function adjoint(matrix: Matrix): Matrix {
  const size = sizeOf(matrix);
  return matrix.map((_, i) => {
    const [row, column] = [Math.floor(i / 2 / size), Math.floor(i / 2) % size];
    const value = matrix[2 * (column * size + row) + (i % 2)] ?? 0;
    return i % 2 === 0 ? value : -value;
  });
}

/** e^A by its Taylor series at A/1024, squared ten times. */
function exponential(matrix: Matrix): Matrix {
  const small = times(matrix, 1 / 1024);
  let term = identity(sizeOf(matrix));
  let sum = term;
  for (let k = 1; k <= 12; k++) {
    term = times(multiply(term, small), 1 / k);
    sum = add(sum, term);
  }
  for (let k = 0; k < 10; k++) sum = multiply(sum, sum);
  return sum;
}

/** The product of Pauli matrices, character j on bit j, written from its action: k goes to k ⊕ flips with a phase. */
function pauliMatrix(paulis: string): Matrix {
  const size = 2 ** paulis.length;
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (let column = 0; column < size; column++) {
    let row = column;
    let quarters = 0; // the phase is i^quarters
    [...paulis].forEach((pauli, j) => {
      const bit = (column >> j) & 1;
      if (pauli === "X" || pauli === "Y") row ^= 1 << j;
      if (pauli === "Y") quarters += 1 + 2 * bit;
      if (pauli === "Z") quarters += 2 * bit;
    });
    matrix[2 * (row * size + column)] = [1, 0, -1, 0][quarters % 4] ?? 0;
    matrix[2 * (row * size + column) + 1] = [0, 1, 0, -1][quarters % 4] ?? 0;
  }
  return matrix;
}

function expectSame(actual: Matrix, expected: Matrix, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const difference = actual.reduce(
    (worst, value, i) => Math.max(worst, Math.abs(value - (expected[i] ?? Number.NaN))),
    0,
  );
  expect(difference).toBeLessThan(tolerance);
}

const angle = fc.double({ min: -2 * Math.PI, max: 2 * Math.PI, noNaN: true });
const anglesOf = (name: GateName) =>
  fc.array(angle, { minLength: gates[name].parameterNames.length, maxLength: gates[name].parameterNames.length });

describe.each(gateNames)("%s", (name) => {
  const gate = gates[name];

  test("is unitary at any angles, on as many qubits as it says", () => {
    fc.assert(
      fc.property(anglesOf(name), (params) => {
        const matrix = gate.matrix(params);
        expect(matrix.length).toBe(2 * 4 ** gate.qubitCount);
        expectSame(multiply(matrix, adjoint(matrix)), identity(2 ** gate.qubitCount), 1e-14);
      }),
    );
  });

  test("is undone by its inverse, phase included", () => {
    fc.assert(
      fc.property(anglesOf(name), (params) => {
        const inverse = gate.inverse(params);
        expect(inverse.params.length).toBe(gates[inverse.gate].parameterNames.length);
        const back = multiply(gates[inverse.gate].matrix(inverse.params), gate.matrix(params));
        expectSame(back, identity(2 ** gate.qubitCount), 1e-14);
      }),
    );
  });

  test("does not hand out its own matrix: a caller may change what it got", () => {
    const params = gate.parameterNames.map((_, i) => 0.3 + i);
    const first = gate.matrix(params);
    const before = [...first];
    first.fill(7);
    expect(gate.matrix(params)).toEqual(before);
  });

  const { generator } = gate;
  if (generator) {
    test("is the exponential of its generator", () => {
      fc.assert(
        fc.property(angle, (theta) => {
          const sum = generator
            .map(([coefficient, paulis]) => times(pauliMatrix(paulis), 0, -theta * coefficient))
            .reduce(add);
          expectSame(gate.matrix([theta]), exponential(sum), 1e-12);
        }),
      );
    });
  }

  const { controlled } = gate;
  if (controlled) {
    test(`is ${controlled.gate} where its first ${controlled.controls} qubits are 1, and nothing elsewhere`, () => {
      const inner = gates[controlled.gate];
      expect(gate.qubitCount).toBe(inner.qubitCount + controlled.controls);
      expect(gate.parameterNames).toEqual(inner.parameterNames);
      const on = 2 ** controlled.controls - 1;
      const isOn = (index: number) => (index & on) === on;
      fc.assert(
        fc.property(anglesOf(name), (params) => {
          const small = inner.matrix(params);
          const size = 2 ** gate.qubitCount;
          const expected = identity(size).map((value, i) => {
            const [row, column] = [Math.floor(i / 2 / size), Math.floor(i / 2) % size];
            if (!isOn(row) || !isOn(column)) return value;
            const at = (row >> controlled.controls) * sizeOf(small) + (column >> controlled.controls);
            return small[2 * at + (i % 2)] ?? Number.NaN;
          });
          expectSame(gate.matrix(params), expected, 1e-15);
        }),
      );
    });
  }
});

test("gates of one angle have a generator, but for those that are no exponential of one", () => {
  const without = gateNames.filter((name) => gates[name].parameterNames.length === 1 && !gates[name].generator);
  expect(without).toEqual(["gpi", "gpi2"]); // a reflection and a quarter turn; the angle is the axis
});

test("no two gates share a name or an alias", () => {
  const names = gateNames.flatMap((name) => [name, ...(gates[name].aliases ?? [])]);
  expect(new Set(names).size).toBe(names.length);
});

test("every gate is found by its name and by each alias, and nothing else is found", () => {
  for (const name of gateNames) {
    expect(gateNamed(name)).toBe(name);
    for (const alias of gates[name].aliases ?? []) expect(gateNamed(alias)).toBe(name);
  }
  for (const other of ["", "CNOT", "toString", "__proto__", "hh"]) expect(gateNamed(other)).toBeUndefined();
});

interface Recorded {
  readonly source: string;
  readonly gates: readonly { readonly gate: GateName; readonly params: readonly number[]; readonly matrix: Matrix }[];
}
const recorded: Recorded = JSON.parse(readFileSync(new URL("../fixtures/gates.json", import.meta.url), "utf8"));

describe(`beside ${recorded.source}`, () => {
  test("every gate is recorded", () => {
    expect(new Set(recorded.gates.map(({ gate }) => gate))).toEqual(new Set(gateNames));
  });

  test.each(recorded.gates.map((entry) => [entry.gate, entry.params, entry.matrix] as const))(
    "%s at %j is the same matrix",
    (name, params, matrix) => {
      expectSame(gates[name].matrix(params), matrix, 1e-14);
    },
  );
});

test("a partially entangling gate at a quarter turn is a full XX rotation", () => {
  expectSame(gates.ms.matrix([0, 0, Math.PI / 2]), gates.rxx.matrix([Math.PI / 2]), 1e-15);
});
