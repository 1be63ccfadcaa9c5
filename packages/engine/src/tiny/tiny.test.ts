import { CancelledError, seeded } from "@naru/base";
import { circuitOf, gate, measure, type Operation, reset } from "@naru/circuit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyGate, anyUnitary } from "../conformance/arbitrary.ts";
import { expectDrawnFrom } from "../conformance/compare.ts";
import { after, zeroState } from "../reference/state-vector.ts";
import { Cutpoints } from "./cutpoints.ts";
import { Evolution } from "./evolution.ts";
import { mostTinyQubits, TinySimulator } from "./index.ts";
import { TinyOps } from "./ops.ts";
import { Reading } from "./reading.ts";
import { type Workspace, workspaceOf } from "./workspace.ts";

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

describe("a reading", () => {
  const places = (qubitCount: number) => Uint32Array.from({ length: qubitCount }, (_, qubit) => 1 << qubit);
  /** The state with these probabilities. */
  const stateOf = (...probabilities: number[]) => {
    const space = workspaceOf(Math.log2(probabilities.length));
    space.re.set(probabilities.map((value) => Math.sqrt(value)));
    return space;
  };
  const drawn = (readout: readonly number[], state: Workspace, shots: number, at = places(2)) => {
    const reading = new Reading(readout, at, state);
    reading.draw(shots, seeded(5));
    return reading.counts();
  };

  test("puts together what looks the same, whether outcomes are narrow or wide", () => {
    const state = stateOf(0, 0.3, 0, 0.7);
    expect([...drawn([0], state, 23)]).toEqual([["1", 23]]);
    const wide = [0, ...new Array<number>(15).fill(-1)];
    expect([...drawn(wide, state, 23)]).toEqual([[`${"0".repeat(15)}1`, 23]]);
  });

  test("shows a qubit in several bits, and outcomes ascend all the same", () => {
    const counts = drawn([0, 1, 0], stateOf(0.25, 0.25, 0.25, 0.25), 400);
    expect([...counts.keys()]).toEqual(["000", "010", "101", "111"]);
  });

  test("knows where the qubits of a state lie", () => {
    expect([...drawn([0, 1], stateOf(0, 0, 1, 0), 3, Uint32Array.of(2, 1))]).toEqual([["01", 3]]);
  });

  test.each([
    [[1]],
    [[0, 3]],
    [[1, 2, 3, 4]],
    [[0, 0, 0.7, 0, 0, 1e-3, 0.2, 0]],
    [[1e-9, 1e-9, 5, 1e-9]],
    [Array.from({ length: 2 ** 11 }, (_, i) => (i % 7) ** 2)],
  ])("draws outcomes by weight (χ², one in 300 000 by chance)", (weights) => {
    const sum = weights.reduce((a, b) => a + b, 0);
    const qubitCount = Math.log2(weights.length);
    const readout = Array.from({ length: qubitCount }, (_, k) => k);
    const text = (i: number) => (qubitCount === 0 ? "" : i.toString(2).padStart(qubitCount, "0"));
    const exact = new Map(weights.map((weight, i) => [text(i), weight / sum] as const));
    expectDrawnFrom(exact, drawn(readout, stateOf(...weights), 20_000, places(qubitCount)), 20_000);
  });

  test("asks for further bits where a border lies within the first 32, and never shows what has no weight", () => {
    const draws = [0x80000000, 0xffffffff, 0x80000000, 0, 0];
    const asked = Object.assign(seeded(1), { bits32: () => draws.shift() ?? 0 });
    const border = 0.5 + 2 ** -33;
    const reading = new Reading([0, 1], places(2), stateOf(0, border, 0, 1 - border));
    reading.draw(3, asked);
    expect(draws).toEqual([]);
    expect([...reading.counts()]).toEqual([
      ["01", 2],
      ["11", 1],
    ]);
  });

  test("lists outcomes of up to 53 bits as numbers", () => {
    const readout = [1, ...new Array<number>(51).fill(-1), 0];
    const state = stateOf(0.1, 0.2, 0.3, 0.4);
    const distribution = new Reading(readout, places(2), state).distribution();
    expect([...(distribution?.outcomes ?? [])]).toEqual([0, 1, 2 ** 52, 2 ** 52 + 1]);
    for (const [i, value] of [0.1, 0.3, 0.2, 0.4].entries()) expect(distribution?.values[i]).toBeCloseTo(value, 15);
    expect(new Reading([...readout, -1], places(2), state).distribution()).toBeUndefined();
  });
});

describe("an evolution", () => {
  test("does to a state what its gates do one by one, whatever waits and whatever comes late", () => {
    const any = fc.array(fc.oneof(anyGate(4), anyUnitary(4, 1), anyUnitary(4, 2)), { maxLength: 40 });
    fc.assert(
      fc.property(any, (steps) => {
        const evolution = new Evolution({ re: new Float64Array(16), im: new Float64Array(16) }, 4);
        for (const step of steps) evolution.apply(step);
        const { re, im } = evolution.finish();
        const expected = steps.reduce(after, zeroState(4));
        for (let i = 0; i < 16; i++) {
          expect(re[i]).toBeCloseTo(expected[2 * i] ?? NaN, 12);
          expect(im[i]).toBeCloseTo(expected[2 * i + 1] ?? NaN, 12);
        }
      }),
    );
  });

  test("keeps matrices as they were written, also when they are unitary to six digits only", () => {
    const half = 0.5 ** 0.5 + 2e-7;
    const turn = { kind: "unitary", qubits: [0], matrix: [half, 0, half, 0, half, 0, -half, 0] } as const;
    const evolution = new Evolution({ re: new Float64Array(2), im: new Float64Array(2) }, 1);
    evolution.apply(turn);
    expect([...evolution.finish().re]).toEqual([half, half]);
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
  test("are twelve qubits, and the reason names both numbers", () => {
    expect(tiny.supports(circuitOf(mostTinyQubits, []), { seed: 1 })).toEqual({ ok: true });
    const support = tiny.supports(circuitOf(13, []), { seed: 1 });
    expect(support).toMatchObject({ ok: false, why: expect.stringMatching(/13 qubits.*12/) });
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
