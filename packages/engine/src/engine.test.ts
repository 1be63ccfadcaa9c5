import { CancelledError, TooLargeError, UnsupportedError } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, measureAll, reset } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { Engine } from "./engine.ts";
import { nodeHost } from "./hosts/node.ts";
import { randomSteps } from "./statevector/random-circuits.testing.ts";

const host = nodeHost();
const engine = await Engine.create(host, { threads: 2, maxBytes: 2 ** 32 });
afterAll(() => engine.close());

const wide = (qubitCount: number, layers = 1): Circuit =>
  circuitOf(
    qubitCount,
    Array.from({ length: layers }, (_, layer) =>
      Array.from({ length: qubitCount }, (_, q) => [
        gate("ry", [q], [0.3 + q + layer]),
        gate("cx", [q, (q + 1) % qubitCount]),
      ]),
    ).flat(2),
  );
const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);

describe("the method", () => {
  test("is tiny for few qubits and the state vector for more, and both give the same distribution", async () => {
    const circuit = measureAll(circuitOf(10, randomSteps(5, 10, 60)));
    const options = { seed: 1, probabilities: true };
    const tiny = await engine.run(circuit, options);
    const vector = await engine.run(circuit, { ...options, method: "statevector", precision: "double" });
    expect(engine.estimate(circuit, options).method).toBe("tiny");
    expect(engine.estimate(wide(13), options).method).toBe("statevector");
    expect([tiny.method, vector.method]).toEqual(["tiny", "statevector"]);
    expect(vector.probabilities?.outcomes).toEqual(tiny.probabilities?.outcomes);
    const errors = vector.probabilities?.values.map((value, i) =>
      Math.abs(value - (tiny.probabilities?.values[i] ?? 0)),
    );
    expect(Math.max(...(errors ?? [1]))).toBeLessThan(1e-12);
  });

  test("comes with a reason, before the run and after it", async () => {
    expect(engine.estimate(bell, { seed: 1 }).why).toMatch(/small/);
    expect((await engine.run(wide(13), { seed: 1, shots: 1 })).why).toMatch(/13 qubits.*double precision/);
    expect((await engine.run(bell, { seed: 1, shots: 10, method: "reference" })).method).toBe("reference");
  });

  test("is refused where the one that was asked for cannot do it", async () => {
    const circuit = { ...circuitOf(12, [gate("h", [0]), measure(0, 0), reset(0)]), clbitCount: 1 };
    await expect(engine.run(circuit, { seed: 1, amplitudes: true })).rejects.toThrow(UnsupportedError);
    expect(() => engine.estimate(wide(13), { seed: 1, method: "tiny" })).toThrow(/13 qubits/);
  });
});

describe("estimates", () => {
  test("refuse 29 qubits with the numbers", () => {
    expect(() => engine.estimate(wide(29, 20), { seed: 1 })).toThrow(TooLargeError);
    try {
      engine.estimate(wide(29, 20), { seed: 1 });
    } catch (error) {
      expect((error as TooLargeError).details).toMatchObject({ qubits: 29, bytes: 2 ** 32, maxQubits: 28 });
      expect((error as TooLargeError).message).toMatch(/29 qubits.*4 GiB.*28 qubits/);
    }
  });

  test("refuse what fits 32-bit addresses but not the memory granted", async () => {
    const small = await Engine.create(host, { threads: 1, maxBytes: 2 ** 28 });
    expect(small.estimate(wide(22), { seed: 1, precision: "single" }).bytes).toBeLessThan(2 ** 28);
    expect(() => small.estimate(wide(26, 20), { seed: 1 })).toThrow(/26 qubits.*256 MiB/);
    await small.close();
  });

  test("say 28 qubits in single and 27 in double precision at most", () => {
    expect(engine.estimate(wide(28), { seed: 1 }).bytes).toBeLessThan(2 ** 32);
    expect(engine.estimate(wide(27), { seed: 1, precision: "double" }).bytes).toBeLessThan(2 ** 32);
    expect(() => engine.estimate(wide(28, 20), { seed: 1, precision: "double" })).toThrow(/28 qubits/);
  });

  test("grow with the circuit", () => {
    const seconds = (circuit: Circuit) => engine.estimate(circuit, { seed: 1, precision: "single" }).seconds;
    expect(seconds(wide(24))).toBeGreaterThan(8 * seconds(wide(20)));
    expect(seconds(wide(20, 10))).toBeGreaterThan(3 * seconds(wide(20)));
  });
});

