import { InvalidInputError } from "@naru/base";
import { expect, test } from "vitest";
import type { NoiseChannel, NoiseModel, Relaxation } from "../noise-model.ts";
import { checkNoise } from "./check.ts";

const silent: NoiseModel = { oneQubitRate: 0, twoQubitRate: 0 };
const ofChannel = (channel: NoiseChannel): NoiseModel => ({ ...silent, rules: [{ channel }] });
const durations = { oneQubitSeconds: 1e-8, twoQubitSeconds: 1e-7 };
const ofRelaxation = (changes: Partial<Relaxation>): NoiseModel => ({
  ...silent,
  relaxation: { t1Seconds: 1e-4, t2Seconds: 2e-4, durations, ...changes },
});
const half = [Math.SQRT1_2, 0, 0, 0, 0, 0, Math.SQRT1_2, 0];

test.each<[string, NoiseModel]>([
  ["rates", { oneQubitRate: 1, twoQubitRate: 0.5, gateRates: { x: 0 }, wideGateErrors: 0 }],
  ["Paulis", ofChannel({ kind: "pauli", probabilities: { X: 0.5, Y: 0.5 } })],
  ["the identity among Paulis", ofChannel({ kind: "pauli", probabilities: { II: 0.9, XZ: 0.1 } })],
  ["T2 of twice T1", ofRelaxation({ idle: true, excitedPopulation: [0, 0.1, 1] })],
  ["Kraus operators", ofChannel({ kind: "kraus", matrices: [half, half] })],
  [
    "a channel beside the gate",
    { ...silent, rules: [{ width: 2, on: [2], channel: { kind: "phaseDamping", probability: 1 } }] },
  ],
  ["groups of readout", { ...silent, correlatedReadout: [{ qubits: [1], matrix: [0.9, 0.2, 0.1, 0.8] }] }],
])("sound: %s", (_, model) => {
  expect(() => checkNoise(model, 3)).not.toThrow();
});

test.each<[string, NoiseModel]>([
  ["the rate -0.1", { oneQubitRate: -0.1, twoQubitRate: 0 }],
  ["the rate NaN", { ...silent, gateRates: { cx: Number.NaN } }],
  ["0.5 errors for a wide gate", { ...silent, wideGateErrors: 0.5 }],
  ["misreads with the probability 2", { ...silent, readout: { oneGivenZero: 2, zeroGivenOne: 0 } }],
  [
    "the readout errors of 1 qubits, and the circuit has 3",
    { ...silent, readout: [{ oneGivenZero: 0, zeroGivenOne: 0 }] },
  ],
  ["add up to 1.2", ofChannel({ kind: "pauli", probabilities: { X: 0.6, Z: 0.6 } })],
  ["instead of 1; leave I out", ofChannel({ kind: "pauli", probabilities: { I: 0.5, Z: 0.1 } })],
  ['the Pauli string "x"', ofChannel({ kind: "pauli", probabilities: { x: 0.1 } })],
  ["different lengths", ofChannel({ kind: "pauli", probabilities: { X: 0.1, XX: 0.1 } })],
  ["depolarises 3 qubits", ofChannel({ kind: "depolarising", width: 3 as 2, rate: 0.1 })],
  ["the probability 1.5", ofChannel({ kind: "amplitudeDamping", probability: 1.5 })],
  ["the probability -1", ofChannel({ kind: "amplitudeDamping", probability: 0.5, excitedPopulation: -1 })],
  ["a T2 of 3 s", ofChannel({ kind: "thermalRelaxation", t1Seconds: 1, t2Seconds: 3, seconds: 1 })],
  ["a T1 of 0 s", ofChannel({ kind: "thermalRelaxation", t1Seconds: 0, t2Seconds: 0, seconds: 1 })],
  ["lasts -1 s", ofChannel({ kind: "thermalRelaxation", t1Seconds: 1, t2Seconds: 1, seconds: -1 })],
  ["rotates by Infinity", ofChannel({ kind: "rotation", paulis: "X", angleRadians: Number.POSITIVE_INFINITY })],
  ['rotates about "XYZ"', ofChannel({ kind: "rotation", paulis: "XYZ", angleRadians: 1 })],
  ["do not keep the trace", ofChannel({ kind: "kraus", matrices: [half] })],
  ["not on one qubit or two", ofChannel({ kind: "kraus", matrices: [[1, 0]] })],
  ["not finite", ofChannel({ kind: "kraus", matrices: [half.map(() => Number.NaN)] })],
  ["unknown kind", ofChannel({ kind: "magic" } as unknown as NoiseChannel)],
  ["names qubit 3", { ...silent, rules: [{ qubits: [3], channel: { kind: "phaseDamping", probability: 0 } }] }],
  [
    "names a qubit twice",
    { ...silent, rules: [{ on: [1, 1], channel: { kind: "rotation", paulis: "ZZ", angleRadians: 1 } }] },
  ],
  [
    "acts on 1 qubits with a channel on 2",
    { ...silent, rules: [{ on: [1], channel: { kind: "rotation", paulis: "ZZ", angleRadians: 1 } }] },
  ],
  [
    "follows gates on 1 qubits with a channel on two",
    { ...silent, rules: [{ width: 1, channel: { kind: "rotation", paulis: "ZZ", angleRadians: 1 } }] },
  ],
  ["figures of 2 qubits, and the circuit has 3", ofRelaxation({ t1Seconds: [1, 1] })],
  ["a T2 of 2 s, and with a T1 of 0.5 s", ofRelaxation({ t1Seconds: [1, 1, 0.5], t2Seconds: 2 })],
  ["an operation that lasts NaN s", ofRelaxation({ durations: { ...durations, measureSeconds: Number.NaN } })],
  ["column 1 adds up to 0.9", { ...silent, correlatedReadout: [{ qubits: [1], matrix: [1, 0, 0, 0.9] }] }],
  ["of 2 numbers, and it takes 4", { ...silent, correlatedReadout: [{ qubits: [1], matrix: [1, 0] }] }],
  [
    "a qubit twice in its groups",
    { ...silent, correlatedReadout: [1, 1].map((q) => ({ qubits: [q], matrix: [1, 0, 0, 1] })) },
  ],
])("refused with the reason: %s", (reason, model) => {
  expect(() => checkNoise(model, 3)).toThrow(InvalidInputError);
  expect(() => checkNoise(model, 3)).toThrow(reason);
});
