import { graphOf } from "@naru/annealer";
import { seeded } from "@naru/base";
import type { AnnealOutcome, AnnealWorkload } from "@naru/workload";
import { describe, expect, test } from "vitest";
import { annealerModel, annealing, meanOf, openModel, problemOf, runOn } from "./annealers.testing.ts";

const topology = { type: "pegasus", shape: [4] } as const;
const graph = graphOf(topology);
const backend = openModel(annealerModel(topology, graph.qubits.length));
const withoutErrors = { fieldStep: 0, couplingStep: 0, fieldError: 0, couplingError: 0, fieldBias: 0, readoutError: 0 };
const perfect = openModel(annealerModel(topology, graph.qubits.length, { physics: withoutErrors }));

/** Couplings of ±1 on the whole graph. */
function glass(seed: number): AnnealWorkload["problem"] {
  const random = seeded(seed);
  return problemOf(
    {},
    Array.from(graph.first, (a, k) => [a, graph.second[k] ?? -1, random.below(2) * 2 - 1] as const),
  );
}
const along = (...points: (readonly [number, number])[]) => ({ schedule: { points } });
const spinsOf = ({ bits }: AnnealOutcome): Int8Array => Int8Array.from(bits, (bit) => 2 * bit - 1);
/** Mean of a row's energies and its standard error, with 100 reads. */
const mean = async (problem: AnnealWorkload["problem"], more: Partial<AnnealWorkload>, on = backend) =>
  meanOf(await runOn(on, annealing(problem, more)));

describe("the anneal", () => {
  test("finds lower energies the longer it lasts", async () => {
    const means = [];
    for (const us of [0.5, 2, 10, 50, 250]) means.push(await mean(glass(1), along([0, 0], [us, 1])));
    expect(means).toEqual(means.toSorted((a, b) => b - a));
    expect(new Set(means).size).toBe(means.length);
  });

  test("of some nanoseconds is worse than one of microseconds, and better the longer it lasts", async () => {
    const fast = (us: number) => ({ schedule: { points: [[0, 0] as const, [us, 1] as const], isFast: true } });
    const [five, fifty, usual] = [
      await mean(glass(2), fast(0.005)),
      await mean(glass(2), fast(0.05)),
      await mean(glass(2), {}),
    ];
    expect(fifty).toBeLessThan(five);
    expect(usual).toBeLessThan(fifty);
  });

  test("is helped by a pause shortly before spins freeze, and not by one early or late", async () => {
    const reads = 300;
    const paused = (s: number) => along([0, 0], [20 * s, s], [20 * s + 100, s], [120, 1]);
    const plain = await mean(glass(3), { reads, ...along([0, 0], [20, 1]) });
    expect(await mean(glass(3), { reads, ...paused(0.35) })).toBeLessThan(plain - 5);
    // Energies of single reads have a standard deviation of about 10.
    for (const s of [0.1, 0.8])
      expect(Math.abs((await mean(glass(3), { reads, ...paused(s) })) - plain)).toBeLessThan(3);
  });

  test("in reverse keeps near the state in which it begins, the nearer the less far it goes back", async () => {
    const problem = glass(4);
    const [start] = await Promise.all([runOn(backend, annealing(problem, { reads: 1 }))]);
    const state = spinsOf(start);
    const initialState = new Array<number>(graph.size).fill(3);
    start.qubits.forEach((qubit, k) => {
      initialState[qubit] = state[k] ?? 1;
    });
    const overlap = async (s: number) => {
      const spins = spinsOf(
        await runOn(backend, annealing(problem, { ...along([0, 1], [5, s], [25, s], [30, 1]), initialState })),
      );
      return spins.reduce((so, spin, k) => so + spin * (state[k % state.length] ?? 0), 0) / spins.length;
    };
    const [near, middle, far] = [await overlap(0.9), await overlap(0.55), await overlap(0.2)];
    expect(near).toBeGreaterThan(0.95);
    expect(middle).toBeLessThan(near);
    expect(Math.abs(far)).toBeLessThan(middle - 0.1);
  });

  test("in reverse that goes on from read to read wanders away from where it began", async () => {
    const problem = glass(5);
    const initialState = new Array<number>(graph.size).fill(1);
    const more = { ...along([0, 1], [1, 0.4], [2, 1]), initialState, reads: 60 };
    const again = await runOn(backend, annealing(problem, { ...more, reinitialises: true }));
    const onward = await runOn(backend, annealing(problem, { ...more, reinitialises: false }));
    const late = ({ energies }: AnnealOutcome) => energies.slice(40).reduce((so, energy) => so + energy, 0) / 20;
    expect(late(onward)).toBeLessThan(late(again));
    expect(onward.timing.delayUsPerSample).toBeLessThan(again.timing.delayUsPerSample);
  });
});

