import { gates } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operandsOf } from "../../circuit-shape.ts";
import type { UnitaryStep } from "../../simulator.ts";
import { randomSteps, randomUnitary } from "../random-circuits.testing.ts";
import { multiply, phases } from "./complex-matrix.ts";
import { kak } from "./kak.ts";
import { lower } from "./lower.ts";
import type { Lowered, Primitive } from "./primitives.ts";

/** Applies a matrix to some bits of a state where `controls` are 1; the obvious way. */
function applyMatrix(
  state: Float64Array,
  bits: readonly number[],
  controls: readonly number[],
  matrix: ArrayLike<number>,
) {
  const size = 2 ** bits.length;
  const before = state.slice();
  for (let index = 0; index < state.length / 2; index++) {
    if (controls.some((control) => !((index >> control) & 1))) continue;
    const row = bits.reduce((sum, bit, j) => sum | (((index >> bit) & 1) << j), 0);
    let [re, im] = [0, 0];
    for (let column = 0; column < size; column++) {
      const from = bits.reduce((sum, bit, j) => (sum & ~(1 << bit)) | (((column >> j) & 1) << bit), index);
      const at = 2 * (row * size + column);
      re += (matrix[at] ?? 0) * (before[2 * from] ?? 0) - (matrix[at + 1] ?? 0) * (before[2 * from + 1] ?? 0);
      im += (matrix[at] ?? 0) * (before[2 * from + 1] ?? 0) + (matrix[at + 1] ?? 0) * (before[2 * from] ?? 0);
    }
    state[2 * index] = re;
    state[2 * index + 1] = im;
  }
}

const startState = (qubitCount: number): Float64Array => {
  const state = new Float64Array(2 ** (qubitCount + 1));
  state[0] = 1;
  return state;
};

function applySteps(state: Float64Array, steps: readonly UnitaryStep[]): Float64Array {
  for (const step of steps) {
    if (step.kind === "unitary") applyMatrix(state, step.qubits, [], step.matrix);
    else applyMatrix(state, step.qubits, step.controls ?? [], gates[step.gate].matrix(step.params ?? []));
  }
  return state;
}

const ry = (theta: number) => gates.ry.matrix([theta]);
const xx = gates.rxx.matrix,
  yy = gates.ryy.matrix,
  zz = gates.rzz.matrix;

function applyPrimitive(state: Float64Array, primitive: Primitive): void {
  if (primitive.kind === "diagonal") {
    applyMatrix(state, primitive.wires.slice(0, 1), primitive.wires.slice(1), phases(0, primitive.radians));
  } else if (primitive.kind === "real") {
    applyMatrix(
      state,
      [primitive.wire],
      [],
      primitive.matrix.flatMap((entry) => [entry, 0]),
    );
  } else if (primitive.kind === "cx") {
    applyMatrix(state, [primitive.target], [primitive.control], gates.x.matrix([]));
  } else if (primitive.kind === "dense") {
    applyMatrix(state, primitive.wires, [], primitive.matrix);
  } else {
    const { wires, thetas, turns, rotations, tail } = primitive;
    wires.forEach((wire, j) => {
      applyMatrix(state, [wire], [], ry(thetas[j] ?? 0));
    });
    const [outer, inner] = turns;
    applyMatrix(state, wires, [], phases(0, inner, 0, outer));
    applyMatrix(state, wires, [], planeRotation(0, 3, rotations[0]));
    applyMatrix(state, wires, [], planeRotation(2, 1, rotations[1]));
    applyMatrix(state, wires, [], phases(0, ...tail));
  }
}

/** A rotation of two of four basis states, as a complex matrix. */
function planeRotation(a: number, b: number, radians: number): Float64Array {
  const matrix = phases(0, 0, 0, 0);
  const put = (row: number, column: number, value: number) => {
    matrix[2 * (4 * row + column)] = value;
  };
  put(a, a, Math.cos(radians));
  put(b, b, Math.cos(radians));
  put(a, b, -Math.sin(radians));
  put(b, a, Math.sin(radians));
  return matrix;
}

/** The state that the primitives give, with qubits back at their own places. */
function interpret(lowered: Lowered): Float64Array {
  const state = startState(lowered.wireCount);
  for (const primitive of lowered.primitives) applyPrimitive(state, primitive);
  applyMatrix(state, [0], [], phases(lowered.globalPhase, lowered.globalPhase));
  const placed = new Float64Array(state.length);
  for (let index = 0; index < state.length / 2; index++) {
    const from = lowered.wireOfQubit.reduce((sum, wire, qubit) => sum | (((index >> qubit) & 1) << wire), 0);
    placed[2 * index] = state[2 * from] ?? 0;
    placed[2 * index + 1] = state[2 * from + 1] ?? 0;
  }
  return placed;
}

const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);

