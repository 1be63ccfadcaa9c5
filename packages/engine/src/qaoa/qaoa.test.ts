import { CancelledError, InvalidInputError, TooLargeError } from "@naru/base";
import { circuitOf, gate, pauliSum } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { nodeHost } from "../hosts/node.ts";
import { ReferenceSimulator } from "../reference/index.ts";
import type { Precision } from "../simulator.ts";
import { type CostPolynomial, Qaoa, type QaoaAngles } from "./index.ts";

const host = nodeHost();
const reference = new ReferenceSimulator(host);

/** The cost of one bitstring, term by term. */
function costOf({ variables, terms }: CostPolynomial, index: number): number {
  return terms.reduce((sum, { weight, qubits }) => {
    const factors = qubits.map((qubit) =>
      variables === "bits" ? (index >> qubit) & 1 : 1 - 2 * ((index >> qubit) & 1),
    );
    return sum + factors.reduce((product, factor) => product * factor, weight);
  }, 0);
}

/** The state, written down: each layer is a product by e^{−iγC} and a rotation of each qubit. */
function stateOf(cost: CostPolynomial, { gammas, betas }: QaoaAngles): Float64Array {
  const size = 2 ** cost.qubitCount;
  let state = Float64Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? size ** -0.5 : 0));
  gammas.forEach((gamma, k) => {
    for (let index = 0; index < size; index++) {
      const [c, s] = [Math.cos(-gamma * costOf(cost, index)), Math.sin(-gamma * costOf(cost, index))];
      const [re = 0, im = 0] = state.subarray(2 * index, 2 * index + 2);
      state.set([re * c - im * s, re * s + im * c], 2 * index);
    }
    const [c, s] = [Math.cos(betas[k] ?? 0), Math.sin(betas[k] ?? 0)];
    for (let bit = 1; bit < size; bit *= 2) {
      state = state.map((part, i) => {
        const partner = (i >> 1) ^ bit;
        return c * part + s * (i % 2 === 0 ? (state[2 * partner + 1] ?? 0) : -(state[2 * partner] ?? 0));
      });
    }
  });
  return state;
}

const anyAngle = fc.double({ min: -4, max: 4, noNaN: true });
const anyAngles: fc.Arbitrary<QaoaAngles> = fc
  .array(fc.tuple(anyAngle, anyAngle), { maxLength: 3 })
  .map((pairs) => ({ gammas: pairs.map(([gamma]) => gamma), betas: pairs.map(([, beta]) => beta) }));
/** With whole weights, whose costs have levels, or with any. */
const anyCost = (mostQubits: number): fc.Arbitrary<CostPolynomial> =>
  fc
    .tuple(fc.integer({ min: 1, max: mostQubits }), fc.constantFrom("spins", "bits"), fc.boolean())
    .chain(([qubitCount, variables, isWhole]) =>
      fc.record({
        qubitCount: fc.constant(qubitCount),
        variables: fc.constant(variables as "spins" | "bits"),
        terms: fc.array(
          fc.record({
            weight: isWhole ? fc.integer({ min: -3, max: 3 }) : fc.double({ min: -3, max: 3, noNaN: true }),
            qubits: fc.array(fc.nat(qubitCount - 1), { maxLength: 3 }),
          }),
          { maxLength: 12 },
        ),
      }),
    );
const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, part, i) => Math.max(most, Math.abs(part - (b[i] ?? Number.NaN))), 0);
const expected = (cost: CostPolynomial, state: Float64Array) =>
  state.reduce((sum, part, i) => sum + part * part * costOf(cost, i >> 1), 0);

