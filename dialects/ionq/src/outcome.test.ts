import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { writeEntries, writeHistogram, writeProbabilities, writeShots } from "./outcome.ts";
import { writeRegisterShots, writeRegisters } from "./registers.ts";

const resources = { qubits: 3, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
const outcome = (counts: [string, number][], more = {}) => ({
  bitCount: counts[0]?.[0].length ?? 0,
  shots: counts.reduce((sum, [, count]) => sum + count, 0),
  counts: new Map(counts),
  resources,
  seconds: 0,
  ...more,
});

describe("keys", () => {
  test("are numbers whose lowest bit is qubit 0", () => {
    expect(
      writeHistogram(
        outcome([
          ["011", 5],
          ["100", 3],
        ]),
      ),
    ).toEqual([
      ["3", 5],
      ["4", 3],
    ]);
  });

  test("ascend as numbers in the text itself, beyond 2^32 and beyond 2^53 too", () => {
    const wide = [
      "0".repeat(60),
      `${"0".repeat(27)}1${"0".repeat(32)}`,
      `${"0".repeat(50)}${"1".repeat(10)}`,
      `1${"0".repeat(59)}`,
    ];
    const ascending = wide.toSorted();
    const text = writeEntries(writeHistogram(outcome(ascending.map((bits) => [bits, 1]))));
    expect(text).toBe('{"0":1,"1023":1,"4294967296":1,"576460752303423488":1}');
  });
});

describe("probabilities", () => {
  test("are exact where they are known, rid of floating-point noise", () => {
    const probabilities = { outcomes: Float64Array.of(0, 2), values: Float64Array.of(0.1 + 0.2 - 0.05, 0.75) };
    expect(writeProbabilities(outcome([["00", 9]], { probabilities }), false)).toEqual([
      ["0", 0.25],
      ["2", 0.75],
    ]);
  });

  test("are frequencies of shots where a machine was sampled, even if more is known", () => {
    const probabilities = { outcomes: Float64Array.of(0), values: Float64Array.of(1) };
    expect(
      writeProbabilities(
        outcome(
          [
            ["00", 1],
            ["11", 3],
          ],
          { probabilities },
        ),
        true,
      ),
    ).toEqual([
      ["0", 0.25],
      ["3", 0.75],
    ]);
  });

  test("give every count back when multiplied by the shots, as cirq-ionq and pennylane-ionq do", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }), (counts) => {
        const sampled = outcome(counts.map((count, k) => [k.toString(2).padStart(6, "0"), count]));
        const entries = writeProbabilities(sampled, true);
        expect(entries.map(([, share]) => Math.round(share * sampled.shots))).toEqual(counts);
      }),
    );
  });

  test("sum to 1 however many there are", () => {
    const size = 2 ** 16;
    const values = Float64Array.from({ length: size }, (_, k) => (2 * (k + 1)) / (size * (size + 1)));
    const outcomes = Float64Array.from({ length: size }, (_, k) => k);
    const entries = writeProbabilities(outcome([["0".repeat(16), 1]], { probabilities: { outcomes, values } }), false);
    expect(entries.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 10);
  });
});

test("single shots are in the order of the shots", () => {
  expect(
    writeShots(
      outcome(
        [
          ["01", 1],
          ["11", 2],
        ],
        { memory: Uint32Array.of(1, 0, 1) },
      ),
    ),
  ).toEqual(["3", "1", "3"]);
  expect(writeShots(outcome([["01", 1]]))).toBeNull();
});

describe("registers", () => {
  const registers = [
    { name: "c", clbits: [0, 1] },
    { name: "d", clbits: [2] },
  ];

  test("are each counted by themselves, bit 0 rightmost", () => {
    const sampled = outcome([
      ["001", 1],
      ["010", 2],
      ["101", 1],
    ]);
    expect(JSON.parse(writeRegisters(sampled, registers, writeHistogram(sampled)))).toEqual({
      registers: { c: { "01": 2, "10": 2 }, d: { "0": 3, "1": 1 } },
    });
  });

  test("have place k for bit k in lists of shots", () => {
    const sampled = outcome(
      [
        ["001", 1],
        ["110", 1],
      ],
      { memory: Uint32Array.of(1, 0) },
    );
    expect(JSON.parse(writeRegisterShots(sampled, registers) ?? "")).toEqual({
      shots: [{ registers: { c: [0, 1], d: [1] } }, { registers: { c: [1, 0], d: [0] } }],
    });
  });

  test("of a circuit without any are one register of every qubit", () => {
    const sampled = outcome([["10", 1]], { memory: Uint32Array.of(0) });
    expect(JSON.parse(writeRegisterShots(sampled, []) ?? "")).toEqual({
      shots: [{ registers: { output_all: [0, 1] } }],
    });
  });
});