describe("lowering", () => {
  test("keeps every gate exactly, global phase included, whatever came before it", () => {
    for (const name of Object.keys(gates) as (keyof typeof gates)[]) {
      const { qubitCount, parameterNames } = gates[name];
      const params = parameterNames.map((_, i) => 0.7 + 0.9 * i);
      for (const controls of [[], [3], [4, 3]]) {
        const scramble = randomSteps(11, 5, 6, ["u", "cx", "rzz"]);
        const steps: UnitaryStep[] = [
          ...scramble,
          { kind: "gate", gate: name, qubits: [1, 0, 2].slice(0, qubitCount), params, controls },
        ];
        const error = distance(interpret(lower(5, steps)), applySteps(startState(5), steps));
        expect(error, `${name} with ${controls.length} controls`).toBeLessThan(1e-12);
      }
    }
  });

  test("keeps random circuits exactly", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 30), (seed) => {
        const steps = randomSteps(seed, 4, 24);
        expect(distance(interpret(lower(4, steps)), applySteps(startState(4), steps))).toBeLessThan(1e-11);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("keeps unitaries on one to four qubits exactly", () => {
    for (const width of [1, 2, 3, 4]) {
      const steps: UnitaryStep[] = [
        ...randomSteps(5, 4, 8),
        { kind: "unitary", qubits: [2, 0, 3, 1].slice(0, width), matrix: randomUnitary(width, width) },
        ...randomSteps(6, 4, 8),
      ];
      expect(distance(interpret(lower(4, steps)), applySteps(startState(4), steps))).toBeLessThan(1e-12);
    }
  });

  test("finds the structure of common gates", () => {
    const kinds = (steps: UnitaryStep[]) =>
      lower(4, steps, { startsInZero: false })
        .primitives.map(({ kind }) => kind)
        .join(" ");
    const on = (
      gate: keyof typeof gates,
      qubits: number[],
      params: number[] = [],
      controls: number[] = [],
    ): UnitaryStep => ({ kind: "gate", gate, qubits, params, controls });
    expect(kinds([on("h", [0])])).toBe("real");
    expect(kinds([on("h", [0]), on("h", [0])])).toBe("");
    expect(kinds([on("swap", [0, 1])])).toBe("");
    expect(kinds([on("rz", [0], [0.3]), on("rz", [0], [0.4])])).toBe("diagonal");
    expect(kinds([on("cz", [0, 1]), on("rzz", [2, 3], [0.3]), on("cz", [1, 0])])).toBe("diagonal diagonal diagonal");
    expect(kinds([on("x", [0], [], [1])])).toBe("cx");
    expect(kinds([on("dcx", [0, 1])])).toBe("cx"); // and an exchange of names
    expect(kinds([on("ccz", [0, 1, 2], [], [3])])).toBe("diagonal");
    expect(kinds([on("ccx", [0, 1, 2])])).toBe("real diagonal real");
    expect(kinds([on("rxx", [0, 1], [0.3])])).toBe("real real diagonal diagonal diagonal real real");
    expect(kinds([{ kind: "unitary", qubits: [0, 1], matrix: randomUnitary(3, 2) }])).toContain("pair");
    expect(kinds([{ kind: "unitary", qubits: [0, 1, 2], matrix: randomUnitary(3, 3) }])).toBe("dense");
  });

  test("drops what acts on qubits still in zero", () => {
    const steps: UnitaryStep[] = [
      { kind: "gate", gate: "rz", qubits: [0], params: [0.3] },
      { kind: "gate", gate: "cx", qubits: [0, 1] },
      { kind: "gate", gate: "h", qubits: [0] },
    ];
    expect(lower(2, steps).primitives.map(({ kind }) => kind)).toEqual(["real"]);
  });
});

test("the KAK form gives the matrix back", () => {
  // 16678 is one for which the first mixture of its parts has two eigenvalues close to each other
  for (const seed of [...Array(40).keys(), 16678]) {
    const unitary = Float64Array.from(randomUnitary(seed, 2));
    const { phase, interaction, before, after } = kak(unitary);
    const [x, y, z] = interaction;
    const columns = [0, 1, 2, 3].map((column) => {
      const state = new Float64Array(8);
      state[2 * column] = 1;
      applyMatrix(state, [0], [], before[0]);
      applyMatrix(state, [1], [], before[1]);
      applyMatrix(state, [0, 1], [], multiply(multiply(xx([-2 * x]), yy([-2 * y])), zz([-2 * z])));
      applyMatrix(state, [0], [], after[0]);
      applyMatrix(state, [1], [], multiply(phases(phase, phase), after[1]));
      return state;
    });
    const error = Math.max(
      ...columns.flatMap((state, column) =>
        Array.from({ length: 8 }, (_, i) =>
          Math.abs((state[i] ?? 0) - (unitary[2 * (4 * (i >> 1) + column) + (i & 1)] ?? 0)),
        ),
      ),
    );
    expect(error).toBeLessThan(1e-14);
  }
});

test("operands list further controls first", () => {
  expect(operandsOf({ kind: "gate", gate: "cx", qubits: [0, 1], controls: [3] })).toEqual([3, 0, 1]);
});