describe.each([
  ["double", 1e-12],
  ["single", 1e-5],
] as const)("in %s precision", (precision, tolerance) => {
  test("state and expected cost are those that are written down, global phase included", async () => {
    await fc.assert(
      fc.asyncProperty(anyCost(8), anyAngles, async (cost, angles) => {
        const qaoa = await Qaoa.create(host, cost, { precision });
        const { amplitudes = new Float64Array(), expectedCost } = await qaoa.run(angles, { amplitudes: true });
        const state = stateOf(cost, angles);
        expect(amplitudes.length).toBe(state.length);
        expect(distance(amplitudes, state)).toBeLessThan(tolerance);
        expect(Math.abs(expectedCost - expected(cost, state))).toBeLessThan(100 * tolerance);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("the gradient is the slope of the expected cost", async () => {
    await fc.assert(
      fc.asyncProperty(anyCost(7), anyAngles, async (cost, angles) => {
        const qaoa = await Qaoa.create(host, cost, { precision });
        const { expectedCost, gammas, betas } = await qaoa.gradient(angles);
        expect(Math.abs(expectedCost - (await qaoa.run(angles)).expectedCost)).toBeLessThan(100 * tolerance);
        const h = 1e-3;
        const slope = (change: (by: number) => QaoaAngles) => {
          const at = (by: number) => expected(cost, stateOf(cost, change(by)));
          return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        };
        const shifted = (list: readonly number[], k: number, by: number) =>
          list.map((angle, j) => (j === k ? angle + by : angle));
        angles.gammas.forEach((_, k) => {
          const byGamma = slope((by) => ({ ...angles, gammas: shifted(angles.gammas, k, by) }));
          const byBeta = slope((by) => ({ ...angles, betas: shifted(angles.betas, k, by) }));
          // the fifth derivative by γ grows with the fifth power of the cost, which bounds what differences can show
          const bound = Math.max(1e-6, 1000 * tolerance);
          expect(Math.abs((gammas[k] ?? Number.NaN) - byGamma)).toBeLessThan(bound);
          expect(Math.abs((betas[k] ?? Number.NaN) - byBeta)).toBeLessThan(bound);
        });
      }),
      { numRuns: 20, seed: 2 },
    );
  });
});

test.each(["double", "single"] as const)(
  "in %s precision, as wide as needs several passes, a ring's expected cost is the known one",
  async (precision: Precision) => {
    const qubitCount = 19;
    const terms = Array.from({ length: qubitCount }, (_, k) => ({ weight: 1, qubits: [k, (k + 1) % qubitCount] }));
    const [gamma, beta] = [0.4, 0.3];
    // Wang, Hadfield, Jiang and Rieffel, Phys. Rev. A 97, 022304 (2018): without triangles, each edge of a ring has
    // ⟨ZZ⟩ = −½ sin 4β · 2 sin 2γ cos 2γ, up to the sign of the angles
    const each = 0.5 * Math.sin(4 * beta) * Math.sin(4 * gamma);
    for (const weight of [1, 1.1]) {
      const cost = { qubitCount, variables: "spins", terms: terms.map((term) => ({ ...term, weight })) } as const;
      const qaoa = await Qaoa.create(host, cost, { precision });
      const { expectedCost } = await qaoa.run({ gammas: [gamma / weight], betas: [beta] });
      expect(Math.abs(Math.abs(expectedCost / weight / qubitCount) - each)).toBeLessThan(
        precision === "double" ? 1e-12 : 1e-5,
      );
    }
  },
);

test("a layer is what the circuit of its gates gives", async () => {
  const cost: CostPolynomial = {
    qubitCount: 3,
    variables: "spins",
    terms: [
      { weight: 0.7, qubits: [0, 2] },
      { weight: -1.3, qubits: [1] },
    ],
  };
  const [gamma, beta] = [0.8, 0.35];
  const circuit = circuitOf(3, [
    ...[0, 1, 2].map((k) => gate("h", [k])),
    gate("rzz", [0, 2], [2 * gamma * 0.7]),
    gate("rz", [1], [2 * gamma * -1.3]),
    ...[0, 1, 2].map((k) => gate("rx", [k], [2 * beta])),
  ]);
  const observables = [pauliSum({ ZIZ: 0.7, IZI: -1.3 })];
  const { amplitudes, expectations } = await reference.run(circuit, { seed: 1, amplitudes: true, observables });
  const qaoa = await Qaoa.create(host, cost);
  const result = await qaoa.run({ gammas: [gamma], betas: [beta] }, { amplitudes: true });
  expect(distance(result.amplitudes ?? new Float64Array(), amplitudes ?? new Float64Array())).toBeLessThan(1e-12);
  expect(Math.abs(result.expectedCost - (expectations?.[0] ?? Number.NaN))).toBeLessThan(1e-12);
});

test("shots follow the state: the mean cost of 20 000 lies within five standard errors", async () => {
  const cost: CostPolynomial = {
    qubitCount: 12,
    variables: "bits",
    terms: Array.from({ length: 12 }, (_, k) => ({ weight: k % 3 === 0 ? 2 : -1, qubits: [k, (k + 1) % 12] })),
  };
  const shots = 20_000;
  const qaoa = await Qaoa.create(host, cost);
  const angles = { gammas: [0.5, 0.7], betas: [-0.6, -0.3] };
  const { counts = new Map<string, number>(), expectedCost } = await qaoa.run(angles, { shots, seed: 4 });
  let [total, sum, squares] = [0, 0, 0];
  for (const [bits, count] of counts) {
    const value = costOf(cost, Number.parseInt(bits, 2));
    total += count;
    sum += count * value;
    squares += count * value * value;
  }
  expect(total).toBe(shots);
  const error = Math.sqrt((squares / shots - (sum / shots) ** 2) / shots);
  expect(Math.abs(sum / shots - expectedCost)).toBeLessThan(5 * error);
  expect((await qaoa.run(angles, { shots, seed: 4 })).counts).toEqual(counts);
});

test.each([1, 3, 6])(
  "counts of %d qubits ascend, do not repeat, and add up, also where shots come in portions",
  async (qubitCount) => {
    const cost: CostPolynomial = { qubitCount, variables: "spins", terms: [{ weight: 1.3, qubits: [0] }] };
    const qaoa = await Qaoa.create(host, cost);
    const shots = 2 ** 18 + 1000;
    const { counts = new Map<string, number>() } = await qaoa.run({ gammas: [0.4], betas: [0.3] }, { shots, seed: 2 });
    const bitstrings = [...counts.keys()];
    expect(bitstrings).toEqual(
      Array.from({ length: 2 ** qubitCount }, (_, index) => index.toString(2).padStart(qubitCount, "0")),
    );
    expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(shots);
  },
);

describe("what makes no sense is refused before anything is allocated", () => {
  const refusing = { ...host, createMemory: () => expect.unreachable("memory was allocated") };
  const spins = (terms: CostPolynomial["terms"], qubitCount = 2): CostPolynomial => ({
    qubitCount,
    variables: "spins",
    terms,
  });
  test.each([
    ["a weight that is no number", spins([{ weight: Number.NaN, qubits: [0] }]), InvalidInputError],
    ["a qubit that is not there", spins([{ weight: 1, qubits: [2] }]), InvalidInputError],
    ["no qubits", spins([], 0), InvalidInputError],
    ["costs without a bound", spins([0, 1].map((qubit) => ({ weight: 1e308, qubits: [qubit] }))), InvalidInputError],
    ["too many qubits", spins([], 40), TooLargeError],
  ])("%s", async (_, cost, error) => {
    await expect(Qaoa.create(refusing, cost)).rejects.toThrow(error);
  });
  test("more bytes than are allowed", async () => {
    await expect(Qaoa.create(refusing, spins([], 20), { maxBytes: 1e6 })).rejects.toThrow(TooLargeError);
  });
  test("angles that do not fit together", async () => {
    const qaoa = await Qaoa.create(host, spins([]));
    await expect(qaoa.run({ gammas: [1], betas: [] })).rejects.toThrow(InvalidInputError);
    await expect(qaoa.run({ gammas: [Number.POSITIVE_INFINITY], betas: [1] })).rejects.toThrow(InvalidInputError);
  });
  test("shots and seeds that are no whole numbers, and phases without digits", async () => {
    const qaoa = await Qaoa.create(host, spins([{ weight: 1e9, qubits: [0] }]));
    const angles = { gammas: [0.1], betas: [0.1] };
    for (const shots of [0.5, -1, Number.NaN, 2 ** 31]) {
      await expect(qaoa.run(angles, { shots, seed: 1 })).rejects.toThrow(InvalidInputError);
    }
    await expect(qaoa.run(angles, { shots: 1, seed: 0.5 })).rejects.toThrow(InvalidInputError);
    await expect(qaoa.run({ gammas: [1e7], betas: [0.1] })).rejects.toThrow(InvalidInputError);
    await expect(qaoa.gradient({ gammas: [1e7], betas: [0.1] })).rejects.toThrow(InvalidInputError);
  });
});

test.each(["double", "single"] as const)(
  "in %s precision, phases of many turns have all their digits",
  async (precision) => {
    const terms = [
      { weight: 3e9, qubits: [0] },
      { weight: Math.E * 1e8, qubits: [1, 2] },
    ];
    const cost: CostPolynomial = { qubitCount: 3, variables: "spins", terms };
    const angles = { gammas: [0.7], betas: [0.3] };
    const qaoa = await Qaoa.create(host, cost, { precision });
    const { amplitudes = new Float64Array() } = await qaoa.run(angles, { amplitudes: true });
    expect(distance(amplitudes, stateOf(cost, angles))).toBeLessThan(precision === "double" ? 1e-14 : 1e-6);
  },
);

describe("calls take turns", () => {
  const terms = Array.from({ length: 18 }, (_, k) => ({ weight: 1 + k / 7, qubits: [k, (k + 1) % 18] }));
  const cost: CostPolynomial = { qubitCount: 18, variables: "spins", terms };
  const long = { gammas: new Array<number>(400).fill(0.1), betas: new Array<number>(400).fill(0.2) };
  const short = { gammas: [0.1], betas: [0.2] };

  test("one that is to stop does not wait for those before it", async () => {
    const qaoa = await Qaoa.create(host, cost);
    const stop = { aborted: false };
    let isOver = false;
    const first = qaoa.run(long, { stop }).catch((error: unknown) => {
      isOver = true;
      return error;
    });
    const second = new AbortController();
    const waiting = qaoa.run(short, { stop: second.signal });
    second.abort();
    await expect(waiting).rejects.toThrow(CancelledError);
    expect(isOver).toBe(false);
    stop.aborted = true;
    expect(await first).toBeInstanceOf(CancelledError);
    const { expectedCost } = await qaoa.run(short);
    expect((await (await Qaoa.create(host, cost)).run(short)).expectedCost).toBe(expectedCost);
  });

  test("an engine that is closed waits for them, and closes its QAOAs", async () => {
    const engine = await Engine.create(host, { threads: 1 });
    const qaoa = await engine.qaoa(cost);
    const running = qaoa.run(short);
    await engine.close();
    expect((await running).expectedCost).toBeGreaterThan(1);
    await expect(qaoa.run(short)).rejects.toThrow(InvalidInputError);
  });
});
