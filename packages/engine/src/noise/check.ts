import { hypot, InvalidInputError } from "@naru/base";
import type { NoiseChannel, NoiseModel, Relaxation } from "../noise-model.ts";
import { qubitsOfMatrix, widthOf } from "./channel.ts";

/** How far Σ K†K may be from 1, and sums of probabilities above 1. */
const tolerance = 1e-9;
/** A matrix of readings has 4^k entries. */
const widestGroup = 8;

/** Throws InvalidInputError unless the model is sound for circuits of `qubitCount` qubits. */
export function checkNoise(noise: NoiseModel, qubitCount: number): void {
  const fault = faultOfNoise(noise, qubitCount);
  if (fault !== undefined) {
    throw new InvalidInputError(`The noise model cannot be used: it ${fault}. Correct it and send it again.`);
  }
}

/** What is wrong with a model, as a clause that can follow "it", or undefined. */
export function faultOfNoise(noise: NoiseModel, qubitCount: number): string | undefined {
  return (
    faultOfRates(noise) ??
    faultOfReadout(noise, qubitCount) ??
    first(noise.rules ?? [], (rule, i) => {
      const fault = faultOfChannel(rule.channel) ?? faultOfRule(rule, qubitCount);
      return fault && `has a rule (number ${i}) that ${fault}`;
    }) ??
    (noise.relaxation && faultOfRelaxation(noise.relaxation, qubitCount))
  );
}

function first<Item>(items: readonly Item[], faultOf: (item: Item, i: number) => string | undefined) {
  for (const [i, item] of items.entries()) {
    const fault = faultOf(item, i);
    if (fault) return fault;
  }
  return undefined;
}

const isProbability = (value: number): boolean => value >= 0 && value <= 1;
const isDuration = (value: number): boolean => value >= 0 && Number.isFinite(value);
const isQubit = (qubit: number, qubitCount: number): boolean =>
  Number.isInteger(qubit) && qubit >= 0 && qubit < qubitCount;

function faultOfRates({ oneQubitRate, twoQubitRate, gateRates, wideGateErrors }: NoiseModel): string | undefined {
  const odd = [oneQubitRate, twoQubitRate, ...Object.values(gateRates ?? {})].find((rate) => !isProbability(rate));
  if (odd !== undefined) return `has the rate ${odd}, and rates lie between 0 and 1`;
  if (wideGateErrors === undefined || (Number.isInteger(wideGateErrors) && wideGateErrors >= 0)) return undefined;
  return `has ${wideGateErrors} errors for a wide gate, and that is a whole number`;
}

function faultOfReadout({ readout, correlatedReadout = [] }: NoiseModel, qubitCount: number): string | undefined {
  const errors = readout === undefined ? [] : "oneGivenZero" in readout ? [readout] : readout;
  const odd = errors.flatMap((e) => [e.oneGivenZero, e.zeroGivenOne]).find((value) => !isProbability(value));
  if (odd !== undefined) return `misreads with the probability ${odd}, and probabilities lie between 0 and 1`;
  if (Array.isArray(readout) && errors.length < qubitCount) {
    return `has the readout errors of ${errors.length} qubits, and the circuit has ${qubitCount}`;
  }
  const grouped = correlatedReadout.flatMap(({ qubits }) => qubits);
  if (new Set(grouped).size < grouped.length) return "has a qubit twice in its groups of correlated readout";
  return first(correlatedReadout, ({ qubits, matrix }, i) => {
    const name = `a group of correlated readout (number ${i})`;
    if (qubits.length === 0 || qubits.length > widestGroup) {
      return `has ${name} of ${qubits.length} qubits, and groups have 1 to ${widestGroup}`;
    }
    const strange = qubits.find((qubit) => !isQubit(qubit, qubitCount));
    if (strange !== undefined) return `has ${name} with qubit ${strange}, and the circuit has ${qubitCount}`;
    const size = 2 ** qubits.length;
    if (matrix.length !== size * size) return `has ${name} of ${matrix.length} numbers, and it takes ${size * size}`;
    if (!matrix.every(isProbability)) return `has ${name} with a number that is no probability`;
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let row = 0; row < size; row++) sum += matrix[row * size + column];
      if (Math.abs(sum - 1) > tolerance) {
        return `has ${name} whose column ${column} adds up to ${sum} instead of 1`;
      }
    }
    return undefined;
  });
}

function faultOfRule(
  { width, qubits, on, channel }: NonNullable<NoiseModel["rules"]>[number],
  qubitCount: number,
): string | undefined {
  const channelWidth = widthOf(channel);
  for (const list of [qubits, on]) {
    const strange = list?.find((qubit) => !isQubit(qubit, qubitCount));
    if (strange !== undefined) return `names qubit ${strange}, and the circuit has ${qubitCount}`;
    if (list && new Set(list).size < list.length) return "names a qubit twice";
  }
  if (on && on.length !== channelWidth) return `acts on ${on.length} qubits with a channel on ${channelWidth}`;
  if (width !== undefined && !(Number.isInteger(width) && width > 0)) return `follows gates on ${width} qubits`;
  if (width !== undefined && qubits && width !== qubits.length) {
    return `follows gates on ${width} qubits and names ${qubits.length} of them`;
  }
  const gateWidth = width ?? qubits?.length;
  if (!on && channelWidth === 2 && gateWidth !== undefined && gateWidth !== 2) {
    return `follows gates on ${gateWidth} qubits with a channel on two; say in \`on\` which they are`;
  }
  return undefined;
}

