import { CancelledError, UnsupportedError } from "@naru/base";
import { circuitOf, gate, type Operation, pauliSum, reset } from "@naru/circuit";
import { describe, expect, test } from "vitest";
import { equals } from "./arbitrary.ts";
import { total } from "./compare.ts";
import type { Subject } from "./subject.ts";

/** What every run promises, whatever the circuit: seeds, memory, refusal, progress and stopping. */
export function runningSuite(subject: Subject): void {
  const stirring = (qubitCount: number) => subject.stirring(qubitCount);
  const circuit = circuitOf(4, stirring(4));

  describe("results", () => {
    test("hold what was asked for and nothing else", async () => {
      const nothing = await subject.run(circuit, {});
      expect(nothing.counts ?? nothing.memory ?? nothing.probabilities ?? nothing.amplitudes).toBeUndefined();
      expect(nothing.method).toBe(subject.simulator.name);
      expect(nothing.why.length).toBeGreaterThan(10);
      const counts = await subject.run(circuit, { shots: 3 });
      expect(total(counts.counts ?? new Map())).toBe(3);
      expect(counts.memory ?? counts.probabilities ?? counts.amplitudes).toBeUndefined();
      const probabilities = await subject.run(circuit, { probabilities: true, shots: 0 });
      expect(probabilities.counts ?? probabilities.memory ?? probabilities.amplitudes).toBeUndefined();
      expect(probabilities.probabilities).toBeDefined();
    });

    test("list outcomes in ascending order, all of one width", async () => {
      const { counts, bitCount } = await subject.run(circuit, { shots: 2000 });
      const outcomes = [...(counts?.keys() ?? [])];
      expect(outcomes).toEqual(outcomes.toSorted());
      for (const bits of outcomes) expect(bits).toHaveLength(bitCount);
      for (const count of counts?.values() ?? []) expect(count).toBeGreaterThan(0);
    });
  });

  describe("seeds", () => {
    test("the same one gives the same counts and the same shots", async () => {
      const options = { shots: 1000, memory: true, seed: 42 };
      const [first, again] = [await subject.run(circuit, options), await subject.run(circuit, options)];
      expect([...(again.counts ?? [])]).toEqual([...(first.counts ?? [])]);
      expect(again.memory).toEqual(first.memory);
    });

    test("different ones give different counts", async () => {
      const seen = new Set<string>();
      for (let seed = 0; seed < 5; seed++) {
        const { counts } = await subject.run(circuit, { shots: 1000, seed });
        seen.add(JSON.stringify([...(counts ?? [])]));
      }
      expect(seen.size).toBe(5); // 16 counts of 1000 shots agree by chance once in some 10^14 pairs
    });

    test("asking for the memory does not change the counts", async () => {
      const [without, withMemory] = [
        await subject.run(circuit, { shots: 777, seed: 9 }),
        await subject.run(circuit, { shots: 777, seed: 9, memory: true }),
      ];
      expect([...(withMemory.counts ?? [])]).toEqual([...(without.counts ?? [])]);
    });
  });

  describe("memory", () => {
    test("has one entry a shot, and each outcome as often as it is counted", async () => {
      const { counts, memory } = await subject.run(circuit, { shots: 1000, memory: true });
      const tally = new Uint32Array(counts?.size ?? 0);
      for (const position of memory ?? []) tally[position]++;
      expect(memory).toHaveLength(1000);
      expect([...tally]).toEqual([...(counts?.values() ?? [])]);
    });

    test("is in random order: neighbours are equal as often as any two shots, within five standard errors", async () => {
      const shots = 4000;
      const { counts, memory = [] } = await subject.run(circuit, { shots, memory: true });
      const agreement = [...(counts?.values() ?? [])].reduce((sum, count) => sum + (count / shots) ** 2, 0);
      let equal = 0;
      for (let shot = 1; shot < shots; shot++) if (memory[shot] === memory[shot - 1]) equal++;
      const error = Math.sqrt((agreement * (1 - agreement)) / shots);
      expect(Math.abs(equal / (shots - 1) - agreement)).toBeLessThan(5 * error);
    });

    test("of two seeds agrees no more often than chance has it, within five standard errors", async () => {
      const shots = 4000;
      const read = async (seed: number) => {
        const { counts, memory = new Uint32Array() } = await subject.run(circuit, { shots, memory: true, seed });
        const outcomes = [...(counts ?? [])];
        return { frequencies: new Map(outcomes), shots: Array.from(memory, (position) => outcomes[position][0]) };
      };
      const [first, second] = [await read(1), await read(2)];
      const agreement = [...first.frequencies].reduce(
        (sum, [bits, count]) => sum + (count / shots) * ((second.frequencies.get(bits) ?? 0) / shots),
        0,
      );
      const equal = first.shots.filter((bits, shot) => bits === second.shots[shot]).length;
      const error = Math.sqrt((agreement * (1 - agreement)) / shots);
      expect(Math.abs(equal / shots - agreement)).toBeLessThan(5 * error);
    });
  });

  describe("what is not supported", () => {
    test("is refused by run with the reason that supports gave", async () => {
      const { refused } = subject;
      const support = subject.supports(refused, { shots: 1 });
      expect(support.ok).toBe(false);
      if (support.ok) return;
      await expect(subject.run(refused, { shots: 1 })).rejects.toThrow(UnsupportedError);
      await expect(subject.run(refused, { shots: 1 })).rejects.toThrow(support.why);
    });

    test("is refused for each topic that the suite was told to skip", () => {
      const refused = { ok: false, why: expect.stringMatching(/.{10}/) };
      const { amplitudes, dynamic, loops, noise, observables, "initial states": initialStates } = subject.skips;
      if (amplitudes) expect(subject.supports(circuit, { amplitudes: true })).toMatchObject(refused);
      if (noise) {
        const model = { oneQubitRate: 0.1, twoQubitRate: 0.1 };
        expect(subject.supports(circuit, { shots: 1, noise: model })).toMatchObject(refused);
      }
      if (loops) {
        for (const operation of [
          { kind: "while", condition: equals([0], 1), body: [], maxTurns: 1 },
          { kind: "assign", clbits: [0], value: { kind: "number", value: "1", width: 1 } },
        ] as const) {
          const looping = { qubitCount: 4, clbitCount: 1, operations: [operation] };
          expect(subject.supports(looping, { shots: 1 })).toMatchObject(refused);
        }
      }
      if (observables) {
        expect(subject.supports(circuit, { observables: [pauliSum({ IXYZ: 1 })] })).toMatchObject(refused);
      }
      if (initialStates) {
        const initialState = Float64Array.from({ length: 32 }, (_, i) => (i === 2 ? 1 : 0));
        expect(subject.supports(circuit, { shots: 1, initialState })).toMatchObject(refused);
      }
      if (dynamic) {
        const reused = circuitOf(1, [gate("h", [0]), reset(0)]);
        expect(subject.supports(reused, { shots: 1 })).toMatchObject(refused);
      }
    });

    test("is an amplitude of a circuit that has no single final state", () => {
      const reused = circuitOf(1, [gate("h", [0]), reset(0)]);
      expect(subject.supports(reused, { amplitudes: true })).toMatchObject({ ok: false });
    });
  });

  test("an estimate is positive and finite, and grows with the circuit", () => {
    const options = { seed: 1, shots: 100 };
    const small = subject.simulator.estimate(circuitOf(4, stirring(4)), options);
    const large = subject.simulator.estimate(circuitOf(6, [...stirring(6), ...stirring(6)]), options);
    for (const { seconds, bytes } of [small, large]) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(60);
      expect(bytes).toBeGreaterThan(0);
    }
    expect(large.seconds).toBeGreaterThanOrEqual(small.seconds);
    expect(large.bytes).toBeGreaterThanOrEqual(small.bytes);
  });

  describe("a long run", () => {
    const layer: Operation[] = [...stirring(6), gate("cx", [5, 0])];
    const long = circuitOf(6, Array.from({ length: 300 }, () => layer).flat());

    test("is not begun when it is stopped before", async () => {
      await expect(subject.run(long, { shots: 10, stop: { aborted: true } })).rejects.toThrow(CancelledError);
    });

    test("looks at the stop while it works, and gives up once it is set", async () => {
      let looks = 0;
      const stop = {
        get aborted() {
          looks++;
          return looks > 3;
        },
      };
      await expect(subject.run(long, { shots: 10, stop })).rejects.toThrow(CancelledError);
      expect(looks).toBeLessThan(20);
    });

    test("can be run again after it was stopped", async () => {
      let looks = 0;
      const stop = {
        get aborted() {
          return ++looks > 3;
        },
      };
      await expect(subject.run(long, { shots: 10, stop })).rejects.toThrow(CancelledError);
      const { counts } = await subject.run(circuitOf(3, [gate("x", [1])]), { shots: 10 });
      expect(counts).toEqual(new Map([["010", 10]]));
    });

    test("tells a progress that never falls and stays within 0 … 1", async () => {
      const told: number[] = [];
      await subject.run(long, { shots: 10, onProgress: (done) => told.push(done) });
      expect(told).toEqual(told.toSorted((a, b) => a - b));
      for (const done of told) expect(done >= 0 && done <= 1).toBe(true);
    });
  });
}
