import { log1p, type Random } from "@naru/base";
import type { Channel } from "./channel.ts";

/**
 * A place in a stretch where something may happen to a shot. What may happen is numbered from 1 on, and is as likely for
 * every state: where it depends on the state, this is a bound, and the tree decides whether it really happens.
 */
export interface ErrorSite {
  /** Index of the point of the stretch. */
  readonly point: number;
  readonly qubits: readonly number[];
  /** Entry e − 1: the probability of event e. */
  readonly events: Float64Array;
  readonly channel: Channel;
}

/** Something that may happen to a shot, as one number that sorts by site: 16 · site + event, the event 1 … 15. */
export type ErrorCode = number;
export const siteOf = (code: ErrorCode): number => Math.floor(code / 16);
export const eventOf = (code: ErrorCode): number => code % 16;

export const noErrors = new Float64Array(0);

/**
 * Draws what happens to a shot next. Sites are passed by in one step: their hazards −ln(1 − p) are added up, and the next
 * event lies where the sum has grown by an exponentially distributed number.
 */
export class ErrorSites {
  readonly sites: readonly ErrorSite[];
  /** Entry i is the sum of the hazards of sites 0 … i. */
  readonly #hazards: Float64Array;
  /** Entry i is the probability that anything happens at site i. */
  readonly #totals: Float64Array;

  constructor(sites: readonly ErrorSite[]) {
    this.sites = sites;
    this.#totals = Float64Array.from(sites, ({ events }) => events.reduce((total, p) => total + p, 0));
    let sum = 0;
    this.#hazards = this.#totals.map((total) => {
      sum -= log1p(-Math.min(total, 1));
      return sum;
    });
  }

  /** The probability that anything happens at a site. */
  probability(site: number): number {
    return this.#totals[site];
  }

  /** The first event at site `from` or later, or −1 if the shot gets past all of them. */
  draw(random: Random, from: number): ErrorCode {
    const hazards = this.#hazards;
    const passed = from === 0 ? 0 : hazards[from - 1];
    // After a site where something is certain the sum is infinite, and later sites are asked one by one.
    if (passed === Number.POSITIVE_INFINITY) return this.#drawOneByOne(random, from);
    const limit = passed - log1p(-random.uniform());
    let low = from;
    let high = hazards.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (hazards[middle] > limit) high = middle;
      else low = middle + 1;
    }
    return low === hazards.length ? -1 : 16 * low + this.#event(random, low);
  }

  /** The next events of many shots at site `from` or later, ascending; shots without one are left out. */
  drawMany(random: Random, from: number, shots: number): Float64Array {
    if (shots === 1) {
      const code = this.draw(random, from);
      return code < 0 ? noErrors : Float64Array.of(code);
    }
    const codes = new Float64Array(shots);
    let struck = 0;
    for (let shot = 0; shot < shots; shot++) {
      const code = this.draw(random, from);
      if (code >= 0) codes[struck++] = code;
    }
    return codes.subarray(0, struck).sort();
  }

  #drawOneByOne(random: Random, from: number): ErrorCode {
    for (let site = from; site < this.sites.length; site++) {
      if (random.uniform() < this.#totals[site]) return 16 * site + this.#event(random, site);
    }
    return -1;
  }

  #event(random: Random, site: number): number {
    const { events } = this.sites[site];
    let rest = random.uniform() * this.#totals[site];
    let event = 0;
    for (let e = 0; e < events.length; e++) {
      if (events[e] === 0) continue;
      event = e + 1;
      rest -= events[e];
      if (rest < 0) break;
    }
    return event;
  }
}
