import { describe, expect, test } from "vitest";
import { type Channel, indexOfPaulis, normalForm, pauliMatrix } from "./channel.ts";

type Complex = readonly [re: number, im: number];

/** What channels make of the one-qubit density matrix [[1−p, c], [c*, p]]: its population p and coherence c. */
function applied(channels: readonly Channel[], population: number, coherence: Complex) {
  let rho: Complex[] = [[1 - population, 0], coherence, [coherence[0], -coherence[1]], [population, 0]];
  for (const channel of channels) {
    const sum: [number, number][] = rho.map(() => [0, 0]);
    for (const [weight, matrix] of operatorsOf(channel)) {
      const k = [0, 1, 2, 3].map((at): Complex => [matrix[2 * at] ?? 0, matrix[2 * at + 1] ?? 0]);
      for (const [i, j, l, m] of indices) {
        // (KρK†)[i, j] = Σ K[i, l] ρ[l, m] K[j, m]*
        const [a, b, c] = [k[2 * i + l], rho[2 * l + m], k[2 * j + m]] as [Complex, Complex, Complex];
        const [x, y] = [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]];
        const entry = sum[2 * i + j] as [number, number];
        entry[0] += weight * (x * c[0] + y * c[1]);
        entry[1] += weight * (y * c[0] - x * c[1]);
      }
    }
    rho = sum;
  }
  return { population: rho[3]?.[0] ?? Number.NaN, coherence: rho[1] ?? [Number.NaN, 0] };
}
const indices = Array.from({ length: 16 }, (_, i) => [i >> 3, (i >> 2) & 1, (i >> 1) & 1, i & 1] as const);

function operatorsOf(channel: Channel): (readonly [weight: number, matrix: readonly number[]])[] {
  if (channel.kind === "unitary") return [[1, channel.matrix]];
  if (channel.kind === "kraus") return channel.matrices.map((matrix) => [1, matrix]);
  return [...channel.probabilities].map((weight, index) => [weight, pauliMatrix(index, 1)]);
}

describe.each([
  ["T2 below T1", 50e-6, 30e-6, 0],
  ["T2 below T1, warm", 50e-6, 30e-6, 0.2],
  ["T2 equal to T1", 50e-6, 50e-6, 0.1],
  ["T2 above T1", 50e-6, 80e-6, 0],
  ["T2 above T1, warm", 50e-6, 80e-6, 0.3],
  ["T2 of 2·T1", 50e-6, 100e-6, 0],
])("thermal relaxation with %s", (_, t1Seconds, t2Seconds, excitedPopulation) => {
  test("draws the population to its rest by T1 and shrinks the coherence by T2", () => {
    const seconds = 20e-6;
    const channels = normalForm({ kind: "thermalRelaxation", t1Seconds, t2Seconds, seconds, excitedPopulation });
    const { population, coherence } = applied(channels, 0.7, [0.3, -0.2]);
    const left = Math.exp(-seconds / t1Seconds);
    expect(population).toBeCloseTo(0.7 * left + excitedPopulation * (1 - left), 14);
    expect(coherence[0]).toBeCloseTo(0.3 * Math.exp(-seconds / t2Seconds), 14);
    expect(coherence[1]).toBeCloseTo(-0.2 * Math.exp(-seconds / t2Seconds), 14);
  });
});

test("thermal relaxation with T2 up to T1 is a mixture of nothing, Z and resets", () => {
  const [channel] = normalForm({
    kind: "thermalRelaxation",
    t1Seconds: 2,
    t2Seconds: 1,
    seconds: 1,
    excitedPopulation: 0.25,
  });
  if (channel?.kind !== "kraus" || !channel.mixture) throw new Error("There is a mixture.");
  const { nothing, z, zero, one } = channel.mixture;
  expect(nothing + z + zero + one).toBeCloseTo(1, 15);
  expect(nothing - z).toBeCloseTo(Math.exp(-1), 15);
  expect(zero / one).toBeCloseTo(3, 12);
});

test("amplitude damping moves the population and keeps √(1−γ) of the coherence", () => {
  const { population, coherence } = applied(normalForm({ kind: "amplitudeDamping", probability: 0.36 }), 0.5, [0.5, 0]);
  expect(population).toBeCloseTo(0.32, 15);
  expect(coherence[0]).toBeCloseTo(0.4, 15);
});

