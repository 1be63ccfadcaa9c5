import type { Work } from "../work.ts";
import { type Block, product, widened } from "./blocks.ts";
import type { Action } from "./chain.ts";

/** What is to be done to a chain, one unitary on neighbouring sites after another. */
export interface Route {
  readonly actions: readonly Action[];
  /** Entry w is the site of wire w afterwards. */
  readonly siteOf: Int32Array;
  /** False when `isEnough` ended it. */
  readonly isComplete: boolean;
}

/** Up to so many meeting points are compared; of longer ways the ends and the middle are. */
const mostMeetingPoints = 12;

/** Blocks placed before giving way: below a millisecond for a hundred wires. */
const blocksBetweenPauses = 64;

// biome-ignore format: one row of the matrix a line
const swapMatrix = Float64Array.of(
  1, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 1, 0, 0, 0,
  0, 0, 1, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 1, 0,
);

/**
 * Brings blocks onto a line. Of the blocks that may come next, the next one on the way of the chain's centre comes, so
 * that the centre sweeps to and fro; a block whose wires are apart waits until there is no other, and its wires then meet
 * by swaps, where the blocks after it gain most. Nothing is swapped back. `isEnough` sees each action, before others on
 * the same sites join it, and ends the route by true.
 */
export function route(
  blocks: readonly Block[],
  sites: Int32Array,
  centre: number,
  isEnough: (action: Action) => boolean = () => false,
): Work<Route> {
  return new Router(blocks, sites, centre, isEnough).run();
}

class Router {
  readonly #blocks: readonly Block[];
  readonly #siteOf: Int32Array;
  readonly #wireAt: Int32Array;
  /** Blocks of each wire in order, and how many of them are done. */
  readonly #queues: number[][];
  readonly #done: Int32Array;
  readonly #ready: number[] = [];
  readonly #actions: Action[] = [];
  /** The last action on each site. */
  readonly #last: Int32Array;
  #at: number;
  #isRightwards = true;
  readonly #isEnough: (action: Action) => boolean;
  #isEnded = false;

