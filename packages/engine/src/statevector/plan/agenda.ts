import { type Primitive, readWires, touchedWires, writtenWires } from "../lower/primitives.ts";

/** Wires are worth keeping close if they are used within this many primitives. */
const lookAhead = 400;

/** A primitive takes about a microsecond to put on the agenda. */
const primitivesBetweenLooks = 16_384;

/**
 * What is still to be done, and what can be done next. Primitives that only read a wire commute with one another; a write
 * waits for all reads and writes of its wire before it.
 */
export class Agenda {
  readonly primitives: readonly Primitive[];
  /** The primitives that can be done now and are not diagonal, in program order: at most one for each wire. */
  readonly readyOperations: number[] = [];
  /** The diagonal terms that can be done now, in program order. */
  readonly readyTerms: number[] = [];
  readonly #successors: Int32Array;
  readonly #successorsFrom: Int32Array;
  readonly #waitsFor: Int32Array;
  /** The undone primitives as a doubly linked list in program order; −1 and the length are its ends. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #isDone: Uint8Array;
  /** For each wire, the primitives that are not diagonal and touch it, and how many of the first are done. */
  readonly #uses: number[][];
  readonly #usesDone: number[];
  #first = 0;
  #left = 0;
  #operationsLeft = 0;
  readonly #total: number;

