import type { CircuitResultView } from "@naru/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groupOutcomes } from "./group.ts";

function resultOf(counts: Record<string, number>, more: Partial<CircuitResultView> = {}): CircuitResultView {
  const listed = Object.entries(counts).map(([bits, count]) => ({ bits, count }));
  return {
    setCount: 1,
    bitCount: listed[0]?.bits.length ?? 0,
    shots: listed.reduce((total, each) => total + each.count, 0),
    counts: listed.sort((a, b) => b.count - a.count),
    seen: listed.length,
    unlistedShots: 0,
    probabilities: null,
    resources: { qubits: 3, oneQubitGates: 1, twoQubitGates: 2, depth: 3 },
    method: null,
    seconds: 0.01,
    ...more,
  };
}

test("outcomes that all fit stand in ascending order, with their share of the shots", () => {
  const { bars, rest } = groupOutcomes(resultOf({ "110": 30, "011": 60, "001": 10 }));
  expect(bars.map((bar) => [bar.bits, bar.share])).toEqual([
    ["001", 0.1],
    ["011", 0.6],
    ["110", 0.3],
  ]);
  expect(rest).toBeNull();
});

test("outcomes that do not fit stand by frequency, and the rest is summed", () => {
  const { bars, rest } = groupOutcomes(resultOf({ "00": 1, "01": 5, "10": 3, "11": 1 }), 2);
  expect(bars.map((bar) => bar.bits)).toEqual(["01", "10"]);
  expect(rest).toEqual({ outcomes: 2, count: 2, share: 0.2 });
});

test("shots that the service did not list belong to the rest", () => {
  const { rest } = groupOutcomes(resultOf({ "01": 5 }, { shots: 9, seen: 4, unlistedShots: 4 }));
  expect(rest).toEqual({ outcomes: 3, count: 4, share: 4 / 9 });
});

test("an outcome missing from exact probabilities is impossible when they are whole, unknown when they are not", () => {
  const counts = { "0": 9, "1": 1 };
  const expectedOf = (probability: number) =>
    groupOutcomes(resultOf(counts, { probabilities: [{ bits: "0", probability }] })).bars.map((bar) => bar.expected);
  expect(expectedOf(1)).toEqual([1, 0]);
  expect(expectedOf(0.5)).toEqual([0.5, null]);
});

test("bars and rest together are every shot and every outcome, however many bars there are", () => {
  const anyCounts = fc
    .uniqueArray(fc.nat(63), { minLength: 1, maxLength: 40 })
    .chain((outcomes) =>
      fc.tuple(...outcomes.map((outcome) => fc.tuple(fc.constant(outcome), fc.integer({ min: 1, max: 99 })))),
    )
    .map((entries) => Object.fromEntries(entries.map(([outcome, n]) => [outcome.toString(2).padStart(6, "0"), n])));
  fc.assert(
    fc.property(anyCounts, fc.integer({ min: 1, max: 40 }), (counts, limit) => {
      const result = resultOf(counts);
      const { bars, rest } = groupOutcomes(result, limit);
      expect(bars.reduce((total, bar) => total + bar.count, rest?.count ?? 0)).toBe(result.shots);
      expect(bars.length + (rest?.outcomes ?? 0)).toBe(result.seen);
      expect(bars.length).toBeLessThanOrEqual(limit);
    }),
  );
});
