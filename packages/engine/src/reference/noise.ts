import { cos, exp, sin } from "@naru/base";
import { gates } from "@naru/circuit";
import type { NoiseChannel, NoiseModel, NoiseRule } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type Density, decayed, depolarised, mixedBy, turnedBy } from "./density.ts";

/** The operands of a step, further controls first. */
export const operandsOfStep = (step: UnitaryStep): readonly number[] => [
  ...((step.kind === "gate" && step.controls) || []),
  ...step.qubits,
];

/** Whether a step goes by the name of its gate: no unitary, no further controls. */
const plainName = (step: UnitaryStep) => (step.kind === "gate" && !step.controls?.length ? step.gate : undefined);

/** How long a gate takes. */
export function secondsOf(step: UnitaryStep, noise: NoiseModel): number {
  if (!noise.relaxation) return 0;
  const { oneQubitSeconds, twoQubitSeconds, gateSeconds = {} } = noise.relaxation.durations;
  const width = operandsOfStep(step).length;
  if (width > 2) return (noise.wideGateErrors ?? 0) * twoQubitSeconds;
  const name = plainName(step);
  return (name && gateSeconds[name]) ?? (width === 1 ? oneQubitSeconds : twoQubitSeconds);
}

/** Everything that follows a gate but decay, in order: which qubits, and what happens to them. */
export function errorsAfter(
  step: UnitaryStep,
  noise: NoiseModel,
): readonly { readonly qubits: readonly number[]; readonly apply: (density: Density) => Density }[] {
  const operands = operandsOfStep(step);
  const name = plainName(step);
  const ofWidth = operands.length === 1 ? noise.oneQubitRate : noise.twoQubitRate;
  const rate = (name && noise.gateRates?.[name]) ?? ofWidth;
  const wide = Array.from({ length: noise.wideGateErrors ?? 0 }, (_, k) => k % (operands.length - 1));
  const struck = operands.length <= 2 ? [operands] : wide.map((first) => operands.slice(first, first + 2));
  return [
    ...struck.map((qubits) => ({ qubits, apply: (density: Density) => depolarised(density, qubits, rate) })),
    ...(noise.rules ?? [])
      .filter((rule) => follows(rule, step, operands))
      .flatMap(({ on, channel }) =>
        placesOf(channel, on, operands).map((qubits) => ({
          qubits,
          apply: (density: Density) => afterChannel(density, qubits, channel),
        })),
      ),
  ];
}

function follows(rule: NoiseRule, step: UnitaryStep, operands: readonly number[]): boolean {
  const name = step.kind === "unitary" ? "unitary" : plainName(step);
  return (
    (rule.gates === undefined || (name !== undefined && rule.gates.includes(name))) &&
    (rule.width === undefined || rule.width === operands.length) &&
    (rule.qubits === undefined || rule.qubits.join() === operands.join())
  );
}

function placesOf(channel: NoiseChannel, on: readonly number[] | undefined, operands: readonly number[]) {
  if (on) return [on];
  if (qubitsOf(channel) === 1) return operands.map((qubit) => [qubit]);
  return operands.length === 2 ? [operands] : [];
}

function qubitsOf(channel: NoiseChannel): number {
  switch (channel.kind) {
    case "pauli":
      return Object.keys(channel.probabilities)[0]?.length ?? 1;
    case "rotation":
      return channel.paulis.length;
    case "depolarising":
      return channel.width;
    case "kraus":
      return channel.matrices[0]?.length === 8 ? 1 : 2;
    default:
      return 1;
  }
}

function afterChannel(density: Density, qubits: readonly number[], channel: NoiseChannel): Density {
  const [qubit] = qubits;
  switch (channel.kind) {
    case "pauli": {
      const strings = Object.entries(channel.probabilities).filter(([paulis]) => !/^I+$/.test(paulis));
      const none = 1 - strings.reduce((sum, [, probability]) => sum + probability, 0);
      return mixedBy(density, qubits, [
        [none, stringMatrix("I".repeat(qubits.length))],
        ...strings.map(([paulis, probability]) => [probability, stringMatrix(paulis)] as const),
      ]);
    }
    case "depolarising":
      return depolarised(density, qubits, channel.rate);
    case "amplitudeDamping": {
      const kept = 1 - channel.probability;
      return decayed(density, qubit, kept, Math.sqrt(kept), channel.excitedPopulation ?? 0);
    }
    case "phaseDamping":
      return decayed(density, qubit, 1, Math.sqrt(1 - channel.probability), 0);
    case "thermalRelaxation": {
      const { t1Seconds, t2Seconds, seconds, excitedPopulation = 0 } = channel;
      const [population, coherence] = [exp(-seconds / t1Seconds), exp(-seconds / t2Seconds)];
      return decayed(density, qubit, population, coherence, excitedPopulation);
    }
    case "rotation": {
      const [c, s] = [cos(channel.angleRadians / 2), sin(channel.angleRadians / 2)];
      const identity = stringMatrix("I".repeat(channel.paulis.length));
      const pauli = stringMatrix(channel.paulis);
      // c·1 − i·s·P: (re, im) of −i·z are (im, −re).
      const matrix = identity.map((part, i) => c * part + s * (i % 2 === 0 ? pauli[i + 1] : -pauli[i - 1]));
      return turnedBy(density, qubits, matrix);
    }
    case "kraus":
      return mixedBy(
        density,
        qubits,
        channel.matrices.map((matrix) => [1, matrix] as const),
      );
  }
}

/** The matrix of a Pauli string whose first letter belongs to the low bit. */
function stringMatrix(paulis: string): readonly number[] {
  const letters = { I: "id", X: "x", Y: "y", Z: "z" } as const;
  const [low = [], high] = [...paulis].map((letter) => gates[letters[letter as keyof typeof letters]].matrix([]));
  if (!high) return low;
  const matrix: number[] = [];
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const a = 2 * (2 * (row & 1) + (column & 1));
      const b = 2 * (2 * (row >> 1) + (column >> 1));
      matrix.push(low[a] * high[b] - low[a + 1] * high[b + 1], low[a] * high[b + 1] + low[a + 1] * high[b]);
    }
  }
  return matrix;
}
