import { InvalidInputError, seeded } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, type Operation, pauliSum, reset } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyUnitaryCircuit } from "../conformance/arbitrary.ts";
import { moved } from "../conformance/subject.ts";
import { nodeHost } from "../hosts/node.ts";
import type { SimulateOptions } from "../simulator.ts";
import { StatevectorSimulator } from "../statevector/index.ts";
import { randomSteps } from "../statevector/random-circuits.testing.ts";
import { MpsSimulator } from "./simulator.ts";

const mps = new MpsSimulator(nodeHost());
const vector = new StatevectorSimulator(nodeHost(), 1);
const run = (circuit: Circuit, options: Partial<SimulateOptions> = {}) =>
  mps.run(circuit, { seed: 1, method: "mps", ...options });

async function amplitudesOf(circuit: Circuit, options: Partial<SimulateOptions> = {}): Promise<Float64Array> {
  return (await run(circuit, { amplitudes: true, ...options })).amplitudes ?? new Float64Array();
}

/** Layers of gates on neighbours that entangle more and more. */
function brickwork(qubitCount: number, layers: number, seed: number): Circuit {
  const random = seeded(seed);
  const angle = () => 2 * Math.PI * random.uniform();
  const operations: Operation[] = [];
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubitCount; q++) operations.push(gate("u", [q], [angle(), angle(), angle()]));
    for (let q = layer % 2; q + 1 < qubitCount; q += 2) operations.push(gate("crx", [q, q + 1], [angle()]));
  }
  return circuitOf(qubitCount, operations);
}

/** An entry of a list that is there. */
const entry = (numbers: ArrayLike<number>, i: number): number => numbers[i] ?? Number.NaN;

const ghz = (qubitCount: number): Circuit =>
  circuitOf(qubitCount, [gate("h", [0]), ...Array.from({ length: qubitCount - 1 }, (_, q) => gate("cx", [q, q + 1]))]);

/** The letters, I where none is given. */
const string = (qubitCount: number, letters: Readonly<Record<number, string>>): string =>
  Array.from({ length: qubitCount }, (_, i) => letters[qubitCount - 1 - i] ?? "I").join("");

type Quadruple = [number, number, number, number];

