import { exp, log } from "@naru/base";
import { pauliRotation } from "../../build.ts";
import type { QpyEvolution, QpyPauliTerm } from "./model.ts";
import type { Step } from "./step.ts";

/** e^{−iθ/2 · P}: the letters P act on the instruction's qubits. */
export interface Rotation {
  readonly letters: string;
  readonly qubits: readonly number[];
  readonly angle: number;
}

/** What a synthesis asks for, or why nothing here does it. */
export interface Formula {
  readonly order: number;
  readonly repetitions: number;
}

/** The product formula that Qiskit's synthesis stands for, or undefined for those that draw at random or use matrices. */
export function formulaOf({ synthesis: { className, settings } }: QpyEvolution): Formula | undefined {
  const known: Readonly<Record<string, unknown>> = { LieTrotter: 1, SuzukiTrotter: settings.order ?? 2 };
  const order = Object.hasOwn(known, className) ? known[className] : undefined;
  const repetitions = settings.reps ?? 1;
  if (typeof order !== "number" || !(order === 1 || (order % 2 === 0 && order >= 2 && order <= 12))) return undefined;
  if (typeof repetitions !== "number" || !Number.isInteger(repetitions) || repetitions < 1) return undefined;
  return { order, repetitions };
}

/** How many rotations a formula has for so many terms. */
export const sizeOf = ({ order, repetitions }: Formula, terms: number): number =>
  repetitions * terms * (order === 1 ? 1 : 2 * 5 ** (order / 2 - 1));

/**
 * The rotations of an evolution over `time`, in order. One operator is split into its terms, of several each is a group
 * that stays together. M. Suzuki, "Fractal decomposition of exponential operators", Phys. Lett. A 146, 319 (1990).
 */
export function rotationsOf(evolution: QpyEvolution, time: number, { order, repetitions }: Formula): Rotation[] {
  const rotations = (terms: readonly QpyPauliTerm[]): Rotation[] =>
    terms.flatMap(withoutProjectors).map(({ letters, qubits, re }) => ({
      letters,
      qubits,
      angle: (2 * re * time) / repetitions,
    }));
  const [only = [], ...others] = evolution.operators;
  const groups = others.length > 0 ? evolution.operators.map(rotations) : only.map((term) => rotations([term]));
  const once = suzuki(groups, order).flat();
  return Array.from({ length: repetitions }, () => once).flat();
}

function suzuki(groups: readonly Rotation[][], order: number): Rotation[][] {
  const scaled = (factor: number): Rotation[][] =>
    groups.map((group) => group.map((rotation) => ({ ...rotation, angle: factor * rotation.angle })));
  if (order === 1 || groups.length === 0) return [...groups];
  if (order === 2) {
    const halves = scaled(0.5).slice(0, -1);
    return [...halves, ...groups.slice(-1), ...halves.toReversed()];
  }
  const reduction = 1 / (4 - exp(log(4) / (order - 1)));
  const outer = suzuki(scaled(reduction), order - 2);
  return [...outer, ...outer, ...suzuki(scaled(1 - 4 * reduction), order - 2), ...outer, ...outer];
}

const projectors: Readonly<Record<string, readonly [string, number]>> = {
  "0": ["Z", 1],
  "1": ["Z", -1],
  "+": ["X", 1],
  "-": ["X", -1],
  r: ["Y", 1],
  l: ["Y", -1],
};

/** How many products of Pauli matrices a term is: each projector is (1 ± P)/2. They commute, so splitting is exact. */
export const productsOf = ({ letters }: QpyPauliTerm): number =>
  2 ** [...letters].filter((letter) => Object.hasOwn(projectors, letter)).length;

function withoutProjectors(term: QpyPauliTerm): QpyPauliTerm[] {
  const at = [...term.letters].findIndex((letter) => Object.hasOwn(projectors, letter));
  const projector = projectors[term.letters[at] ?? ""];
  if (!projector) return [term];
  const [pauli, sign] = projector;
  const half = { ...term, re: term.re / 2, im: term.im / 2 };
  const letters = `${term.letters.slice(0, at)}${pauli}${term.letters.slice(at + 1)}`;
  const without = `${term.letters.slice(0, at)}${term.letters.slice(at + 1)}`;
  return [
    ...withoutProjectors({ ...half, letters: without, qubits: term.qubits.toSpliced(at, 1) }),
    ...withoutProjectors({ ...half, letters, re: sign * half.re, im: sign * half.im }),
  ];
}

/** The steps of one rotation. A product of identities alone turns the phase of everything. */
export function stepsOfRotation({ letters, qubits, angle }: Rotation): Step[] {
  if (letters === "") return [{ kind: "phase", angle: -angle / 2 }];
  return pauliRotation([...letters], qubits, angle).flatMap((operation): Step[] =>
    operation.kind === "gate"
      ? [{ kind: "gate", gate: operation.gate, qubits: operation.qubits, params: operation.params ?? [] }]
      : [],
  );
}