test("samples of a small problem are as of Boltzmann's distribution at one temperature", async () => {
  // Eight qubits of the graph, each with a field.
  const random = seeded(8);
  const qubits = [...graph.qubits.slice(60, 68)];
  const couplings = Array.from(graph.first, (a, k) => [a, graph.second[k] ?? -1] as const)
    .filter(([a, b]) => qubits.includes(a) && qubits.includes(b))
    .map(([a, b]) => [a, b, (random.uniform() - 0.5) / 2] as const);
  const fields = Object.fromEntries(qubits.map((qubit) => [qubit, (random.uniform() - 0.5) / 2]));
  const problem = problemOf(fields, couplings);
  const reads = 5000;
  const outcome = await runOn(
    perfect,
    annealing(problem, { reads, autoScale: false, answer: "histogram", ...along([0, 0], [50, 1]) }),
  );
  const energies = Float64Array.from(
    { length: 256 },
    (_, state) =>
      qubits.reduce((so, qubit, k) => so + (fields[qubit] ?? 0) * (((state >> k) & 1) * 2 - 1), 0) +
      couplings.reduce((so, [a, b, value]) => {
        const spinOf = (qubit: number) => ((state >> qubits.indexOf(qubit)) & 1) * 2 - 1;
        return so + value * spinOf(a) * spinOf(b);
      }, 0),
  );
  const seen = new Float64Array(256);
  outcome.occurrences.forEach((count, row) => {
    const state = qubits.reduce((so, _, k) => so | ((outcome.bits[row * 8 + k] ?? 0) << k), 0);
    seen[state] = (seen[state] ?? 0) + count / reads;
  });
  const divergence = (beta: number) => {
    const least = Math.min(...energies);
    const weights = energies.map((energy) => Math.exp(-beta * (energy - least)));
    const sum = weights.reduce((so, weight) => so + weight, 0);
    return seen.reduce((so, part, k) => (part > 0 ? so + part * Math.log((part * sum) / (weights[k] ?? 0)) : so), 0);
  };
  const betas = Array.from({ length: 100 }, (_, k) => 0.1 * (k + 1));
  const best = betas.reduce((so, beta) => (divergence(beta) < divergence(so) ? beta : so), 1);
  // 255 degrees of freedom give a divergence of 255/(2·5000) = 0.026 by chance alone.
  expect(divergence(best)).toBeLessThan(0.06);
  expect(divergence(best / 2)).toBeGreaterThan(2 * divergence(best));
  expect(best).toBeGreaterThan(2);
  expect(best).toBeLessThan(9);
});

test("long chains with weak couplings break more often than with strong ones", async () => {
  // Chains along lines of the graph, joined by problem couplings of either sign where they cross.
  const random = seeded(9);
  const inLine = (a: number, b: number) => b === a + 1; // external couplers: the next qubit of a line
  const chains = Array.from(graph.first, (a, k) => [a, graph.second[k] ?? -1] as const).filter(([a, b]) =>
    inLine(a, b),
  );
  const crossing = Array.from(graph.first, (a, k) => [a, graph.second[k] ?? -1] as const).filter(
    ([a, b]) => b - a > graph.size / 3,
  );
  const broken = async (strength: number) => {
    const own = seeded(random.fork("signs").bits32());
    const couplings = [
      ...chains.map(([a, b]) => [a, b, -strength] as const),
      ...crossing.map(([a, b]) => [a, b, (own.below(2) * 2 - 1) / 4] as const),
    ];
    const outcome = await runOn(backend, annealing(problemOf({}, couplings), { autoScale: false }));
    const spins = spinsOf(outcome);
    const placeOf = new Map(outcome.qubits.map((qubit, k) => [qubit, k]));
    let breaks = 0;
    for (let read = 0; read < 100; read++) {
      const at = (qubit: number) => spins[read * outcome.qubits.length + (placeOf.get(qubit) ?? 0)];
      for (const [a, b] of chains) if (at(a) !== at(b)) breaks++;
    }
    return breaks / (100 * chains.length);
  };
  const [weak, middle, strong] = [await broken(0.25), await broken(0.75), await broken(1.75)];
  expect(weak).toBeGreaterThan(2 * middle);
  expect(middle).toBeGreaterThan(strong);
  expect(strong).toBeLessThan(0.02);
});

