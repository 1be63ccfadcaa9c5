import { readFileSync } from "node:fs";
import { CancelledError, InvalidInputError, TooLargeError } from "@naru/base";
import { readStim } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { type DetectorSamples, sampleDetectors } from "./index.ts";

interface Recorded {
  readonly circuits: readonly {
    readonly name: string;
    readonly text: string;
    /** Of detectors, then observables, from Stim's detector error model. */
    readonly rates: readonly number[];
    /** How often two of them differ. */
    readonly pairs: readonly (readonly [a: number, b: number, rate: number])[];
  }[];
}

const recorded: Recorded = JSON.parse(readFileSync(new URL("../../fixtures/stim.json", import.meta.url), "utf8"));
const host = nodeHost();

/** Detector k, or observable k − detectorCount, of a shot. */
function bitOf(samples: DetectorSamples, k: number, shot: number): number {
  const { detectorCount, detectors, detectorWords, observables, observableWords } = samples;
  const at = k - detectorCount;
  return at < 0
    ? ((detectors[shot * detectorWords + (k >> 5)] ?? 0) >>> (k & 31)) & 1
    : ((observables[shot * observableWords + (at >> 5)] ?? 0) >>> (at & 31)) & 1;
}

describe.each(recorded.circuits)("$name", ({ text, rates, pairs }) => {
  // Of some 700 comparisons in all, one would be this far off by chance in 2000 choices of the seed.
  test("detectors and observables, and pairs of them, have Stim's exact rates within five standard errors", async () => {
    const shots = 40_000;
    const samples = await sampleDetectors(host, readStim(text), { shots, seed: 3 });
    const columns = rates.map((_, k) => Uint8Array.from({ length: shots }, (_, shot) => bitOf(samples, k, shot)));
    const columnOf = (k: number) => columns[k] ?? new Uint8Array();
    const check = (rate: number, seen: number) => {
      const error = Math.sqrt((rate * (1 - rate)) / shots);
      expect(Math.abs(seen / shots - rate)).toBeLessThanOrEqual(5 * error + 2 / shots);
    };
    rates.forEach((rate, k) => {
      check(
        rate,
        columnOf(k).reduce((sum, bit) => sum + bit, 0),
      );
    });
    for (const [a, b, rate] of pairs) {
      check(
        rate,
        columnOf(a).reduce((sum, bit, shot) => sum + (bit ^ (columnOf(b)[shot] ?? 0)), 0),
      );
    }
  });
});

const flips = (p: number) => `R 0\nX_ERROR(${p}) 0\nM 0\nDETECTOR rec[-1]`;

test("what is certain happens in every shot, what is impossible in none", async () => {
  for (const [p, expected] of [
    [0, 0],
    [1, 3000],
  ] as const) {
    const { detectors } = await sampleDetectors(host, readStim(flips(p)), { shots: 3000, seed: 1 });
    expect(detectors.reduce((sum, word) => sum + word, 0)).toBe(expected);
  }
});

test("Paulis of a channel strike with their own probabilities, within five standard errors", async () => {
  const text = `
    RX 1
    PAULI_CHANNEL_2(0.02,0,0,0.1,0,0,0,0,0,0,0.07,0,0,0,0) 0 1
    M 0
    MX 1
    DETECTOR rec[-2]
    DETECTOR rec[-1]`; // IX 0.02 is not seen, XI 0.1 flips the first, YZ 0.07 both
  const shots = 100_000;
  const samples = await sampleDetectors(host, readStim(text), { shots, seed: 9 });
  const seen = [0, 0, 0, 0];
  for (const word of samples.detectors) seen[word] = (seen[word] ?? 0) + 1;
  [0.83, 0.1, 0, 0.07].forEach((rate, k) => {
    expect(Math.abs((seen[k] ?? 0) / shots - rate)).toBeLessThanOrEqual(5 * Math.sqrt((rate * (1 - rate)) / shots));
  });
});

test("what a round looks back at is there in every round of many", async () => {
  const text =
    "R 0\nM 0\nREPEAT 5000 {\nX_ERROR(0.5) 0\nM 0\n}\nM 0\nDETECTOR rec[-1] rec[-2]\nDETECTOR rec[-2] rec[-3]";
  const { detectors } = await sampleDetectors(host, readStim(text), { shots: 1000, seed: 2 });
  const [first, second] = [0, 1].map((bit) => detectors.reduce((sum, word) => sum + ((word >> bit) & 1), 0));
  expect(first).toBe(0); // nothing happens between the last two
  expect(Math.abs((second ?? 0) - 500)).toBeLessThan(80); // five standard errors of a fair coin
});

test("a detector of what chance decides is a fair coin", async () => {
  const { detectors } = await sampleDetectors(host, readStim("H 0\nM 0\nDETECTOR rec[-1]"), { shots: 10_000, seed: 4 });
  expect(Math.abs(detectors.reduce((sum, word) => sum + word, 0) - 5000)).toBeLessThan(250);
});

test("the same seed gives the same samples, another seed others, and fewer shots the first of them", async () => {
  const program = readStim(recorded.circuits[0]?.text ?? "");
  const sample = (seed: number, shots = 3000) => sampleDetectors(host, program, { shots, seed });
  const [one, again, other, fewer] = [await sample(1), await sample(1), await sample(2), await sample(1, 1500)];
  expect(again.detectors).toEqual(one.detectors);
  expect(other.detectors).not.toEqual(one.detectors);
  expect(fewer.detectors).toEqual(one.detectors.slice(0, fewer.detectors.length));
});

test("samples that do not fit are refused before anything is allocated", async () => {
  const program = readStim("M 0\nREPEAT 1000000000000 {\nM 0\nDETECTOR rec[-1]\n}");
  await expect(sampleDetectors(host, program, { shots: 10, seed: 1 })).rejects.toThrow(TooLargeError);
});

test("a long program stops when asked, in the middle of its rounds", async () => {
  let looks = 0;
  const stop = {
    get aborted() {
      return ++looks > 3;
    },
  };
  const endless = readStim("REPEAT 1000000000000 {\nH 0\nM 0\n}");
  await expect(sampleDetectors(host, endless, { shots: 10, seed: 1, stop })).rejects.toThrow(CancelledError);
});

test("no shots are no samples, and shots that are no whole number are refused", async () => {
  const program = readStim(flips(0.1));
  expect(await sampleDetectors(host, program, { shots: 0, seed: 1 })).toMatchObject({ shots: 0, detectorCount: 1 });
  for (const shots of [-1, 1.5, Number.NaN]) {
    await expect(sampleDetectors(host, program, { shots, seed: 1 })).rejects.toThrow(InvalidInputError);
  }
});

test("repetitions of nothing take no time, however many", async () => {
  const samples = await sampleDetectors(
    host,
    readStim("REPEAT 9007199254740991 {\nREPEAT 1000000000000 {\nTICK\n}\nH\n}\nX 0\nM 0\nDETECTOR rec[-1]"),
    { shots: 3, seed: 1 },
  );
  expect(samples.detectorCount).toBe(1);
});

test("a long program is stopped while it is compiled, before memory is taken", async () => {
  let [looks, memories] = [0, 0];
  const counting = {
    ...host,
    createMemory: (initial: number, maximum: number) => {
      memories++;
      return host.createMemory(initial, maximum);
    },
  };
  const stop = {
    get aborted() {
      return ++looks > 5;
    },
  };
  const program = readStim("H 0 1 2 3\n".repeat(5000));
  await expect(sampleDetectors(counting, program, { shots: 1, seed: 1, stop })).rejects.toThrow(CancelledError);
  expect(memories).toBe(0);
});