describe("at full bond", () => {
  test.each([
    ["of all kinds on 12 qubits", circuitOf(12, randomSteps(3, 12, 120))],
    ["of neighbours on 14 qubits", brickwork(14, 8, 5)],
  ])("gates %s end in the amplitudes of the state vector", async (_, circuit) => {
    const { amplitudes: expected = new Float64Array() } = await vector.run(circuit, {
      seed: 1,
      amplitudes: true,
      precision: "double",
    });
    const { amplitudes = new Float64Array(), truncationError } = await run(circuit, { amplitudes: true });
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - entry(amplitudes, i))), 0);
    expect(worst).toBeLessThan(1e-12);
    expect(truncationError).toBeLessThan(1e-20);
  });

  test("probabilities and expectation values are those of the state vector", async () => {
    const circuit = brickwork(13, 6, 9);
    const paulis = ["ZZIIIIIIIIIIX", "IIIIIYIIIIIII", "XYZXYZXYZXYZX", "IIIIIIIIIIIIZ"];
    const observables = [pauliSum(Object.fromEntries(paulis.map((letters, i) => [letters, 1 + i])))];
    const options = { seed: 1, probabilities: true, observables, precision: "double" } as const;
    const [ours, theirs] = [await run(circuit, options), await vector.run(circuit, options)];
    expect(ours.probabilities?.outcomes).toEqual(theirs.probabilities?.outcomes);
    const worst = ours.probabilities?.values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (theirs.probabilities?.values[i] ?? 0))),
      0,
    );
    expect(worst).toBeLessThan(1e-12);
    expect(ours.expectations?.[0]).toBeCloseTo(theirs.expectations?.[0] ?? Number.NaN, 11);
  });

  test("naming the qubits otherwise changes no amplitude", async () => {
    const anyRenaming = anyUnitaryCircuit(6, 30).chain((circuit) =>
      fc.tuple(
        fc.constant(circuit),
        fc.shuffledSubarray([...Array(circuit.qubitCount).keys()], { minLength: circuit.qubitCount }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyRenaming, async ([circuit, places]) => {
        const renamed = circuitOf(
          circuit.qubitCount,
          circuit.operations.map((operation) => moved(operation, places)),
        );
        const [plain, other] = [await amplitudesOf(circuit), await amplitudesOf(renamed)];
        for (let index = 0; index < plain.length / 2; index++) {
          const to = places.reduce((sum, place, k) => sum | (((index >> k) & 1) << place), 0);
          expect(Math.abs(entry(other, 2 * to) - entry(plain, 2 * index))).toBeLessThan(1e-12);
          expect(Math.abs(entry(other, 2 * to + 1) - entry(plain, 2 * index + 1))).toBeLessThan(1e-12);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("truncation", () => {
  test.each([4, 8, 12, 16, 24])("to bond %d loses about as much fidelity as it reports", async (maxBond) => {
    const circuit = brickwork(12, 24, 11);
    const exact = await amplitudesOf(circuit);
    const options = { amplitudes: true, mps: { maxBond } };
    const { amplitudes = new Float64Array(), truncationError = 0 } = await run(circuit, options);
    let [re, im, square] = [0, 0, 0];
    for (let i = 0; i < exact.length; i += 2) {
      const [a, b, c, d] = [exact, amplitudes].flatMap((state) => [entry(state, i), entry(state, i + 1)]) as Quadruple;
      re += a * c + b * d;
      im += a * d - b * c;
      square += c * c + d * d;
    }
    const infidelity = 1 - re * re - im * im;
    expect(square).toBeCloseTo(1, 10);
    expect(truncationError).toBeGreaterThan(1e-3);
    // Each truncation is the best of its moment, and their errors add up as if they were independent.
    expect(Math.abs(truncationError / infidelity - 1)).toBeLessThan(0.1);
  });

  test("by weight keeps what it may not drop", async () => {
    const circuit = brickwork(12, 6, 3);
    let before = 1;
    for (const maxTruncation of [1e-2, 1e-4, 1e-8]) {
      const { truncationError = 1 } = await run(circuit, { mps: { maxTruncation } });
      expect(truncationError).toBeLessThan(before);
      expect(truncationError).toBeLessThan(100 * maxTruncation);
      before = truncationError;
    }
  });
});

describe("states of a hundred qubits that are known", () => {
  test("GHZ: all equal, and X on all qubits or Z on any two is 1", async () => {
    const observables = [
      pauliSum({ [string(100, { 3: "Z", 96: "Z" })]: 1 }),
      pauliSum({ ["X".repeat(100)]: 1 }),
      pauliSum({ [string(100, { 50: "Z" })]: 1 }),
    ];
    const { counts, expectations } = await run(ghz(100), { shots: 1000, observables });
    expect([...(counts?.keys() ?? [])]).toEqual(["0".repeat(100), "1".repeat(100)]);
    expect(Math.abs((counts?.get("1".repeat(100)) ?? 0) - 500)).toBeLessThan(5 * Math.sqrt(250));
    expect(expectations?.[0]).toBeCloseTo(1, 12);
    expect(expectations?.[1]).toBeCloseTo(1, 12);
    expect(expectations?.[2]).toBeCloseTo(0, 12);
  });

  test("W: one qubit is 1, every qubit as often as any other", async () => {
    const n = 100;
    const operations: Operation[] = [gate("x", [0])];
    for (let q = 0; q + 1 < n; q++) {
      // Of what has come so far, the share 1 / (n − q) stays on this qubit.
      operations.push(gate("cry", [q, q + 1], [2 * Math.acos(Math.sqrt(1 / (n - q)))]), gate("cx", [q + 1, q]));
    }
    const observables = [0, 41, 99].map((q) => pauliSum({ [string(n, { [q]: "Z" })]: 1 }));
    observables.push(pauliSum({ [string(n, { 7: "X", 80: "X" })]: 1 }));
    const { counts, expectations } = await run(circuitOf(n, operations), { shots: 5000, observables });
    for (const bits of counts?.keys() ?? []) expect(bits.replaceAll("0", "")).toBe("1");
    const chiSquare = [...(counts?.values() ?? [])].reduce((sum, count) => sum + (count - 50) ** 2 / 50, 0);
    expect(chiSquare + 50 * (n - (counts?.size ?? 0))).toBeLessThan(99 + 5 * Math.sqrt(2 * 99));
    for (const k of [0, 1, 2]) expect(expectations?.[k]).toBeCloseTo(1 - 2 / n, 12);
    expect(expectations?.[3]).toBeCloseTo(2 / n, 12);
  });

  test("the cluster state on a line: every stabilizer Z X Z is 1, and bonds are 2", async () => {
    const n = 100;
    const operations = [
      ...Array.from({ length: n }, (_, q) => gate("h", [q])),
      ...Array.from({ length: n - 1 }, (_, q) => gate("cz", [q, q + 1])),
    ];
    const sums = [1, 30, 98].map((q) => pauliSum({ [string(n, { [q - 1]: "Z", [q]: "X", [q + 1]: "Z" })]: 1 }));
    const { expectations, why } = await run(circuitOf(n, operations), { observables: sums });
    for (const value of expectations ?? []) expect(value).toBeCloseTo(1, 12);
    expect(why).toContain("grew to 2,");
  });

  test("AKLT: measured spins alternate but for zeros, and the string order is −4/9", async () => {
    // Spin 1 on site k is the triplet of qubits 2k + 1 and 2k + 2 of singlets between 2k and 2k + 1, by postselection on
    // a projector; here it is made by its bond-2 tensors instead: a qubit passes along the line and leaves two behind.
    const spins = 20;
    const n = 2 * spins + 1; // the passing qubit is the last
    const operations: Operation[] = [];
    for (let k = 0; k < spins; k++)
      operations.push({ kind: "unitary", qubits: [2 * k, 2 * k + 1, n - 1], matrix: akltUnitary() });
    // Two bits of a spin: 00 is m = 0, 01 is m = +1, 10 is m = −1.
    const { counts } = await run(circuitOf(n, operations), { shots: 500 });
    for (const bits of counts?.keys() ?? []) {
      const magnetisations = Array.from({ length: spins }, (_, k) => bits.slice(n - 2 * k - 2, n - 2 * k));
      expect(magnetisations).not.toContain("11");
      const signs = magnetisations.filter((pair) => pair !== "00");
      for (let i = 1; i < signs.length; i++) expect(signs[i]).not.toBe(signs[i - 1]);
    }
    // S^z of a spin is (Z on its high bit − Z on its low bit)/2; e^{iπS^z} is −1 where one of its bits is set: ZZ.
    const [first, last] = [5, 12];
    const middle: Record<number, string> = {};
    for (let k = first + 1; k < last; k++) middle[2 * k] = middle[2 * k + 1] = "Z";
    const terms = [0, 1].flatMap((a) =>
      [0, 1].map((b) => ({
        paulis: string(n, { ...middle, [2 * first + a]: "Z", [2 * last + b]: "Z" }),
        coefficient: (a === b ? 1 : -1) / 4,
      })),
    );
    const { expectations } = await run(circuitOf(n, operations), { observables: [{ terms }] });
    expect(expectations?.[0]).toBeCloseTo(-4 / 9, 12);
  });

  test("distributions of wide circuits are listed where few outcomes are possible", async () => {
    const operations = [...ghz(60).operations, measure(0, 0), measure(59, 1), gate("ry", [30], [0.8]), measure(30, 2)];
    const { probabilities } = await run({ qubitCount: 60, clbitCount: 3, operations }, { probabilities: true });
    const [stay, flip] = [Math.cos(0.4) ** 2 / 2, Math.sin(0.4) ** 2 / 2];
    expect([...(probabilities?.outcomes ?? [])]).toEqual([0, 3, 4, 7]);
    [stay, flip, flip, stay].forEach((value, i) => {
      expect(probabilities?.values[i]).toBeCloseTo(value, 12);
    });
  });

  test("measurements and resets on the way, and noise", async () => {
    const parity = [gate("cx", [10, 98]), gate("cx", [70, 98]), measure(98, 0), reset(98), gate("x", [98])];
    const operations = [...ghz(98).operations, ...parity, measure(98, 1), measure(0, 2), measure(97, 3)];
    const circuit = { qubitCount: 99, clbitCount: 4, operations };
    const quiet = await run(circuit, { shots: 400 });
    expect([...(quiet.counts?.keys() ?? [])]).toEqual(["0010", "1110"]);
    const shots = 2000;
    const noise = { oneQubitRate: 0.2, twoQubitRate: 0 };
    const { counts } = await run({ qubitCount: 40, clbitCount: 0, operations: [gate("x", [39])] }, { shots, noise });
    const flipped = counts?.get("0".repeat(40)) ?? 0;
    expect(Math.abs(flipped / shots - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / shots));
  });
});

describe("bad input", () => {
  test.each([
    { maxBond: 0 },
    { maxBond: 2.5 },
    { maxBond: Number.NaN },
    { maxBond: 1e6 },
    { maxTruncation: Number.NaN },
    { maxTruncation: -1 },
    { maxTruncation: 1 },
  ])("bounds of %j are refused, by estimate as well", async (bounds) => {
    const options = { seed: 1, shots: 1, mps: bounds };
    await expect(mps.run(ghz(30), options)).rejects.toThrow(InvalidInputError);
    expect(() => mps.estimate(ghz(30), options)).toThrow(InvalidInputError);
  });

  test("circuits that entangle too much are only taken when they are asked for", () => {
    const deep = brickwork(40, 40, 1);
    expect(mps.supports(deep, { seed: 1 })).toMatchObject({ ok: false, why: expect.stringContaining("256") });
    expect(mps.supports(deep, { seed: 1, method: "mps" })).toEqual({ ok: true });
    expect(mps.estimate(deep, { seed: 1, method: "mps" }).isExact).toBe(false);
    expect(mps.estimate(ghz(100), { seed: 1 }).isExact).toBe(true);
  });
});

/**
 * A unitary on (low bit, high bit, bond) that sends |0, 0, b⟩ to Σ |m, b'⟩ A^m with the AKLT matrices
 * A⁺ = √⅔ σ⁺, A⁰ = −√⅓ σᶻ, A⁻ = −√⅔ σ⁻ (Schollwöck, Ann. Phys. 326, 96 (2011), section 4.1.5), and is completed to a basis.
 */
function akltUnitary(): number[] {
  const columns = new Array<number[] | undefined>(8).fill(undefined);
  const [two, one] = [Math.sqrt(2 / 3), Math.sqrt(1 / 3)];
  // Index: low bit + 2 · high bit + 4 · bond. m = +1 is low 1, m = −1 is high 1.
  columns[0] = [-one, 0, 0, 0, 0, 0, -two, 0]; // bond 0 → −√⅓ |0⟩|0⟩ − √⅔ |−⟩|1⟩
  columns[4] = [0, two, 0, 0, one, 0, 0, 0]; // bond 1 → √⅔ |+⟩|0⟩ + √⅓ |0⟩|1⟩
  for (let column = 0, candidate = 0; column < 8; column++) {
    while (columns[column] === undefined) {
      const unit = Array.from({ length: 8 }, (_, i) => (i === candidate ? 1 : 0));
      candidate++;
      const rest = columns.reduce<number[]>((left, other) => {
        if (!other) return left;
        const dot = other.reduce((sum, value, i) => sum + value * entry(left, i), 0);
        return left.map((value, i) => value - dot * entry(other, i));
      }, unit);
      const norm = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0));
      if (norm > 1e-6) columns[column] = rest.map((value) => value / norm);
    }
  }
  const matrix: number[] = [];
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 8; column++) matrix.push(columns[column]?.[row] ?? 0, 0);
  return matrix;
}