  /**
   * `keepsPhases`: whether diagonal terms that nothing follows still matter, as they do for amplitudes. `check` is called
   * now and then, and may throw to stop.
   */
  constructor(primitives: readonly Primitive[], wireCount: number, keepsPhases: boolean, check: () => void) {
    this.primitives = primitives;
    const count = primitives.length;
    const edges = dependencies(primitives, wireCount, check);
    [this.#successorsFrom, this.#successors] = bySource(edges, count);
    this.#waitsFor = new Int32Array(count);
    for (const to of edges.to) this.#waitsFor[to]++;
    this.#isDone = new Uint8Array(count);
    this.#uses = Array.from({ length: wireCount }, () => []);
    this.#usesDone = new Array(wireCount).fill(0);
    this.#next = new Int32Array(count + 1);
    this.#previous = new Int32Array(count + 1);
    const dropped = keepsPhases ? new Uint8Array(count) : trailingTerms(primitives, wireCount);
    let last = -1;
    for (let i = 0; i < count; i++) {
      if (i % primitivesBetweenLooks === 0) check();
      if (dropped[i]) {
        this.#isDone[i] = 1;
        continue;
      }
      this.#previous[i] = last;
      this.#setNext(last, i);
      last = i;
      this.#left++;
      if (primitives[i].kind === "diagonal") {
        if (this.#waitsFor[i] === 0) this.readyTerms.push(i);
        continue;
      }
      this.#operationsLeft++;
      for (const wire of touchedWires(primitives[i])) this.#uses[wire].push(i);
      if (this.#waitsFor[i] === 0) this.readyOperations.push(i);
    }
    this.#setNext(last, count);
    this.#previous[count] = last;
    this.#total = this.#left;
  }

  get isEmpty(): boolean {
    return this.#left === 0;
  }
  /** Whether only diagonal terms are left. */
  get hasOnlyTerms(): boolean {
    return this.#operationsLeft === 0;
  }
  /** 0 … 1 */
  get partDone(): number {
    return this.#total === 0 ? 1 : 1 - this.#left / this.#total;
  }

  /** The undone primitives in program order. */
  *undone(): Generator<number> {
    for (let i = this.#first; i < this.primitives.length; i = this.#next[i]) yield i;
  }

  finish(i: number): void {
    const isTerm = this.primitives[i].kind === "diagonal";
    remove(isTerm ? this.readyTerms : this.readyOperations, i);
    this.#setNext(this.#previous[i], this.#next[i]);
    this.#previous[this.#next[i]] = this.#previous[i];
    this.#left--;
    this.#isDone[i] = 1;
    if (!isTerm) this.#operationsLeft--;
    for (let at = this.#successorsFrom[i]; at < this.#successorsFrom[i + 1]; at++) {
      const next = this.#successors[at];
      if (--this.#waitsFor[next] > 0 || this.#isDone[next]) continue;
      insert(this.primitives[next].kind === "diagonal" ? this.readyTerms : this.readyOperations, next);
    }
    if (isTerm) return;
    for (const wire of touchedWires(this.primitives[i])) {
      const uses = this.#uses[wire];
      while (this.#isDone[uses[this.#usesDone[wire]]]) this.#usesDone[wire]++;
    }
  }

  /** Whether finishing all of these terms would let an operation begin for which `isReachable` holds. */
  wouldFree(terms: readonly number[], isReachable: (primitive: Primitive) => boolean): boolean {
    const freed = new Map<number, number>();
    for (const i of terms) {
      for (let at = this.#successorsFrom[i]; at < this.#successorsFrom[i + 1]; at++) {
        const next = this.#successors[at];
        const met = (freed.get(next) ?? 0) + 1;
        if (met === this.#waitsFor[next] && isReachable(this.primitives[next])) return true;
        freed.set(next, met);
      }
    }
    return false;
  }

  /** How often a wire is used soon, by what is not diagonal. */
  upcomingUses(wire: number): number {
    const uses = this.#uses[wire];
    const limit = this.#first + lookAhead;
    let at = this.#usesDone[wire];
    const from = at;
    while (at < uses.length && uses[at] < limit) at++;
    return at - from;
  }

  #setNext(i: number, next: number): void {
    if (i < 0) this.#first = next;
    else this.#next[i] = next;
  }
}

interface Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function dependencies(primitives: readonly Primitive[], wireCount: number, check: () => void): Edges {
  const edges = { from: [] as number[], to: [] as number[] };
  const addEdge = (from: number, to: number) => {
    edges.from.push(from);
    edges.to.push(to);
  };
  const lastWrite = new Int32Array(wireCount).fill(-1);
  const readsSince: number[][] = Array.from({ length: wireCount }, () => []);
  for (let i = 0; i < primitives.length; i++) {
    if (i % primitivesBetweenLooks === 0) check();
    for (const wire of readWires(primitives[i])) {
      if (lastWrite[wire] >= 0) addEdge(lastWrite[wire], i);
      readsSince[wire].push(i);
    }
    for (const wire of writtenWires(primitives[i])) {
      for (const read of readsSince[wire]) addEdge(read, i);
      if (readsSince[wire].length === 0 && lastWrite[wire] >= 0) addEdge(lastWrite[wire], i);
      readsSince[wire] = [];
      lastWrite[wire] = i;
    }
  }
  return edges;
}

/** The edges grouped by where they start: those of i are `to[starts[i]]` … `to[starts[i + 1] − 1]`. */
function bySource({ from, to }: Edges, count: number): [starts: Int32Array, to: Int32Array] {
  const starts = new Int32Array(count + 2);
  for (const i of from) starts[i + 2]++;
  for (let i = 2; i < starts.length; i++) starts[i] += starts[i - 1];
  const sorted = new Int32Array(to.length);
  from.forEach((i, edge) => {
    sorted[starts[i + 1]++] = to[edge];
  });
  return [starts, sorted];
}

/** Marks the terms after which nothing writes to any of their wires: no probability depends on them. */
function trailingTerms(primitives: readonly Primitive[], wireCount: number): Uint8Array {
  const isTrailing = new Uint8Array(primitives.length);
  const isWritten = new Uint8Array(wireCount);
  for (let i = primitives.length - 1; i >= 0; i--) {
    const primitive = primitives[i];
    if (primitive.kind === "diagonal") isTrailing[i] = primitive.wires.some((wire) => isWritten[wire]) ? 0 : 1;
    else for (const wire of writtenWires(primitive)) isWritten[wire] = 1;
  }
  return isTrailing;
}

/** Where a number is, or would be, in an ascending list. */
function placeOf(list: readonly number[], value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
const insert = (list: number[], value: number): void => {
  list.splice(placeOf(list, value), 0, value);
};
const remove = (list: number[], value: number): void => {
  list.splice(placeOf(list, value), 1);
};