  constructor(blocks: readonly Block[], sites: Int32Array, centre: number, isEnough: (action: Action) => boolean) {
    this.#isEnough = isEnough;
    this.#blocks = blocks;
    this.#siteOf = sites.slice();
    this.#wireAt = new Int32Array(sites.length);
    sites.forEach((site, wire) => {
      this.#wireAt[site] = wire;
    });
    this.#queues = Array.from(sites, () => []);
    this.#done = new Int32Array(sites.length);
    this.#last = new Int32Array(sites.length).fill(-1);
    this.#at = centre;
    this.#isRightwards = centre < sites.length / 2;
    blocks.forEach(({ wires }, i) => {
      for (const wire of wires) this.#queues[wire].push(i);
    });
    const first = new Set(this.#queues.flatMap(([index]) => (index === undefined ? [] : [index])));
    for (const index of [...first].sort((a, b) => a - b)) if (this.#isNext(index)) this.#ready.push(index);
  }

  *run(): Work<Route> {
    for (let done = 1; this.#ready.length > 0 && !this.#isEnded; done++) {
      if (done % blocksBetweenPauses === 0) yield;
      let position = this.#nextOnTheWay();
      if (position < 0) {
        this.#isRightwards = !this.#isRightwards;
        position = this.#nextOnTheWay();
      }
      if (position < 0) {
        position = this.#closestTogether();
        this.#bringTogether(this.#ready[position]);
      }
      const [index] = this.#ready.splice(position, 1);
      this.#apply(index);
    }
    return { actions: this.#actions, siteOf: this.#siteOf, isComplete: !this.#isEnded };
  }

  #isNext(index: number): boolean {
    return this.#blocks[index].wires.every((wire) => this.#queues[wire][this.#done[wire]] === index);
  }

  #ends(index: number): { first: number; last: number; gaps: number } {
    const { wires } = this.#blocks[index];
    let [first, last] = [this.#siteOf[wires[0]], this.#siteOf[wires[0]]];
    for (const wire of wires) {
      first = Math.min(first, this.#siteOf[wire]);
      last = Math.max(last, this.#siteOf[wire]);
    }
    return { first, last, gaps: last - first + 1 - wires.length };
  }

  /** The position among the ready blocks of the next one in the direction of the sweep, or −1. */
  #nextOnTheWay(): number {
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#ready.length; i++) {
      const { first, last, gaps } = this.#ends(this.#ready[i]);
      if (gaps > 0) continue;
      if (first === last) return i; // one wire: the centre need not come
      const isAhead = this.#isRightwards ? last > this.#at : first < this.#at;
      const distance = this.#isRightwards ? first - this.#at : this.#at - last;
      if (!isAhead || distance >= bestDistance) continue;
      best = i;
      bestDistance = distance;
    }
    return best;
  }

  #closestTogether(): number {
    let best = 0;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#ready.length; i++) {
      const { first, last, gaps } = this.#ends(this.#ready[i]);
      const cost = gaps + Math.min(Math.abs(first - this.#at), Math.abs(last - this.#at)) / this.#siteOf.length;
      if (cost >= bestCost) continue;
      best = i;
      bestCost = cost;
    }
    return best;
  }

  #bringTogether(index: number): void {
    const { wires } = this.#blocks[index];
    const sites = wires.map((wire) => this.#siteOf[wire]).sort((a, b) => a - b);
    const middle = wires.length === 2 ? 0 : wires.length >> 1;
    const target = wires.length === 2 ? this.#meetingPoint(index, sites[0], sites[1]) : sites[middle];
    this.#moveTo(sites[middle], target);
    for (let i = middle - 1; i >= 0; i--) this.#moveTo(sites[i], target - (middle - i));
    for (let i = middle + 1; i < sites.length; i++) this.#moveTo(sites[i], target + (i - middle));
  }

  /** Where the left one of two wires should be when they meet. */
  #meetingPoint(index: number, left: number, right: number): number {
    const points = [];
    if (right - left <= mostMeetingPoints) for (let at = left; at < right; at++) points.push(at);
    else points.push(left, (left + right) >> 1, right - 1);
    const wires = this.#wireAt.slice(left, right + 1);
    let best = left;
    let bestCost = Number.POSITIVE_INFINITY;
    for (const at of points) {
      const moved = (site: number): number => {
        if (site < left || site > right) return site;
        if (site === left) return at;
        if (site === right) return at + 1;
        return site <= at ? site - 1 : site + 1;
      };
      let cost = 0;
      for (const wire of wires) {
        const partner = this.#partnerAfter(wire, index);
        if (partner >= 0) cost += Math.abs(moved(this.#siteOf[wire]) - moved(this.#siteOf[partner]));
      }
      if (cost >= bestCost) continue;
      best = at;
      bestCost = cost;
    }
    return best;
  }

  /** Another wire of the next block on this wire, apart from one block; −1 if there is none. */
  #partnerAfter(wire: number, index: number): number {
    const queue = this.#queues[wire];
    const next = queue[this.#done[wire]] === index ? queue[this.#done[wire] + 1] : queue[this.#done[wire]];
    if (next === undefined) return -1;
    return this.#blocks[next].wires.find((other) => other !== wire) ?? -1;
  }

  #moveTo(from: number, to: number): void {
    for (let site = from; site < to; site++) this.#swap(site);
    for (let site = from; site > to; site--) this.#swap(site - 1);
  }

  #swap(site: number): void {
    const [a, b] = [this.#wireAt[site], this.#wireAt[site + 1]];
    this.#wireAt[site] = b;
    this.#wireAt[site + 1] = a;
    this.#siteOf[a] = site + 1;
    this.#siteOf[b] = site;
    this.#emit({ site, width: 2, matrix: swapMatrix });
  }

  #apply(index: number): void {
    const { wires } = this.#blocks[index];
    const { first, last } = this.#ends(index);
    const onLine = Array.from(this.#wireAt.subarray(first, last + 1));
    this.#emit({ site: first, width: wires.length, matrix: widened(this.#blocks[index], onLine) });
    for (const wire of wires) this.#done[wire]++;
    const next = new Set(wires.map((wire) => this.#queues[wire][this.#done[wire]]));
    for (const block of next) if (block !== undefined && this.#isNext(block)) this.#ready.push(block);
  }

  /** Adds an action, as a part of the one before if that was on the same sites. */
  #emit(action: Action): void {
    const { site, width, matrix } = action;
    if (this.#isEnough(action)) this.#isEnded = true;
    const before = this.#last[site];
    const earlier = before >= 0 ? this.#actions[before] : undefined;
    if (earlier?.site === site && earlier.width === width && this.#isLastOf(before, site, width)) {
      this.#actions[before] = { site, width, matrix: product(matrix, earlier.matrix) };
    } else {
      this.#last.fill(this.#actions.length, site, site + width);
      this.#actions.push(action);
    }
    if (width > 1) this.#at = this.#isRightwards ? site + width - 1 : site;
  }

  #isLastOf(action: number, site: number, width: number): boolean {
    for (let i = site; i < site + width; i++) if (this.#last[i] !== action) return false;
    return true;
  }
}