function faultOfChannel(channel: NoiseChannel): string | undefined {
  switch (channel.kind) {
    case "pauli":
      return faultOfPaulis(channel.probabilities);
    case "depolarising":
      if (channel.width !== 1 && channel.width !== 2) return `depolarises ${channel.width} qubits, and it is 1 or 2`;
      return isProbability(channel.rate) ? undefined : `has the rate ${channel.rate}, and rates lie between 0 and 1`;
    case "amplitudeDamping":
      return faultOfProbabilities(channel.probability, channel.excitedPopulation ?? 0);
    case "phaseDamping":
      return faultOfProbabilities(channel.probability);
    case "thermalRelaxation": {
      const { t1Seconds, t2Seconds, seconds, excitedPopulation = 0 } = channel;
      if (!isDuration(seconds)) return `lasts ${seconds} s, and times are finite and not negative`;
      return faultOfDecay(t1Seconds, t2Seconds, excitedPopulation);
    }
    case "rotation":
      if (!/^[IXYZ]{1,2}$/.test(channel.paulis))
        return `rotates about "${channel.paulis}"; write one or two of I, X, Y, Z`;
      return Number.isFinite(channel.angleRadians) ? undefined : `rotates by ${channel.angleRadians}`;
    case "kraus":
      return faultOfKraus(channel.matrices);
    default:
      return `has a channel of the unknown kind "${(channel as { readonly kind: unknown }).kind}"`;
  }
}

function faultOfProbabilities(...values: readonly number[]): string | undefined {
  const odd = values.find((value) => !isProbability(value));
  return odd === undefined ? undefined : `has the probability ${odd}, and probabilities lie between 0 and 1`;
}

function faultOfPaulis(probabilities: Readonly<Record<string, number>>): string | undefined {
  const strings = Object.keys(probabilities);
  const odd = strings.find((paulis) => !/^[IXYZ]{1,2}$/.test(paulis));
  if (odd !== undefined) return `has the Pauli string "${odd}"; write one or two of I, X, Y, Z`;
  if (strings.some((paulis) => paulis.length !== strings[0]?.length)) return "has Pauli strings of different lengths";
  const values = Object.values(probabilities);
  const fault = faultOfProbabilities(...values);
  if (fault) return fault;
  const sum = values.reduce((total, value) => total + value, 0);
  if (sum > 1 + tolerance) return `has probabilities that add up to ${sum}, and that is 1 at most`;
  const [identity] = strings.filter((paulis) => /^I+$/.test(paulis));
  if (identity === undefined || Math.abs(sum - 1) <= tolerance) return undefined;
  return `says how likely ${identity} is, but its probabilities add up to ${sum} instead of 1; leave ${identity} out`;
}

function faultOfKraus(matrices: readonly (readonly number[])[]): string | undefined {
  const width = qubitsOfMatrix(matrices[0] ?? []);
  if (width !== 1 && width !== 2) return "has Kraus operators that are not on one qubit or two";
  if (matrices.some((matrix) => matrix.length !== matrices[0]?.length)) return "has Kraus operators of different sizes";
  if (!matrices.every((matrix) => matrix.every(Number.isFinite)))
    return "has a Kraus operator with a number that is not finite";
  const size = 2 ** width;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [re, im] = [row === column ? -1 : 0, 0]; // of Σ K†K − 1
      for (const matrix of matrices) {
        for (let k = 0; k < size; k++) {
          const a = 2 * (k * size + row);
          const b = 2 * (k * size + column);
          re += matrix[a] * matrix[b] + matrix[a + 1] * matrix[b + 1];
          im += matrix[a] * matrix[b + 1] - matrix[a + 1] * matrix[b];
        }
      }
      const error = hypot(re, im);
      if (error > tolerance)
        return `has Kraus operators that do not keep the trace: Σ K†K is off by ${error.toExponential(1)}`;
    }
  }
  return undefined;
}

function faultOfDecay(t1Seconds: number, t2Seconds: number, excitedPopulation: number): string | undefined {
  for (const [name, value] of [
    ["T1", t1Seconds],
    ["T2", t2Seconds],
  ] as const) {
    if (!(value > 0 && Number.isFinite(value))) return `has a ${name} of ${value} s, and it is above 0 and finite`;
  }
  if (t2Seconds > 2 * t1Seconds * (1 + tolerance)) {
    return `has a T2 of ${t2Seconds} s, and with a T1 of ${t1Seconds} s it is ${2 * t1Seconds} s at most`;
  }
  return faultOfProbabilities(excitedPopulation);
}

function faultOfRelaxation(relaxation: Relaxation, qubitCount: number): string | undefined {
  const { t1Seconds, t2Seconds, excitedPopulation = 0, durations } = relaxation;
  for (const figure of [t1Seconds, t2Seconds, excitedPopulation]) {
    if (typeof figure !== "number" && figure.length < qubitCount) {
      return `has relaxation figures of ${figure.length} qubits, and the circuit has ${qubitCount}`;
    }
  }
  const { oneQubitSeconds, twoQubitSeconds, gateSeconds = {}, measureSeconds = 0, resetSeconds = 0 } = durations;
  const times = [oneQubitSeconds, twoQubitSeconds, measureSeconds, resetSeconds, ...Object.values(gateSeconds)];
  const odd = times.find((seconds) => !isDuration(seconds));
  if (odd !== undefined) return `has an operation that lasts ${odd} s, and times are finite and not negative`;
  for (let qubit = 0; qubit < qubitCount; qubit++) {
    const of = (figure: number | readonly number[]) => (typeof figure === "number" ? figure : figure[qubit]);
    const fault = faultOfDecay(of(t1Seconds), of(t2Seconds), of(excitedPopulation));
    if (fault) return fault;
  }
  return undefined;
}
