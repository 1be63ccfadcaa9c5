import { hypot, log1p } from "@naru/base";
import { operandsOf } from "../circuit-shape.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { KrausChannel, NoiseSite } from "./channel.ts";
import { type ErrorSite, ErrorSites } from "./error-sites.ts";
import { type Passage, passageOf, passageOfChannel } from "./frames.ts";
import type { NoiseItem } from "./noise-program.ts";

/** A state whose weight may have shrunk to e^−this is normalised, long before single precision ends. */
const mostShrinking = 16;

/**
 * Steps that all shots have in common, and between them the places where something may happen to single shots: a run of
 * points, each a step or a site.
 */
export class Stretch {
  readonly kind = "stretch";
  readonly points: readonly Point[];
  /** The steps of all points, in order. */
  readonly steps: readonly UnitaryStep[];
  /** Undefined where nothing may happen. */
  readonly errors: ErrorSites | undefined;
  /** Whether steps shrink the state, and after which numbers of steps it is to be normalised. */
  readonly isShrinking: boolean;
  readonly normalisedAfter: readonly number[];

  constructor(items: readonly (NoiseItem & { readonly kind: "step" | "noise" })[]) {
    const points: Point[] = [];
    const steps: UnitaryStep[] = [];
    const sites: ErrorSite[] = [];
    const normalisedAfter: number[] = [];
    let shrinking = 0;
    const addStep = (step: UnitaryStep, passage?: () => Passage) => {
      points.push(new StepPoint(steps.length, operandsOf(step), passage ?? (() => passageOf(step))));
      steps.push(step);
    };
    const addSite = (site: NoiseSite, events: Float64Array, jumps?: Jumps) => {
      const { qubits, channel } = site;
      points.push({ kind: "site", site: sites.length, step: steps.length, qubits, ...(jumps && { jumps }) });
      sites.push({ point: points.length - 1, qubits, events, channel });
    };
    for (const item of items) {
      if (item.kind === "step") {
        addStep(item.step);
        continue;
      }
      const { channel, qubits } = item;
      if (channel.kind === "unitary") addStep({ kind: "unitary", qubits, matrix: channel.matrix });
      else if (channel.kind === "pauli") addSite(item, channel.probabilities.subarray(1));
      else if (channel.mixture) {
        const { z, zero, one } = channel.mixture;
        addSite(item, Float64Array.of(z, zero, one));
      } else {
        const { stay, jumps } = jumpForm(channel, qubits);
        addSite(item, Float64Array.of(jumps.bound), jumps);
        addStep(stay, jumps.passage);
        shrinking -= log1p(-jumps.bound);
        if (shrinking > mostShrinking) normalisedAfter.push(steps.length);
        if (shrinking > mostShrinking) shrinking = 0;
      }
    }
    this.points = points;
    this.steps = steps;
    this.errors = sites.length > 0 ? new ErrorSites(sites) : undefined;
    this.isShrinking = shrinking > 0 || normalisedAfter.length > 0;
    this.normalisedAfter = normalisedAfter;
  }
}

export type Point = StepPoint | SitePoint;

export interface SitePoint {
  readonly kind: "site";
  /** Index among the sites of the stretch. */
  readonly site: number;
  /** How many steps lie before it. */
  readonly step: number;
  readonly qubits: readonly number[];
  /** Only for channels that are no mixture: the next point is then the step of the shots that do not jump. */
  readonly jumps?: Jumps;
}

/** A step of the stretch, and how Paulis pass through it; that is found out when it is first asked for. */
export class StepPoint {
  readonly kind = "step";
  /** Index among the steps of the stretch. */
  readonly step: number;
  readonly operands: readonly number[];
  /** The operands as bits. */
  readonly mask: number;
  readonly #passageOf: () => Passage | undefined;
  #passage: Passage | undefined | null = null;

  constructor(step: number, operands: readonly number[], passage: () => Passage | undefined) {
    this.step = step;
    this.operands = operands;
    this.mask = operands.reduce((mask, qubit) => mask | (1 << qubit), 0);
    this.#passageOf = passage;
  }

  /** Undefined when no Pauli passes. */
  get passage(): Passage | undefined {
    if (this.#passage === null) this.#passage = this.#passageOf();
    return this.#passage;
  }
}

/**
 * A channel in quantum-jump form: of its operators, one is for all shots that stay together, and each of the others is
 * a jump. A shot jumps with the weight that the jump leaves of its state; it is a candidate with probability `bound`,
 * which no state exceeds, so that candidates are drawn beforehand and only they look at the state.
 *
 * Dalibard, Castin and Mølmer, Phys. Rev. Lett. 68, 580 (1992); thinning: Lewis and Shedler, Nav. Res. Logist. Q. 26,
 * 403 (1979).
 */
export interface Jumps {
  readonly bound: number;
  readonly operators: readonly (readonly number[])[];
  /** Where all K†K of the jumps of one qubit are diagonal: their two entries for each, all that counts of a state. */
  readonly diagonals: readonly (readonly [zero: number, one: number])[] | undefined;
  /** Entry i applies operator i, as a list of one step. */
  readonly steps: readonly (readonly UnitaryStep[])[];
  readonly passage: () => Passage;
}

function jumpForm({ matrices }: KrausChannel, qubits: readonly number[]): { stay: UnitaryStep; jumps: Jumps } {
  const weights = matrices.map((matrix) => matrix.reduce((sum, part) => sum + part * part, 0));
  const dominant = weights.indexOf(Math.max(...weights));
  const operators = matrices.filter((_, i) => i !== dominant);
  const stepOf = (matrix: readonly number[]): UnitaryStep => ({ kind: "unitary", qubits, matrix });
  return {
    stay: stepOf(matrices[dominant]),
    jumps: {
      bound: largestWeight(operators, 2 ** qubits.length),
      operators,
      diagonals: diagonalsOf(operators),
      steps: operators.map((matrix) => [stepOf(matrix)]),
      passage: () => passageOfChannel(matrices, qubits.length),
    },
  };
}

function diagonalsOf(operators: readonly (readonly number[])[]): Jumps["diagonals"] {
  if (operators.some((k) => k.length !== 8)) return undefined;
  const isDiagonal = operators.every(([ar, ai, br, bi, cr, ci, dr, di]) => {
    return ar * br + ai * bi + cr * dr + ci * di === 0 && ar * bi - ai * br + cr * di - ci * dr === 0;
  });
  if (!isDiagonal) return undefined;
  return operators.map(([ar, ai, br, bi, cr, ci, dr, di]) => [
    ar * ar + ai * ai + cr * cr + ci * ci,
    br * br + bi * bi + dr * dr + di * di,
  ]);
}

/** A bound on the largest eigenvalue of Σ K†K, by Gershgorin's circles: exact where that is diagonal. At most 1. */
function largestWeight(operators: readonly (readonly number[])[], size: number): number {
  let largest = 0;
  for (let row = 0; row < size; row++) {
    let circle = 0;
    for (let column = 0; column < size; column++) {
      let [re, im] = [0, 0];
      for (const matrix of operators) {
        for (let k = 0; k < size; k++) {
          const a = 2 * (k * size + row);
          const b = 2 * (k * size + column);
          re += matrix[a] * matrix[b] + matrix[a + 1] * matrix[b + 1];
          im += matrix[a] * matrix[b + 1] - matrix[a + 1] * matrix[b];
        }
      }
      circle += hypot(re, im);
    }
    largest = Math.max(largest, circle);
  }
  return Math.min(1, largest);
}
