import { type Circuit, gate, measure, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { calibrationOf } from "./calibration.ts";
import { rowOf } from "./devices.testing.ts";
import { decayError, depolarisingRate } from "./gate-error.ts";
import { noiseOf } from "./noise.ts";

const engine = await Engine.create(nodeHost(), { threads: 1 });
afterAll(() => engine.close());

const device = rowOf(6);
const calibration = calibrationOf(device, "emu_row", "2026-11-22");
const qubitOf = (qubit: number) => {
  const found = calibration.qubits[qubit];
  if (!found) throw new Error(`There is no qubit ${qubit}.`);
  return found;
};

/** Probability to read 1 from a qubit into bit 0. */
async function oneOf(operations: readonly Operation[], qubitCount = 6): Promise<number> {
  const circuit: Circuit = { qubitCount, clbitCount: 1, operations };
  const noise = noiseOf(calibration, device, circuit);
  const { probabilities } = await engine.run(circuit, { seed: 1, probabilities: true, noise });
  return probabilities?.values[probabilities.outcomes.indexOf(1)] ?? 0;
}

describe("by exact formulas", () => {
  test("a qubit that is prepared in 0 or 1 is misread as its calibration says", async () => {
    for (const qubit of [0, 3, 5]) {
      const { oneGivenZero, zeroGivenOne, t1Seconds } = qubitOf(qubit);
      expect(await oneOf([measure(qubit, 0)])).toBeCloseTo(oneGivenZero, 12);
      const x = calibration.gates.find(({ gate: name, qubits }) => name === "x" && qubits[0] === qubit);
      const rate = depolarisingRate(x?.error ?? 0, device.oneQubitSeconds, [qubitOf(qubit)]);
      const excited = (1 - rate / 2) * Math.exp(-device.oneQubitSeconds / t1Seconds);
      const read = excited * (1 - zeroGivenOne) + (1 - excited) * oneGivenZero;
      expect(await oneOf([gate("x", [qubit]), measure(qubit, 0)])).toBeCloseTo(read, 12);
    }
  });

  test("an excited qubit falls as T1 says, however long it waits: a T1 experiment", async () => {
    const { oneGivenZero, zeroGivenOne, t1Seconds } = qubitOf(2);
    const contrast = 1 - oneGivenZero - zeroGivenOne;
    const signalOf = async (seconds: number) =>
      ((await oneOf([gate("x", [2]), { kind: "delay", qubit: 2, seconds }, measure(2, 0)])) - oneGivenZero) / contrast;
    const atOnce = await signalOf(0);
    for (const seconds of [10e-6, 100e-6, 500e-6]) {
      expect((await signalOf(seconds)) / atOnce).toBeCloseTo(Math.exp(-seconds / t1Seconds), 10);
    }
  });

  test("a superposition loses its coherence as T2 says: a Ramsey experiment", async () => {
    const { oneGivenZero, zeroGivenOne, t2Seconds } = qubitOf(4);
    const contrast = 1 - oneGivenZero - zeroGivenOne;
    const meanOf = async (seconds: number, phase: number) =>
      await oneOf([
        ...[gate("sx", [4]), { kind: "delay", qubit: 4, seconds } as const, gate("rz", [4], [phase])],
        ...[gate("sx", [4]), measure(4, 0)],
      ]);
    const fringeOf = async (seconds: number) =>
      ((await meanOf(seconds, 0)) - (await meanOf(seconds, Math.PI))) / contrast;
    const atOnce = await fringeOf(0);
    for (const seconds of [20e-6, 100e-6]) {
      expect((await fringeOf(seconds)) / atOnce).toBeCloseTo(Math.exp(-seconds / t2Seconds), 10);
    }
  });

  test("turns of the frame change nothing, and a qubit decays while another one keeps it waiting", async () => {
    const plain = [gate("sx", [1]), gate("sx", [1]), measure(1, 0)];
    const turned = [gate("rz", [1], [0]), ...plain.slice(0, 1), gate("rz", [1], [0]), ...plain.slice(1)];
    expect(await oneOf(turned)).toBeCloseTo(await oneOf(plain), 14);
    const wait: Operation[] = [
      { kind: "delay", qubit: 0, seconds: 50e-6 },
      { kind: "barrier", qubits: [0, 1] },
    ];
    const waited = await oneOf([gate("x", [1]), ...wait, measure(1, 0)]);
    const atOnce = await oneOf([gate("x", [1]), measure(1, 0)]);
    const { oneGivenZero, t1Seconds } = qubitOf(1);
    // The gate's own time passed before qubit 0 was waited for.
    const seconds = 50e-6 - device.oneQubitSeconds;
    expect((waited - oneGivenZero) / (atOnce - oneGivenZero)).toBeCloseTo(Math.exp(-seconds / t1Seconds), 10);
  });
});

describe("a gate's average error", () => {
  /** The average fidelity of what sx makes of the six eigenstates of X, Y and Z, which are a 2-design. */
  test("is the calibrated one, decay and depolarising error together", async () => {
    const x = calibration.gates.find(({ gate: name, qubits }) => name === "sx" && qubits[0] === 3);
    const circuit: Circuit = { qubitCount: 4, clbitCount: 0, operations: [gate("sx", [3])] };
    const noise = noiseOf(calibration, device, circuit);
    const prepared: Operation[][] = [
      [],
      [gate("y", [3])],
      [gate("h", [3])],
      [gate("h", [3]), gate("z", [3])],
      [gate("h", [3]), gate("s", [3])],
      [gate("h", [3]), gate("sdg", [3])],
    ];
    let fidelity = 0;
    // Preparations have no rules and take no time, so that they are perfect.
    const perfect = { h: 0, s: 0, sdg: 0, y: 0, z: 0 };
    const { relaxation } = noise;
    const timed = relaxation && {
      ...noise,
      relaxation: {
        ...relaxation,
        durations: { ...relaxation.durations, gateSeconds: { ...relaxation.durations.gateSeconds, ...perfect } },
      },
    };
    for (const operations of prepared) {
      const all = { ...circuit, operations: [...operations, gate("sx", [3])] };
      const observables = ["X", "Y", "Z"].map((letter) => ({ terms: [{ paulis: `${letter}III`, coefficient: 1 }] }));
      const [noisy, ideal] = [
        await engine.run(all, { seed: 1, observables, ...(timed && { noise: timed }) }),
        await engine.run(all, { seed: 1, observables }),
      ];
      const overlap = [0, 1, 2].reduce(
        (sum, k) => sum + (noisy.expectations?.[k] ?? 0) * (ideal.expectations?.[k] ?? 0),
        0,
      );
      fidelity += (1 + overlap) / 2 / prepared.length;
    }
    expect(1 - fidelity).toBeCloseTo(x?.error ?? 0, 10);
  });

  test("leaves what its decay does not explain to the depolarising error, and never less than nothing", () => {
    const lifetimes = fc.double({ min: 1e-5, max: 1e-3, noNaN: true });
    const anyQubit = fc
      .tuple(lifetimes, fc.double({ min: 0.01, max: 2, noNaN: true }))
      .map(([t1Seconds, ratio]) => ({ t1Seconds, t2Seconds: ratio * t1Seconds }));
    const anyPlace = fc.array(anyQubit, { minLength: 1, maxLength: 2 });
    fc.assert(
      fc.property(anyPlace, fc.double({ min: 0, max: 0.3, noNaN: true }), (qubits, error) => {
        const decay = decayError(68e-9, qubits);
        const rate = depolarisingRate(error, 68e-9, qubits);
        expect(rate >= 0 && rate <= 1).toBe(true);
        const found = 1 - ((1 - rate) * (1 - decay) + rate / 2 ** qubits.length);
        expect(found).toBeCloseTo(Math.max(error, decay), 12);
      }),
    );
  });
});

test("a model has rules for the gates of its circuit alone, and those that err alike share one", () => {
  const operations = [gate("sx", [1]), gate("x", [1]), gate("rz", [1], [2]), gate("cz", [2, 1]), gate("cz", [1, 2])];
  const { rules = [], readout } = noiseOf(calibration, device, { qubitCount: 3, clbitCount: 0, operations });
  expect(rules.map(({ gates, qubits }) => [gates, qubits])).toEqual([
    [["sx", "x"], [1]],
    [["cz"], [2, 1]],
    [["cz"], [1, 2]],
  ]);
  expect(rules[1]?.channel).toEqual(rules[2]?.channel);
  expect(readout).toHaveLength(3);
});
