import { type Primitive, touchedWires } from "../lower/primitives.ts";

/** Wires are worth keeping close if they are used within this many primitives. */
const lookAhead = 400;

/**
 * Undone primitives that are read ahead of need: far more than one pass does, so that no plan of a pass depends on it, and
 * few enough to be read in some milliseconds. Long programs are thus read as they are planned.
 */
const readAhead = 16_384;

/** A primitive takes some nanoseconds to look through, and up to a microsecond to put on the agenda. */
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
  readonly #check: () => void;
  /** For each wire, the last write to it in the whole program; terms beyond all of their wires' may be left out. */
  readonly #finalWrite: Int32Array;
  readonly #keepsPhases: boolean;
  /** How many primitives are on the agenda, done or not; how many of these are undone; and how many are done of all. */
  #read = 0;
  #undone = 0;
  #done = 0;
  #operationsLeft = 0;
  readonly #isDone: Uint8Array;
  readonly #touched: (readonly number[])[] = [];
  /** How many undone primitives each waits for, and who waits for it: lists of edges. */
  readonly #waitsFor: Int32Array;
  readonly #firstEdge: Int32Array;
  readonly #edges = new Edges();
  /** The undone primitives as a doubly linked list in program order; −1 and `#end` are its ends. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #end: number;
  #first: number;
  #last = -1;
  /** For each wire, the last write so far, and the reads since. */
  readonly #lastWrite: Int32Array;
  readonly #readsSince: number[][];
  /** For each wire, the primitives that are not diagonal and touch it, and how many of the first are done. */
  readonly #uses: number[][];
  readonly #usesDone: number[];

  /**
   * `keepsPhases`: whether diagonal terms that nothing follows still matter, as they do for amplitudes. `check` is called
   * now and then, and may throw to stop.
   */
  constructor(primitives: readonly Primitive[], wireCount: number, keepsPhases: boolean, check: () => void) {
    const count = primitives.length;
    this.primitives = primitives;
    this.#keepsPhases = keepsPhases;
    this.#check = check;
    this.#isDone = new Uint8Array(count);
    this.#waitsFor = new Int32Array(count);
    this.#firstEdge = new Int32Array(count).fill(-1);
    this.#next = new Int32Array(count);
    this.#previous = new Int32Array(count + 1);
    this.#end = this.#first = count;
    this.#lastWrite = new Int32Array(wireCount).fill(-1);
    this.#readsSince = Array.from({ length: wireCount }, () => []);
    this.#uses = Array.from({ length: wireCount }, () => []);
    this.#usesDone = new Array(wireCount).fill(0);
    this.#finalWrite = new Int32Array(wireCount).fill(-1);
    for (let i = 0; i < count; i++) {
      if (i % primitivesBetweenLooks === 0) check();
      const primitive = primitives[i];
      if (primitive.kind === "diagonal") continue;
      this.#operationsLeft++;
      if (primitive.kind === "real") this.#finalWrite[primitive.wire] = i;
      else if (primitive.kind === "cx") this.#finalWrite[primitive.target] = i;
      else for (const wire of primitive.wires) this.#finalWrite[wire] = i;
    }
    this.#readOn();
  }

  get isEmpty(): boolean {
    return this.#undone === 0 && this.#read === this.#end;
  }
  /** Whether only diagonal terms are left. */
  get hasOnlyTerms(): boolean {
    return this.#operationsLeft === 0;
  }
  /** 0 … 1 */
  get partDone(): number {
    return this.#end === 0 ? 1 : this.#done / this.#end;
  }

  /** The undone primitives in program order, as far as they have been read: the first, and the one after another. */
  get firstUndone(): number {
    return this.#first;
  }
  nextUndone(i: number): number {
    return this.#next[i];
  }
  /** Where that order ends. */
  get end(): number {
    return this.#end;
  }

  /** The wires of a primitive that has been read, as `touchedWires` has them: the same array each time. */
  touched(i: number): readonly number[] {
    return this.#touched[i];
  }

  finish(i: number): void {
    const primitive = this.primitives[i];
    const isTerm = primitive.kind === "diagonal";
    remove(isTerm ? this.readyTerms : this.readyOperations, i);
    this.#setNext(this.#previous[i], this.#next[i]);
    this.#setPrevious(this.#next[i], this.#previous[i]);
    this.#undone--;
    this.#done++;
    this.#isDone[i] = 1;
    for (let edge = this.#firstEdge[i]; edge >= 0; edge = this.#edges.next[edge]) {
      const next = this.#edges.to[edge];
      if (--this.#waitsFor[next] === 0) insert(this.#readyList(next), next);
    }
    if (!isTerm) {
      this.#operationsLeft--;
      for (const wire of this.#touched[i]) {
        const uses = this.#uses[wire];
        while (this.#isDone[uses[this.#usesDone[wire]]]) this.#usesDone[wire]++;
      }
    }
    if (this.#undone < readAhead / 2 && this.#read < this.#end) this.#readOn();
  }

  /** Whether finishing all of these terms would let an operation begin for which `isReachable` holds. */
  wouldFree(terms: readonly number[], isReachable: (i: number) => boolean): boolean {
    const freed = new Map<number, number>();
    for (const i of terms) {
      for (let edge = this.#firstEdge[i]; edge >= 0; edge = this.#edges.next[edge]) {
        const next = this.#edges.to[edge];
        const met = (freed.get(next) ?? 0) + 1;
        if (met === this.#waitsFor[next] && isReachable(next)) return true;
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

  /** Puts further primitives on the agenda, until enough of them are undone. */
  #readOn(): void {
    this.#check();
    while (this.#undone < readAhead && this.#read < this.#end) this.#add(this.#read++);
  }

  #add(i: number): void {
    const primitive = this.primitives[i];
    const touched = touchedWires(primitive);
    this.#touched.push(touched);
    if (primitive.kind === "diagonal") {
      if (!this.#keepsPhases && primitive.wires.every((wire) => this.#finalWrite[wire] < i)) {
        this.#isDone[i] = 1; // no probability depends on it
        this.#done++;
        return;
      }
      for (const wire of primitive.wires) this.#addRead(i, wire);
    } else {
      for (const wire of touched) this.#uses[wire].push(i);
      if (primitive.kind === "real") this.#addWrite(i, primitive.wire);
      else if (primitive.kind === "cx") {
        this.#addRead(i, primitive.control);
        this.#addWrite(i, primitive.target);
      } else for (const wire of primitive.wires) this.#addWrite(i, wire);
    }
    this.#previous[i] = this.#last;
    this.#setNext(this.#last, i);
    this.#next[i] = this.#end;
    this.#last = i;
    this.#undone++;
    if (this.#waitsFor[i] === 0) this.#readyList(i).push(i);
  }

  #addRead(i: number, wire: number): void {
    this.#addEdge(this.#lastWrite[wire], i);
    this.#readsSince[wire].push(i);
  }

  #addWrite(i: number, wire: number): void {
    const reads = this.#readsSince[wire];
    if (reads.length === 0) this.#addEdge(this.#lastWrite[wire], i);
    else {
      for (const read of reads) this.#addEdge(read, i);
      this.#readsSince[wire] = [];
    }
    this.#lastWrite[wire] = i;
  }

  #addEdge(from: number, to: number): void {
    if (from < 0 || this.#isDone[from]) return;
    this.#firstEdge[from] = this.#edges.add(to, this.#firstEdge[from]);
    this.#waitsFor[to]++;
  }

  #readyList(i: number): number[] {
    return this.primitives[i].kind === "diagonal" ? this.readyTerms : this.readyOperations;
  }
  #setNext(i: number, next: number): void {
    if (i < 0) this.#first = next;
    else this.#next[i] = next;
  }
  #setPrevious(i: number, previous: number): void {
    if (i === this.#end) this.#last = previous;
    else this.#previous[i] = previous;
  }
}

/** Edges in lists: each knows the next one that begins where it does, or −1. */
class Edges {
  to = new Int32Array(1024);
  next = new Int32Array(1024);
  #count = 0;

  add(to: number, next: number): number {
    if (this.#count === this.to.length) {
      this.to = doubled(this.to);
      this.next = doubled(this.next);
    }
    this.to[this.#count] = to;
    this.next[this.#count] = next;
    return this.#count++;
  }
}

function doubled(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * numbers.length);
  more.set(numbers);
  return more;
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
