import type { StimKind } from "./operations.ts";
import type { StimOperation, StimTarget } from "./program.ts";

/** Observables are few; a large number is a mistake, and would take memory. */
const mostObservables = 65_535;

/** What is wrong with the parameters and targets of an instruction, as a clause, or undefined. */
export function problemOf(operation: StimOperation, kind: StimKind): string | undefined {
  const { name, parameters, targets } = operation;
  const unless = (isRight: (target: StimTarget) => boolean, what: string) =>
    targets.every(isRight) ? undefined : `${name} takes ${what}`;
  switch (kind.kind) {
    case "unitary":
      return (
        countProblem(operation, 0, 0) ??
        (kind.width === 2 ? pairProblem(operation) : undefined) ??
        (kind.controlled ? controlProblem(operation, kind.controlled.control) : unless(isQubit, "qubits"))
      );
    case "measure":
      return (
        probabilityProblem(operation, 0, 1) ??
        unless(isMeasured, "qubits, such as 3 or !3") ??
        (kind.per === "pair" ? pairProblem(operation) : undefined)
      );
    case "measureProducts":
      return probabilityProblem(operation, 0, 1) ?? unless(isProduct, "products of Paulis, such as X1*Z2");
    case "reset":
      return countProblem(operation, 0, 0) ?? unless(isQubit, "qubits");
    case "noise":
      return (
        probabilityProblem(operation, kind.parameterCount, kind.parameterCount) ??
        unless(isQubit, "qubits") ??
        (kind.width === 2 ? pairProblem(operation) : undefined)
      );
    case "correlatedError":
      return probabilityProblem(operation, 1, 1) ?? unless(isPauli, "Paulis such as X1 Z2") ?? repeatProblem(operation);
    case "detector":
      return unless(isRecord, "results such as rec[-1]");
    case "observable": {
      const [number = -1] = parameters;
      if (!Number.isInteger(number) || number < 0 || number > mostObservables) {
        return `an observable has a whole number from 0 to ${mostObservables}, not ${number}`;
      }
      return countProblem(operation, 1, 1) ?? unless(isRecord, "results such as rec[-1]");
    }
    case "annotation":
      if (kind.takes === "nothing") return unless(() => false, "no targets");
      return unless(isQubit, "qubits") ?? (kind.takes === "pairs" ? pairProblem(operation) : undefined);
  }
}

const isQubit = (target: StimTarget) => typeof target === "number";
const isMeasured = (target: StimTarget) => typeof target === "number" || target.kind === "inverted";
const isProduct = (target: StimTarget) => typeof target === "object" && target.kind === "paulis";
const isRecord = (target: StimTarget) => typeof target === "object" && target.kind === "record";
const isPauli = (target: StimTarget) =>
  typeof target === "object" && target.kind === "paulis" && target.factors.length === 1 && !target.isInverted;

function controlProblem({ name, targets }: StimOperation, control: 0 | 1 | "either"): string | undefined {
  const isRight = (target: StimTarget, position: number) =>
    typeof target === "number" || (target.kind === "record" && (control === "either" || control === position % 2));
  return targets.every(isRight) ? undefined : `${name} takes qubits, and a result only as its control`;
}

function pairProblem({ name, targets }: StimOperation): string | undefined {
  if (targets.length % 2 !== 0) return `${name} acts on pairs, and one target is left over`;
  for (let k = 0; k < targets.length; k += 2) {
    const [a, b] = [targets[k], targets[k + 1]].map((target) =>
      typeof target === "object" && target.kind === "inverted" ? target.qubit : target,
    );
    if (typeof a === "number" && a === b) return `${name} acts on two different qubits, not on ${a} twice`;
  }
  return undefined;
}

function repeatProblem({ name, targets }: StimOperation): string | undefined {
  const qubits = targets.flatMap((target) =>
    typeof target === "object" && target.kind === "paulis" ? target.factors.map(({ qubit }) => qubit) : [],
  );
  if (new Set(qubits).size < qubits.length) return `${name} names a qubit twice; multiply its Paulis yourself`;
  return qubits.length <= mostCorrelated ? undefined : `${name} strikes ${mostCorrelated} qubits at most`;
}

/** As many Paulis as fit into a number. */
const mostCorrelated = 15;

function countProblem({ name, parameters }: StimOperation, least: number, most: number): string | undefined {
  if (parameters.length >= least && parameters.length <= most) return undefined;
  const expected = least === most ? `${least}` : `${least} to ${most}`;
  return `${name} takes ${expected} numbers in parentheses, not ${parameters.length}`;
}

function probabilityProblem(operation: StimOperation, least: number, most: number): string | undefined {
  const { name, parameters } = operation;
  const odd = parameters.find((probability) => !(probability >= 0 && probability <= 1));
  if (odd !== undefined) return `${odd} of ${name} is no probability; write a number from 0 to 1`;
  const total = parameters.reduce((sum, probability) => sum + probability, 0);
  if (total > 1 + 1e-9) return `the probabilities of ${name} add up to more than 1`;
  return countProblem(operation, least, most);
}