test("phase damping is Z by chance, and keeps √(1−λ) of the coherence", () => {
  const channels = normalForm({ kind: "phaseDamping", probability: 0.36 });
  expect(channels.map(({ kind }) => kind)).toEqual(["pauli"]);
  expect(applied(channels, 0.5, [0.5, 0]).coherence[0]).toBeCloseTo(0.4, 15);
});

test("a rotation is exp(−iε/2·P)", () => {
  const [channel] = normalForm({ kind: "rotation", paulis: "Y", angleRadians: 0.4 });
  const expected = [Math.cos(0.2), 0, -Math.sin(0.2), 0, Math.sin(0.2), 0, Math.cos(0.2), 0];
  if (channel?.kind !== "unitary") throw new Error("A rotation is unitary.");
  expect(channel.matrix).toEqual(expected.map((part) => expect.closeTo(part, 15)));
});

test("the first letter of a Pauli string belongs to the first qubit, the low bit of a matrix", () => {
  expect(indexOfPaulis("XZ")).toBe(1 + 4 * 3);
  const [channel] = normalForm({ kind: "pauli", probabilities: { XZ: 0.1, IY: 0.2 } });
  if (channel?.kind !== "pauli") throw new Error("It is a mixture of Paulis.");
  expect([...channel.probabilities].flatMap((p, i) => (p > 0 ? [[i, p]] : []))).toEqual([
    [0, 1 - 0.1 - 0.2],
    [8, 0.2],
    [13, 0.1],
  ]);
  const xz = pauliMatrix(13, 2).flatMap((part, at) => (at % 2 === 0 ? [part + 0] : [])); // no −0
  expect(xz).toEqual([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, -1, 0, 0, -1, 0]);
});

describe("Kraus operators", () => {
  const real = (...entries: number[]) => entries.flatMap((entry) => [entry, 0]);

  test("that are multiples of Paulis are a mixture of Paulis", () => {
    const [a, b] = [Math.sqrt(0.9), Math.sqrt(0.1)];
    const iY = [0, 0, b, 0, -b, 0, 0, 0]; // i·Y, whose phase is of no account
    expect(normalForm({ kind: "kraus", matrices: [real(a, 0, 0, a), iY] })).toMatchObject([{ kind: "pauli" }]);
    const [channel] = normalForm({ kind: "kraus", matrices: [real(a, 0, 0, a), iY] });
    if (channel?.kind === "pauli") expect(channel.probabilities[2]).toBeCloseTo(0.1, 14);
  });

  test("of which there is one are a unitary", () => {
    const half = Math.SQRT1_2;
    const matrix = real(half, half, half, -half);
    expect(normalForm({ kind: "kraus", matrices: [matrix, real(0, 0, 0, 0)] })).toEqual([{ kind: "unitary", matrix }]);
  });

  test("of damping stay what they are", () => {
    const matrices = [real(1, 0, 0, 0.8), real(0, 0.6, 0, 0)];
    expect(normalForm({ kind: "kraus", matrices })).toEqual([{ kind: "kraus", matrices }]);
  });
});

test("channels that do nothing are left out", () => {
  expect(normalForm({ kind: "pauli", probabilities: { I: 1 } })).toEqual([]);
  expect(normalForm({ kind: "depolarising", width: 2, rate: 0 })).toEqual([]);
  expect(normalForm({ kind: "amplitudeDamping", probability: 0 })).toEqual([]);
  expect(normalForm({ kind: "phaseDamping", probability: 0 })).toEqual([]);
  expect(normalForm({ kind: "rotation", paulis: "ZZ", angleRadians: 0 })).toEqual([]);
  expect(normalForm({ kind: "thermalRelaxation", t1Seconds: 1, t2Seconds: 1, seconds: 0 })).toEqual([]);
});

test("a T1 that is as good as infinite leaves the dephasing of T2", () => {
  const times = { t1Seconds: Number.MAX_VALUE, t2Seconds: 1e-20, seconds: 1e-20 };
  const [channel, ...more] = normalForm({ kind: "thermalRelaxation", ...times });
  expect(more).toEqual([]);
  expect(channel?.kind === "pauli" && channel.probabilities[3]).toBeCloseTo((1 - Math.exp(-1)) / 2, 12);
});