describe("errors of the machine", () => {
  const [a = 0, b = 0, c = 0] = graph.qubits;

  test("a bias of qubits is averaged out by spin reversals", async () => {
    const biased = openModel(
      annealerModel(topology, graph.qubits.length, { physics: { ...withoutErrors, fieldBias: 0.3 } }),
    );
    const problem = problemOf(Object.fromEntries([...graph.qubits].map((qubit) => [qubit, 0])), []);
    const magnetisation = async (spinReversals: number) => {
      const spins = spinsOf(await runOn(biased, annealing(problem, { spinReversals, autoScale: false })));
      const sums = new Float64Array(graph.qubits.length);
      spins.forEach((spin, k) => {
        sums[k % sums.length] = (sums[k % sums.length] ?? 0) + spin / 100;
      });
      return sums.reduce((so, sum) => so + Math.abs(sum), 0) / sums.length;
    };
    expect(await magnetisation(0)).toBeGreaterThan(0.5);
    expect(await magnetisation(100)).toBeLessThan(0.15);
  });

  test("spin reversals change nothing of a machine without errors but the reads", async () => {
    const [plain, reversed] = [await mean(glass(6), {}, perfect), await mean(glass(6), { spinReversals: 5 }, perfect)];
    // Some 250 couplings ±1 give energies with a spread of about 10 over 100 reads.
    expect(Math.abs(plain - reversed)).toBeLessThan(5);
  });

  test("control errors and coarse steps raise the energy", async () => {
    const noisy = openModel(
      annealerModel(topology, graph.qubits.length, { physics: { fieldError: 0.3, couplingError: 0.3 } }),
    );
    expect(await mean(glass(7), {}, noisy)).toBeGreaterThan((await mean(glass(7), {}, perfect)) + 10);
    const coarse = openModel(
      annealerModel(topology, graph.qubits.length, { physics: { ...withoutErrors, fieldStep: 1 } }),
    );
    const outcome = await runOn(coarse, annealing(problemOf({ [a]: 0.4 }, []), { autoScale: false }));
    expect(meanOf(outcome)).toBeGreaterThan(-0.2); // a field of 0.4 is set as 0
  });

  test("readout errors are as frequent as the machine says", async () => {
    const misreading = openModel(
      annealerModel(topology, graph.qubits.length, { physics: { ...withoutErrors, readoutError: 0.1 } }),
    );
    const problem = problemOf(Object.fromEntries([...graph.qubits].map((qubit) => [qubit, -4])), []);
    const { bits } = await runOn(misreading, annealing(problem));
    const wrong = bits.reduce((so, bit) => so + 1 - bit, 0) / bits.length;
    expect(Math.abs(wrong - 0.1)).toBeLessThan(5 * Math.sqrt(0.09 / bits.length));
  });

  test("a flux through a qubit draws it up, and an offset lets it freeze at a lower temperature", async () => {
    const fluxes = new Array<number>(graph.size).fill(0);
    fluxes[a] = 1e-4;
    fluxes[b] = -1e-4;
    const problem = problemOf({ [a]: 0, [b]: 0, [c]: 0 }, []);
    const spins = spinsOf(await runOn(backend, annealing(problem, { fluxes, autoScale: false, reads: 500 })));
    const meanSpin = (k: number) => spins.filter((_, at) => at % 3 === k).reduce((so, spin) => so + spin, 0) / 500;
    expect(meanSpin(0)).toBeGreaterThan(0.5);
    expect(meanSpin(1)).toBeLessThan(-0.5);
    const weak = problemOf({ [a]: 0.1 }, []);
    const offsets = (value: number) => new Array<number>(graph.size).fill(value);
    const free = { autoScale: false, reads: 3000 };
    const ahead = await mean(weak, { ...free, offsets: offsets(0.1) }, perfect);
    const behind = await mean(weak, { ...free, offsets: offsets(-0.1) }, perfect);
    expect(ahead).toBeLessThan(behind - 0.01);
  });

  test("fields act as strongly as their gain says", async () => {
    const gain = (factor: number) => ({
      autoScale: false,
      schedule: {
        points: [
          [0, 0],
          [20, 1],
        ] as const,
        fieldGain: [
          [0, factor],
          [20, factor],
        ] as const,
      },
    });
    const problem = problemOf({ [a]: 1 }, []);
    expect(await mean(problem, gain(1), perfect)).toBeLessThan(-0.99);
    expect(await mean(problem, gain(-1), perfect)).toBeGreaterThan(0.99);
    expect(Math.abs(await mean(problem, gain(0), perfect))).toBeLessThan(0.5);
  });
});
