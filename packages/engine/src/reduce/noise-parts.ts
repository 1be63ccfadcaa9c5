import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel, NoiseRule, Relaxation } from "../noise-model.ts";
import { noSpectators, type Spectators } from "./light-cone.ts";

/**
 * Where noise reaches beyond the qubits that an operation acts on: the qubits that a rule names for a gate, and those that
 * are misread together with a measured one. Null when the circuit is not to be taken apart under this model: decay of
 * waiting qubits follows from the schedule of all operations, and which qubits of a group are read together from what
 * stands between their measurements, those of qubits and bits that are written again included.
 */
export function spectatorsOf(noise: NoiseModel, circuit: Circuit): Spectators | null {
  if (noise.relaxation?.idle) return null;
  const groups = noise.correlatedReadout ?? [];
  if (groups.length > 0 && !isOneReading(circuit.operations)) return null;
  const rules = (noise.rules ?? []).filter(({ on }) => on);
  if (rules.length + groups.length === 0) return noSpectators;
  return (operation) => {
    if (operation.kind === "measure") {
      return groups.find(({ qubits }) => qubits.includes(operation.qubit))?.qubits ?? none;
    }
    if (operation.kind !== "gate" && operation.kind !== "unitary") return none;
    return rules.flatMap((rule) => (mayFit(rule, operation) ? (rule.on ?? none) : none));
  };
}

const none: readonly number[] = [];

/** Whether all measurements stand together at the end, each of another qubit and into another bit. */
function isOneReading(operations: readonly Operation[]): boolean {
  const first = operations.findIndex(({ kind }) => kind === "measure" || kind === "if");
  if (first < 0) return true;
  const qubits = new Set<number>();
  const bits = new Set<number>();
  for (const operation of operations.slice(first)) {
    if (operation.kind === "barrier") continue;
    if (operation.kind !== "measure") return false;
    const { qubit, clbit } = operation;
    if (qubits.has(qubit) || bits.has(clbit)) return false;
    qubits.add(qubit);
    bits.add(clbit);
  }
  return true;
}

/** Whether a rule can follow a gate, by width and qubits; names are not looked at, which errs towards yes. */
function mayFit({ width, qubits }: NoiseRule, operation: Operation & { kind: "gate" | "unitary" }): boolean {
  const operands = operandsOf(operation);
  if (width !== undefined && width !== operands.length) return false;
  return !qubits || (qubits.length === operands.length && qubits.every((qubit, k) => qubit === operands[k]));
}

/** The model for a part of a circuit whose qubit k is `qubits[k]` of the circuit that the model is for. */
export function noiseOfQubits(noise: NoiseModel, qubits: readonly number[]): NoiseModel {
  const places = new Map(qubits.map((qubit, k) => [qubit, k] as const));
  const placed = (named: readonly number[]) => named.map((qubit) => places.get(qubit) ?? -1);
  const isInside = (named: readonly number[] | undefined) => !named || named.every((qubit) => places.has(qubit));
  const { readout, rules, relaxation, correlatedReadout } = noise;
  return {
    ...noise,
    ...(readout && { readout: "oneGivenZero" in readout ? readout : qubits.map((qubit) => readout[qubit]) }),
    ...(rules && {
      rules: rules
        .filter((rule) => isInside(rule.qubits) && isInside(rule.on))
        .map((rule) => ({
          ...rule,
          ...(rule.qubits && { qubits: placed(rule.qubits) }),
          ...(rule.on && { on: placed(rule.on) }),
        })),
    }),
    ...(relaxation && { relaxation: relaxationOf(relaxation, qubits) }),
    ...(correlatedReadout && {
      correlatedReadout: correlatedReadout
        .filter((group) => isInside(group.qubits))
        .map((group) => ({ ...group, qubits: placed(group.qubits) })),
    }),
  };
}

function relaxationOf(relaxation: Relaxation, qubits: readonly number[]): Relaxation {
  const pick = (figure: number | readonly number[]) =>
    typeof figure === "number" ? figure : qubits.map((qubit) => figure[qubit]);
  const { t1Seconds, t2Seconds, excitedPopulation } = relaxation;
  return {
    ...relaxation,
    t1Seconds: pick(t1Seconds),
    t2Seconds: pick(t2Seconds),
    ...(excitedPopulation !== undefined && { excitedPopulation: pick(excitedPopulation) }),
  };
}
