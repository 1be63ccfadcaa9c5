import { CancelledError } from "@naru/base";
import { annealedOf } from "@naru/workload";
import { expect, test } from "vitest";
import { annealerModel, annealing, control, openModel, problemOf, runOn } from "./annealers.testing.ts";

const backend = openModel(annealerModel({ type: "chimera", shape: [1, 1, 4] }, 8));
const couplings = [
  [0, 4, 1],
  [0, 5, -1],
  [1, 4, 0.5],
  [1, 5, 0.25],
] as const;
const problem = problemOf({ 0: 0.1, 1: 0, 4: 0, 5: -0.2 }, couplings, "spin", 3);
/** Short anneals, so that reads differ. */
const short = { schedule: { points: [[0, 0] as const, [0.5, 1] as const] } };

test("raw reads and their histogram tell the same, the histogram by energy", async () => {
  const raw = await runOn(backend, annealing(problem, { ...short, reads: 300 }));
  const histogram = await runOn(backend, annealing(problem, { ...short, reads: 300, answer: "histogram" }));
  expect(raw.qubits).toEqual([0, 1, 4, 5]);
  expect([...raw.occurrences]).toEqual(new Array(300).fill(1));
  const rowsOf = ({ bits }: typeof raw) =>
    Array.from({ length: bits.length / 4 }, (_, row) => bits.slice(4 * row, 4 * row + 4).join(""));
  const counts = new Map<string, number>();
  for (const row of rowsOf(raw)) counts.set(row, (counts.get(row) ?? 0) + 1);
  expect(counts.size).toBeGreaterThan(2);
  expect(new Map(rowsOf(histogram).map((row, k) => [row, histogram.occurrences[k]]))).toEqual(counts);
  expect([...histogram.energies]).toEqual([...histogram.energies.toSorted()]);
  for (const [k, row] of rowsOf(histogram).entries()) {
    const spin = (place: number) => (row[place] === "1" ? 1 : -1);
    const energy =
      3 +
      0.1 * spin(0) -
      0.2 * spin(3) +
      spin(0) * spin(2) -
      spin(0) * spin(3) +
      0.5 * spin(1) * spin(2) +
      0.25 * spin(1) * spin(3);
    expect(histogram.energies[k]).toBeCloseTo(energy, 12);
  }
});

test("as many samples come as are wanted, the first of raw reads and the best of a histogram", async () => {
  const all = await runOn(backend, annealing(problem, { ...short, answer: "histogram" }));
  const some = await runOn(backend, annealing(problem, { ...short, answer: "histogram", maxSamples: 2 }));
  expect([...some.energies]).toEqual([...all.energies.slice(0, 2)]);
  expect([...some.bits]).toEqual([...all.bits.slice(0, 8)]);
  const reads = await runOn(backend, annealing(problem, short));
  const first = await runOn(backend, annealing(problem, { ...short, maxSamples: 7 }));
  expect([...first.bits]).toEqual([...reads.bits.slice(0, 28)]);
});

test("a problem of bits has the energies of bits", async () => {
  const bits = problemOf({ 0: -1, 4: -1 }, [[0, 4, 3]], "binary", 0.5);
  const { energies, bits: found } = await runOn(backend, annealing(bits, { answer: "histogram" }));
  expect(energies[0]).toBe(-0.5);
  expect((found[0] ?? 0) + (found[1] ?? 0)).toBe(1);
});

test("a reverse anneal of bits begins in bits", async () => {
  const initialState = [1, 3, 3, 3, 0, 3, 3, 3];
  const schedule = { points: [[0, 1] as const, [1, 1] as const] };
  const workload = annealing(problemOf({ 0: 0, 4: 0 }, [], "binary"), { initialState, schedule, reads: 20 });
  const { bits } = await runOn(backend, workload);
  expect([...bits]).toEqual(new Array(20).fill([1, 0]).flat());
});

test("a problem without qubits has reads without bits", async () => {
  const outcome = await runOn(backend, annealing(problemOf({}, [], "spin", 2), { reads: 3 }));
  expect([...outcome.energies]).toEqual([2, 2, 2]);
  expect(outcome.bits).toHaveLength(0);
});

test("the same seed gives the same outcome, another one another, and without one the run's is taken", async () => {
  const reads = async (seed: number | undefined) => {
    const { seed: _, ...workload } = annealing(problem, { ...short, reads: 200 });
    return annealedOf(await backend.run(seed === undefined ? workload : { ...workload, seed }, control));
  };
  const one = await reads(3);
  expect((await reads(3)).bits).toEqual(one.bits);
  expect((await reads(4)).bits).not.toEqual(one.bits);
  expect((await reads(undefined)).seed).toBe(control.seed);
});

test("times follow the machine's model", async () => {
  const { timing } = await runOn(backend, annealing(problem, { reads: 10, readoutThermalisationUs: 7 }));
  const readoutUs = timing.readoutUsPerSample;
  // Between 18 µs for one qubit and 50 for a hundred, straight in logarithms.
  expect(readoutUs).toBeCloseTo(18 * (50 / 18) ** (Math.log(4) / Math.log(100)), 9);
  expect(timing).toMatchObject({ programmingUs: 15_200, annealUsPerSample: 20, delayUsPerSample: 27.5 });
  expect(timing.samplingUs).toBeCloseTo(10 * (20 + readoutUs + 27.5), 9);
  expect(timing.accessUs).toBeCloseTo(15_200 + timing.samplingUs, 9);
  const rested = await runOn(backend, annealing(problem, { reads: 1, programmingThermalisationUs: 250 }));
  expect(rested.timing.programmingUs).toBe(14_450);
  const apart = await runOn(backend, annealing(problem, { reads: 1, decorrelates: true }));
  expect(apart.timing.delayUsPerSample).toBeCloseTo(20.5 + 500 + (20 / 2000) * 9500, 9);
  const reversed = await runOn(backend, annealing(problem, { reads: 10, spinReversals: 3 }));
  expect(reversed.timing.programmingUs).toBe(3 * 15_200);
});

test("a run stops when asked, and tells progress", async () => {
  const told: number[] = [];
  await backend.run(annealing(problem, { reads: 1000 }), { ...control, onProgress: (done) => told.push(done) });
  expect(told.at(-1)).toBe(1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 5;
    },
  };
  await expect(backend.run(annealing(problem, { reads: 5000 }), { ...control, stop })).rejects.toThrow(CancelledError);
  expect(looks).toBe(6);
});
