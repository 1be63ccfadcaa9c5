import type { Random } from "@naru/base";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";

/** A place after a step where one of the Paulis other than the identity may strike. */
export interface ErrorSite {
  /** Index of the step it follows. */
  readonly step: number;
  /** One qubit or two. */
  readonly qubits: readonly number[];
  /** That any of the 3 or 15 Paulis strikes; each is as likely as the others. */
  readonly probability: number;
}

/** Where a noise model puts errors among steps, in order; sites of rate 0 are left out. The model must support the steps. */
export function errorSitesOf(steps: readonly UnitaryStep[], noise: NoiseModel): ErrorSite[] {
  return steps.flatMap((operation, step) => {
    const operands = operandsOf(operation);
    const rate = rateOf(operation, operands.length, noise);
    if (rate === 0) return [];
    if (operands.length === 1) return [{ step, qubits: operands, probability: (3 / 4) * rate }];
    const errors = operands.length === 2 ? 1 : (noise.wideGateErrors ?? 0);
    return Array.from({ length: errors }, (_, k) => {
      const first = k % (operands.length - 1);
      return { step, qubits: operands.slice(first, first + 2), probability: (15 / 16) * rate };
    });
  });
}

function rateOf(step: UnitaryStep, width: number, noise: NoiseModel): number {
  const ofWidth = width === 1 ? noise.oneQubitRate : noise.twoQubitRate;
  if (step.kind === "unitary" || step.controls?.length) return ofWidth;
  return noise.gateRates?.[step.gate] ?? ofWidth;
}

/** An error that struck, as one number that sorts by site: 16 · site + Pauli. */
export type ErrorCode = number;
export const siteOf = (code: ErrorCode): number => Math.floor(code / 16);
/** 1 X, 2 Y, 3 Z on the first qubit of the site; 4 times that on the second. */
export const pauliOf = (code: ErrorCode): number => code % 16;

/**
 * Draws which error strikes a shot next. Sites are passed by in one step: their hazards −ln(1 − p) are added up, and the
 * next error lies where the sum has grown by an exponentially distributed number.
 */
export class ErrorSites {
  readonly sites: readonly ErrorSite[];
  /** Entry i is the sum of the hazards of sites 0 … i. */
  readonly #hazards: Float64Array;

  constructor(sites: readonly ErrorSite[]) {
    this.sites = sites;
    let sum = 0;
    this.#hazards = Float64Array.from(sites, ({ probability }) => {
      sum -= Math.log1p(-probability);
      return sum;
    });
  }

  /** The first error at site `from` or later, or −1 if the shot gets past all of them. */
  draw(random: Random, from: number): ErrorCode {
    const hazards = this.#hazards;
    const limit = (from === 0 ? 0 : hazards[from - 1]) - Math.log1p(-random.uniform());
    let low = from;
    let high = hazards.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (hazards[middle] > limit) high = middle;
      else low = middle + 1;
    }
    if (low === hazards.length) return -1;
    return 16 * low + 1 + random.below(this.sites[low].qubits.length === 1 ? 3 : 15);
  }

  /** The next errors of many shots at site `from` or later, ascending; shots without one are left out. */
  drawMany(random: Random, from: number, shots: number): Float64Array {
    const codes = new Float64Array(shots);
    let struck = 0;
    for (let shot = 0; shot < shots; shot++) {
      const code = this.draw(random, from);
      if (code >= 0) codes[struck++] = code;
    }
    return codes.subarray(0, struck).sort();
  }
}
