import type { GateName } from "../../gates.ts";
import { type Basis, type StimStep, stimOperations } from "./operations.ts";
import type { StimFactor, StimOperation, StimTarget } from "./program.ts";

/** What an instruction is made of, one target at a time. */
export type StimElement =
  | { readonly kind: "gate"; readonly gate: GateName; readonly qubits: readonly number[] }
  /** Measures Z; the result is appended to the record, wrong with a probability, and inverted if so wanted. */
  | {
      readonly kind: "measure";
      readonly qubit: number;
      readonly isInverted: boolean;
      readonly errorProbability: number;
    }
  | { readonly kind: "reset"; readonly qubit: number }
  /** A Pauli gate where the result that is `back` results old is 1. */
  | { readonly kind: "feedback"; readonly back: number; readonly gate: "x" | "y" | "z"; readonly qubit: number }
  /** Each string of I, X, Y, Z strikes with its probability; letter j is for `qubits[j]`. */
  | {
      readonly kind: "noise";
      readonly qubits: readonly number[];
      readonly paulis: readonly (readonly [paulis: string, probability: number])[];
    }
  | { readonly kind: "detector"; readonly backs: readonly number[] }
  | { readonly kind: "observable"; readonly number: number; readonly backs: readonly number[] };

/** Takes an instruction of a program apart, in the order of time. Annotations are made of nothing. */
export function stimElements({ name, parameters, targets }: StimOperation): StimElement[] {
  const kind = stimOperations[name];
  switch (kind?.kind) {
    case "unitary":
      return kind.width === 1
        ? targets.flatMap((target) => gatesOf(kind.as, [qubitOf(target)]))
        : pairsOf(targets).flatMap((pair) => {
            const pauli = kind.controlled?.pauli;
            const control = pair.findIndex((target) => typeof target === "object" && target.kind === "record");
            const bit = pair[control];
            if (pauli === undefined || typeof bit !== "object" || bit.kind !== "record") {
              return gatesOf(kind.as, pair.map(qubitOf));
            }
            const other = pair[1 - control] ?? bit;
            // Both may be results, which changes no qubit.
            if (typeof other !== "number") return [];
            return [{ kind: "feedback", back: bit.back, gate: letterOf(pauli), qubit: other } as const];
          });
    case "measure": {
      const [errorProbability = 0] = parameters;
      const groups = kind.per === "qubit" ? targets.map((target) => [target]) : pairsOf(targets);
      return groups.flatMap((group) => {
        const factors = group.map((target) => ({ pauli: kind.basis, qubit: qubitOf(target) }));
        const isInverted = group.filter((target) => typeof target === "object").length % 2 === 1;
        return measured(factors, isInverted, errorProbability, kind.isReset);
      });
    }
    case "measureProducts": {
      const [errorProbability = 0] = parameters;
      return targets.flatMap((target) =>
        typeof target === "object" && target.kind === "paulis"
          ? measured(target.factors, target.isInverted, errorProbability, false)
          : [],
      );
    }
    case "reset":
      return targets.flatMap((target) => {
        const qubit = qubitOf(target);
        return [{ kind: "reset", qubit } as const, ...fromZ(kind.basis, qubit)];
      });
    case "noise": {
      const paulis = kind.weights(parameters);
      const groups = kind.width === 1 ? targets.map((target) => [target]) : pairsOf(targets);
      return groups.map((group) => ({ kind: "noise", qubits: group.map(qubitOf), paulis }));
    }
    case "correlatedError": {
      const factors = targets.flatMap((target) =>
        typeof target === "object" && target.kind === "paulis" ? target.factors : [],
      );
      if (factors.length === 0) return [];
      const paulis = factors.map(({ pauli }) => pauli).join("");
      return [{ kind: "noise", qubits: factors.map(({ qubit }) => qubit), paulis: [[paulis, parameters[0] ?? 0]] }];
    }
    case "detector":
      return [{ kind: "detector", backs: targets.map(backOf) }];
    case "observable":
      return [{ kind: "observable", number: parameters[0] ?? 0, backs: targets.map(backOf) }];
    default:
      return [];
  }
}

/** A product is measured on its first qubit, to which the others are added. */
function measured(
  factors: readonly StimFactor[],
  isInverted: boolean,
  errorProbability: number,
  isReset: boolean,
): StimElement[] {
  const [first, ...others] = factors;
  if (!first) return [];
  const { qubit } = first;
  const gather = others.map((other) => gateOn("cx", [other.qubit, qubit]));
  return [
    ...factors.flatMap((factor) => toZ(factor.pauli, factor.qubit)),
    ...gather,
    { kind: "measure", qubit, isInverted, errorProbability },
    ...(isReset ? [{ kind: "reset", qubit } as const] : []),
    ...gather.toReversed(),
    ...factors.flatMap((factor) => fromZ(factor.pauli, factor.qubit)),
  ];
}

const gateOn = (gate: GateName, qubits: readonly number[]): StimElement => ({ kind: "gate", gate, qubits });

/** Turns a Pauli into Z: √X makes Z of Y. */
const toZ = (basis: Basis, qubit: number): StimElement[] =>
  basis === "Z" ? [] : [gateOn(basis === "X" ? "h" : "sx", [qubit])];
const fromZ = (basis: Basis, qubit: number): StimElement[] =>
  basis === "Z" ? [] : [gateOn(basis === "X" ? "h" : "sxdg", [qubit])];

const gatesOf = (steps: readonly StimStep[], qubits: readonly number[]): StimElement[] =>
  steps.map(({ gate, on }) =>
    gateOn(
      gate,
      on.map((position) => qubits[position] ?? 0),
    ),
  );

const letterOf = (pauli: Basis) => ({ X: "x", Y: "y", Z: "z" })[pauli] as "x" | "y" | "z";

function pairsOf(targets: readonly StimTarget[]): StimTarget[][] {
  return Array.from({ length: targets.length / 2 }, (_, k) => targets.slice(2 * k, 2 * k + 2));
}

function qubitOf(target: StimTarget): number {
  if (typeof target === "number") return target;
  if (target.kind === "inverted") return target.qubit;
  throw new RangeError("A program of readStim has qubits here.");
}

function backOf(target: StimTarget): number {
  if (typeof target === "object" && target.kind === "record") return target.back;
  throw new RangeError("A program of readStim has results here.");
}