describe("a run", () => {
  test("gives the same counts for the same seed, whatever the number of threads", async () => {
    const single = await Engine.create(host, { threads: 1 });
    const options = { seed: 7, shots: 2000, memory: true, precision: "single" } as const;
    const [one, two, other] = [
      await single.run(wide(18, 3), options),
      await engine.run(wide(18, 3), options),
      await engine.run(wide(18, 3), { ...options, seed: 8 }),
    ];
    await single.close();
    expect(two.counts).toEqual(one.counts);
    expect(two.memory).toEqual(one.memory);
    expect(other.counts).not.toEqual(one.counts);
  });

  test("stops when asked, and leaves the engine fit for the next", async () => {
    for (const circuit of [wide(18, 40), measureAll(circuitOf(9, randomSteps(1, 9, 400)))]) {
      let looks = 0;
      const stop = {
        get aborted() {
          return ++looks > 5;
        },
      };
      await expect(engine.run(circuit, { seed: 1, shots: 1e5, stop })).rejects.toThrow(CancelledError);
    }
    expect((await engine.run(wide(18), { seed: 1, shots: 10 })).counts?.size).toBeGreaterThan(0);
  });

  test("stops while it puts a million shots into a random order", async () => {
    let looks = 0;
    const run = (most: number) => {
      looks = 0;
      const stop = {
        get aborted() {
          return ++looks > most;
        },
      };
      return engine.run(circuitOf(1, [gate("h", [0])]), { seed: 1, shots: 1_000_000, memory: true, stop });
    };
    await run(Number.POSITIVE_INFINITY);
    expect(looks).toBeGreaterThan(5);
    await expect(run(4)).rejects.toThrow(CancelledError);
  });

  test("waits for its turn while another large one runs", async () => {
    const runs = [13, 14, 15].map((n) => engine.run(wide(n, 2), { seed: 1, shots: 100 }));
    const together = await Promise.all(runs);
    const alone = await engine.run(wide(14, 2), { seed: 1, shots: 100 });
    expect(together[1]?.counts).toEqual(alone.counts);
  });

  test("finds nothing left of the state before it, in the same memory", async () => {
    const fresh = await Engine.create(host, { threads: 1 });
    const options = { seed: 3, amplitudes: true, precision: "double" } as const;
    const before = await fresh.run(wide(14), options);
    await fresh.run(wide(19, 2), { seed: 1, shots: 1 });
    await fresh.run(wide(17, 2), { seed: 1, shots: 1, precision: "single" });
    expect((await fresh.run(wide(14), options)).amplitudes).toEqual(before.amplitudes);
    await fresh.close();
  });

  test("tells how much is done, never less than before", async () => {
    const told: number[] = [];
    let now = 0;
    const ticking = await Engine.create({ ...host, now: () => (now += 60) }, { threads: 1 });
    await ticking.run(wide(17, 20), { seed: 1, shots: 10, onProgress: (done) => told.push(done) });
    await ticking.close();
    expect(told.length).toBeGreaterThan(3);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.every((done) => done >= 0 && done <= 1)).toBe(true);
  });
});

test("on a host without shared memory and threads the results are the same", async () => {
  const { startHelper: _, ...rest } = host;
  const plain = await Engine.create({
    ...rest,
    createMemory: (initial, maximum) => new WebAssembly.Memory({ initial, maximum, shared: false }),
  });
  const options = { seed: 2, shots: 500, precision: "single" } as const;
  expect((await plain.run(wide(17, 2), options)).counts).toEqual((await engine.run(wide(17, 2), options)).counts);
  await plain.close();
});
