import { CancelledError, InvalidInputError, TooLargeError } from "@naru/base";
import { type Circuit, circuitOf, gate, measure, measureAll, reset } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { equals, when } from "./conformance/arbitrary.ts";
import { Engine } from "./engine.ts";
import { nodeHost } from "./hosts/node.ts";
import type { SimulateOptions } from "./simulator.ts";

const host = nodeHost();
const engine = await Engine.create(host, { threads: 1, maxBytes: 2 ** 32 });
afterAll(() => engine.close());

/** Layers of rotations and CX between neighbours, on a line. */
const brickwork = (qubitCount: number, layers: number): Circuit =>
  circuitOf(
    qubitCount,
    Array.from({ length: layers }, (_, layer) => [
      ...Array.from({ length: qubitCount }, (_, q) => gate("ry", [q], [0.3 + q + layer])),
      ...Array.from({ length: Math.floor((qubitCount - (layer % 2)) / 2) }, (_, k) =>
        gate("cx", [2 * k + (layer % 2), 2 * k + 1 + (layer % 2)]),
      ),
    ]).flat(),
  );
const ghz = (qubitCount: number): Circuit =>
  circuitOf(qubitCount, [gate("h", [0]), ...Array.from({ length: qubitCount - 1 }, (_, q) => gate("cx", [q, q + 1]))]);
const methodFor = (circuit: Circuit, options: Partial<SimulateOptions> = {}) =>
  engine.estimate(circuit, { seed: 1, shots: 1000, ...options }).method;
const weak = { oneQubitRate: 1e-4, twoQubitRate: 1e-3 };

describe("the method is", () => {
  test("a preferred one where it takes the circuit or a part of it, and for the rest the one that is chosen", () => {
    expect(
      methodFor(brickwork(6, 10), {
        noise: { oneQubitRate: 0.01, twoQubitRate: 0.1 },
        shots: 100_000,
        preferredMethod: "statevector",
      }),
    ).toBe("statevector");
    expect(methodFor(ghz(60), { noise: weak, preferredMethod: "density" })).toBe("stabilizer");
    const apart = [...ghz(60).operations, gate("ry", [60], [0.3]), gate("cx", [60, 61])];
    const wide = circuitOf(62, apart);
    expect(() => engine.estimate(wide, { seed: 1, shots: 10, noise: weak, preferredMethod: "tiny" })).not.toThrow();
    expect(() => engine.estimate(wide, { seed: 1, shots: 10, noise: weak, method: "tiny" })).toThrow();
  });

  test("a state vector while it fits, and a tableau for Clifford gates beyond", () => {
    expect(methodFor(brickwork(20, 10))).toBe("statevector");
    expect(methodFor(ghz(200))).toBe("stabilizer");
    expect(methodFor(ghz(60), { noise: weak })).toBe("stabilizer");
  });

  test("a tableau of the whole circuit, though it falls apart", () => {
    const pairs = circuitOf(60, [
      ...Array.from({ length: 30 }, (_, k) => [gate("h", [2 * k]), gate("cx", [2 * k, 2 * k + 1])]).flat(),
    ]);
    const forced = engine.estimate(pairs, { seed: 1, shots: 1000, method: "stabilizer" });
    expect(forced.why).toBe("stabilizer was asked for");
    expect(engine.estimate(pairs, { seed: 1, shots: 100_000 })).toMatchObject({ method: "stabilizer" });
  });

  test("a matrix-product state where little entanglement can arise on many qubits", () => {
    expect(methodFor(brickwork(60, 4))).toBe("mps");
    expect(engine.estimate(brickwork(60, 4), { seed: 1, shots: 10 }).why).toMatch(/entanglement/);
  });

  test("the mixed state where exact probabilities are asked for under noise", () => {
    expect(methodFor(brickwork(6, 4), { noise: weak, probabilities: true })).toBe("density");
  });

  test("trajectories where few errors part few shots, and the mixed state where each shot is another", () => {
    expect(["tiny", "statevector"]).toContain(methodFor(brickwork(10, 6), { noise: weak, shots: 100 }));
    const strong = { oneQubitRate: 0.05, twoQubitRate: 0.1 };
    expect(methodFor(brickwork(6, 10), { noise: strong, shots: 100_000 })).toBe("density");
  });

  test("the same on machines with other numbers of threads", async () => {
    const other = await Engine.create(host, { threads: 2, maxBytes: 2 ** 32 });
    for (const circuit of [brickwork(14, 3), brickwork(20, 4), brickwork(26, 3), brickwork(40, 3), ghz(24), ghz(100)]) {
      const options = { seed: 1, shots: 100 };
      expect(other.estimate(circuit, options).method).toBe(engine.estimate(circuit, options).method);
    }
    await other.close();
  });
});

