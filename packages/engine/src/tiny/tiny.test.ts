import { CancelledError, seeded } from "@naru/base";
import { circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectDrawnFrom } from "../conformance/compare.ts";
import { Cutpoints } from "./cutpoints.ts";
import { mostTinyQubits, TinySimulator } from "./index.ts";
import { TinyOps } from "./ops.ts";
import { OutcomeTable } from "./outcomes.ts";

const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };
const tiny = new TinySimulator(clock);

describe("cutpoints", () => {
  const draw = (weights: readonly number[], draws: number, seed: number) => {
    const cutpoints = new Cutpoints(weights.length);
    cutpoints.fill(Float64Array.from(weights));
    const random = seeded(seed);
    const seen = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      const position = `${cutpoints.draw(random)}`;
      seen.set(position, (seen.get(position) ?? 0) + 1);
    }
    return seen;
  };

  test.each([
    [[1]],
    [[0, 3]],
    [[1, 2, 3, 4]],
    [[0, 0, 0.7, 0, 0, 1e-3, 0.2, 0]],
    [[1e-9, 1e-9, 5, 1e-9]],
    [[0, 0.1, 0.1, 0, 0.1, 0, 0, 0.1, 3, 0, 0, 0, 0, 0, 0.1, 0]],
  ])("draw positions by weight %j (χ², one in 300 000 by chance)", (weights) => {
    const sum = weights.reduce((a, b) => a + b, 0);
    const exact = new Map(weights.map((weight, i) => [`${i}`, weight / sum] as const));
    expectDrawnFrom(exact, draw(weights, 20_000, 1), 20_000);
  });

  test("pass by a weight of 0 even when the uniform number is 0", () => {
    const zero = Object.assign(seeded(1), { uniform: () => 0 });
    const cutpoints = new Cutpoints(4);
    cutpoints.fill(Float64Array.of(0, 0, 1, 1));
    expect(cutpoints.draw(zero)).toBe(2);
  });

  test("never draw what has no weight", () => {
    const anyWeights = fc.array(fc.constantFrom(0, 0, 1e-300, 0.3, 1, 1e9), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(anyWeights, fc.nat(), (weights, seed) => {
        fc.pre(weights.some((weight) => weight > 0));
        for (const position of draw(weights, 50, seed).keys()) expect(weights[Number(position)]).toBeGreaterThan(0);
      }),
    );
  });
});

describe("outcomes", () => {
  const draws = { states: Uint32Array.of(1, 2, 3), counts: Uint32Array.of(5, 7, 11) };

  test("of states that look the same are put together, narrow or wide", () => {
    const wide = [0, ...new Array<number>(15).fill(-1)];
    expect([...new OutcomeTable([0], 2).counts(draws)]).toEqual([
      ["0", 7],
      ["1", 16],
    ]);
    expect([...new OutcomeTable(wide, 2).counts(draws)]).toEqual([
      ["0".repeat(16), 7],
      [`${"0".repeat(15)}1`, 16],
    ]);
  });

  test("of up to 53 bits are numbers", () => {
    const readout = [1, ...new Array<number>(51).fill(-1), 0];
    const distribution = new OutcomeTable(readout, 2).distribution(Float64Array.of(0.1, 0.2, 0.3, 0.4));
    expect([...(distribution?.outcomes ?? [])]).toEqual([0, 1, 2 ** 52, 2 ** 52 + 1]);
    expect([...(distribution?.values ?? [])]).toEqual([0.1, 0.3, 0.2, 0.4]);
    expect(new OutcomeTable([...readout, -1], 2).distribution(Float64Array.of(1, 0, 0, 0))).toBeUndefined();
  });
});

describe("states", () => {
  test("given back are made new", () => {
    const ops = new TinyOps(2);
    const used = ops.create();
    ops.apply(used, [gate("h", [0])], 0, 1);
    ops.release(used);
    const fresh = ops.create();
    expect([...fresh.re, ...fresh.im]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("copied go their own way", () => {
    const ops = new TinyOps(1);
    const first = ops.create();
    const second = ops.copy(first);
    ops.apply(second, [gate("x", [0])], 0, 1);
    expect([...first.re]).toEqual([1, 0]);
    expect([...second.re]).toEqual([0, 1]);
  });
});

describe("the limits", () => {
  test("are ten qubits, and the reason names both numbers", () => {
    expect(tiny.supports(circuitOf(mostTinyQubits, []), { seed: 1 })).toEqual({ ok: true });
    const support = tiny.supports(circuitOf(11, []), { seed: 1 });
    expect(support).toMatchObject({ ok: false, why: expect.stringMatching(/11 qubits.*10/) });
  });

  test("are twelve branch points for exact probabilities, while shots are always to be had", async () => {
    const round = (k: number): Operation[] => [gate("h", [0]), measure(0, k), reset(0)];
    const rounds = (count: number) => ({
      qubitCount: 1,
      clbitCount: count,
      operations: Array.from({ length: count }, (_, k) => round(k)).flat(),
    });
    expect(tiny.supports(rounds(6), { seed: 1, probabilities: true })).toEqual({ ok: true });
    expect(tiny.supports(rounds(7), { seed: 1, probabilities: true })).toMatchObject({ ok: false });
    expect(tiny.supports(rounds(7), { seed: 1, shots: 10 })).toEqual({ ok: true });
    const { probabilities } = await tiny.run(rounds(6), { seed: 1, probabilities: true });
    expect(probabilities?.outcomes).toHaveLength(64);
    for (const value of probabilities?.values ?? []) expect(value).toBeCloseTo(1 / 64, 14);
  });
});

describe("millions of shots", () => {
  const circuit = circuitOf(2, [gate("ry", [0], [1]), gate("h", [1])]);

  test("are drawn in portions, all of them, from the same distribution", async () => {
    const shots = 2 ** 21 + 3;
    const { counts } = await tiny.run(circuit, { seed: 2, shots });
    const one = Math.sin(0.5) ** 2 / 2;
    const exact = new Map([
      ["00", 0.5 - one],
      ["01", one],
      ["10", 0.5 - one],
      ["11", one],
    ]);
    expectDrawnFrom(exact, counts, shots);
  });

  test("are stopped between two portions", async () => {
    let looks = 0;
    const stop = {
      get aborted() {
        return ++looks > 2;
      },
    };
    await expect(tiny.run(circuit, { seed: 2, shots: 1e9, stop })).rejects.toThrow(CancelledError);
  });
});
