import type { Circuit } from "@naru/circuit";
import type { CircuitOutcome } from "@naru/workload";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeCounts, writeMeasurements } from "./outcome.ts";

const circuitWith = (registers: Circuit["registers"], clbitCount: number): Circuit => ({
  qubitCount: 1,
  clbitCount,
  registers: registers ?? [],
  operations: [],
});

/** What shots gave, as a backend tells it. Character k from the right is classical bit k. */
function outcomeOf(shots: readonly string[]): CircuitOutcome {
  const seen = [...new Set(shots)].sort();
  return {
    bitCount: shots[0]?.length ?? 0,
    shots: shots.length,
    counts: new Map(seen.map((bits) => [bits, shots.filter((shot) => shot === bits).length])),
    memory: Uint32Array.from(shots, (shot) => seen.indexOf(shot)),
    resources: { qubits: 1, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
    seconds: 0,
  };
}

const twoKeys = circuitWith(
  [
    { name: "a", clbits: [0, 1] },
    { name: "b", clbits: [2] },
  ],
  3,
);

test("rows are shots in their order, columns components in the order of the locus", () => {
  const measured = JSON.parse(writeMeasurements(twoKeys, outcomeOf(["001", "110", "001"])));
  expect(measured).toEqual({
    a: [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
    b: [[0], [1], [0]],
  });
});

test("counts join the bits of all keys in the order of the keys", () => {
  expect(writeCounts(twoKeys, outcomeOf(["001", "110", "001"]))).toEqual({
    measurement_keys: ["a", "b"],
    counts: { "011": 1, "100": 2 },
  });
});

test("shots whose herald reads 1 are dropped from both", () => {
  const heralded = circuitWith([{ name: "m", clbits: [0] }], 2);
  const outcome = outcomeOf(["00", "10", "01", "11"]);
  expect(JSON.parse(writeMeasurements(heralded, outcome))).toEqual({ m: [[0], [1]] });
  expect(writeCounts(heralded, outcome).counts).toEqual({ "0": 1, "1": 1 });
});

test("a circuit that measures nothing has no rows", () => {
  const outcome = outcomeOf(["0", "0"]);
  expect(writeMeasurements(circuitWith([], 0), outcome)).toBe("{}");
  expect(writeCounts(circuitWith([], 0), outcome)).toEqual({ measurement_keys: [], counts: { "": 2 } });
});

test("keys come back whatever is in them", () => {
  const keys = ["__proto__", '"', "한글", "meas_2_0_0"];
  const circuit = circuitWith(
    keys.map((name, k) => ({ name, clbits: [k] })),
    keys.length,
  );
  const text = writeMeasurements(circuit, outcomeOf(["0101"]));
  expect(Object.keys(JSON.parse(text)).sort()).toEqual(keys.sort());
});

test("rows and counts tell the same", () => {
  const anyShots = fc.array(fc.stringMatching(/^[01]{3}$/), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(anyShots, (shots) => {
      const outcome = outcomeOf(shots);
      const rows: Record<string, number[][]> = JSON.parse(writeMeasurements(twoKeys, outcome));
      const joined = (rows.a ?? []).map((row, s) => [...row, ...(rows.b?.[s] ?? [])].join(""));
      const { counts } = writeCounts(twoKeys, outcome);
      const groups = Map.groupBy(joined, (bits) => bits);
      expect(counts).toEqual(Object.fromEntries([...groups].map(([bits, same]) => [bits, same.length])));
    }),
  );
});