describe("a refusal", () => {
  const refusalOf = (circuit: Circuit, options: Partial<SimulateOptions> = {}): TooLargeError => {
    try {
      engine.estimate(circuit, { seed: 1, shots: 1, ...options });
    } catch (error) {
      if (error instanceof TooLargeError) return error;
      throw error;
    }
    throw new Error("The circuit was taken.");
  };

  test("for width carries the numbers, and what the other methods lack", () => {
    const { message, details } = refusalOf(brickwork(40, 60));
    expect(details).toMatchObject({ qubits: 40, bytes: 2 ** 43, maxBytes: 2 ** 32 });
    expect(message).toMatch(/40 qubits.*8 TiB.*stabilizer.*Clifford.*mps.*entangle/);
  });

  test("of a part names the part, and the numbers of the part", () => {
    const { operations } = brickwork(40, 60);
    const { message, details } = refusalOf({
      qubitCount: 45,
      clbitCount: 0,
      operations: [...operations, gate("t", [44])],
    });
    expect(details).toMatchObject({ qubits: 40, bytes: 2 ** 43 });
    expect(message).toMatch(
      /^This circuit of 45 qubits has a part of 40 qubits.*\(qubits 0, 1, 2, 3 and 36 more\).*8 TiB/,
    );
  });

  test("of a gate names the qubits that the circuit calls so, in a part too", () => {
    const circuit = circuitOf(20, [gate("h", [3]), gate("t", [17])]);
    expect(() => engine.estimate(circuit, { seed: 1, shots: 1, method: "stabilizer" })).toThrow(/t on qubit 17/);
  });

  test("of shots that do not fit once parts are put together says how many bytes they are", () => {
    const circuit = circuitOf(60, [gate("ry", [3], [1]), gate("ry", [17], [1])]);
    const { message, details } = refusalOf(circuit, { shots: 2 ** 27, method: "statevector" });
    expect(message).toContain("Ask for fewer shots.");
    expect(details).toMatchObject({ shots: 2 ** 27, maxBytes: 2 ** 32 });
  });

  test("of hundreds of qubits does not pretend to count their bytes", () => {
    expect(refusalOf(brickwork(300, 40)).message).toMatch(/more than 8 PiB/);
  });
});

describe("input that makes no sense is refused before anything is allocated", () => {
  const bell = circuitOf(2, [gate("h", [0]), gate("cx", [0, 1])]);
  const wide = circuitOf(26, []);
  const matrix = [1, 0, 0, 0, 0, 0, 2, 0];
  const silent = { oneQubitRate: 0, twoQubitRate: 0 };
  test.each<[string, Circuit, Partial<SimulateOptions>, RegExp]>([
    ["an angle that is no number", circuitOf(1, [gate("rx", [0], [Number.NaN])]), {}, /angle NaN/],
    ["a matrix that is not unitary", circuitOf(1, [{ kind: "unitary", qubits: [0], matrix }]), {}, /not unitary/],
    ["a qubit that is not there", circuitOf(2, [gate("x", [2])]), {}, /qubit 2/],
    ["a bit that is not there", { ...bell, operations: [measure(0, 0)] }, {}, /classical bit 0/],
    ["a condition on a bit that is not there", circuitOf(1, [when(equals([0], 1), [reset(0)])]), {}, /classical bit 0/],
    ["half a shot", bell, { shots: 0.5 }, /shots/],
    ["fewer than no shots", bell, { shots: -1 }, /shots/],
    ["a seed that is no whole number", bell, { seed: 0.5 }, /seed/],
    ["a precision that nobody knows", bell, { precision: "half" as "single" }, /precision/],
    ["a method that nobody knows", bell, { method: "magic" as "tiny" }, /method/],
    ["a bond of nothing", bell, { mps: { maxBond: 0 } }, /maxBond/],
    [
      "an observable of another width",
      bell,
      { observables: [{ terms: [{ paulis: "X", coefficient: 1 }] }] },
      /1 qubits/,
    ],
    ["a rate above 1", wide, { noise: { ...silent, oneQubitRate: 2 } }, /noise/],
  ])("%s", async (_, circuit, options, message) => {
    let memories = 0;
    const counting = await Engine.create({
      ...host,
      createMemory: (initial, maximum) => {
        memories++;
        return host.createMemory(initial, maximum);
      },
    });
    const all = { seed: 1, shots: 1, ...options };
    expect(() => counting.estimate(circuit, all)).toThrow(InvalidInputError);
    await expect(counting.run(circuit, all)).rejects.toThrow(message);
    await expect(counting.run(circuit, all)).rejects.toThrow(InvalidInputError);
    expect(memories).toBe(0);
    await counting.close();
  });
});

test("an estimate tells a first run apart, which takes no less", () => {
  for (const circuit of [ghz(3), brickwork(12, 4), brickwork(20, 4), measureAll(brickwork(9, 2))]) {
    const { seconds, firstSeconds } = engine.estimate(circuit, { seed: 1, shots: 100 });
    expect(firstSeconds).toBeGreaterThanOrEqual(seconds);
  }
});

test("a circuit of many gates can be stopped while it is looked at, before it is refused", async () => {
  const circuit = brickwork(40, 1000);
  const options = { seed: 1, shots: 1 };
  await expect(engine.run(circuit, options)).rejects.toThrow(TooLargeError);
  await expect(engine.run(circuit, { ...options, stop: { aborted: true } })).rejects.toThrow(CancelledError);
});
