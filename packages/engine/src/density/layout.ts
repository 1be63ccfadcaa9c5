import type { Block } from "./blocks.ts";

/**
 * Where index bits lie: position p is bit p of the number of an entry in memory. Positions of bits that are gone are free,
 * and taken again by wires that begin.
 */
export class Layout {
  /** Entry w: the positions of the bits of wire w, z first. */
  readonly positionsOfWire: number[][];
  /** Entry p: the wire that has position p, or −1. */
  readonly #holders: number[] = [];
  /** Entry p: whether no block will act on the wire at p any more. */
  readonly #isDone: boolean[] = [];
  readonly #laneBits: number;
  #live = 0;

  constructor(wireCount: number, laneBits: number) {
    this.positionsOfWire = Array.from({ length: wireCount }, () => []);
    this.#laneBits = laneBits;
  }

  /** How many positions were ever in use. */
  get width(): number {
    return this.#holders.length;
  }

  /** How many are in use. */
  get live(): number {
    return this.#live;
  }

  /** Positions in use, ascending. */
  livePositions(): number[] {
    return this.#holders.flatMap((wire, position) => (wire >= 0 ? [position] : []));
  }

  /** The positions of the bits before a block, in the order of its columns. */
  positionsBefore(block: Block): number[] {
    return block.wires.flatMap((wire) => this.positionsOfWire[wire]);
  }

  /**
   * Which columns of a block lie in lanes (entry i: in lane bit i), and positions of other wires to exchange them with;
   * undefined if there are none that would leave the lanes in order: in the two lane bits lie both bits of one qubit, or
   * such as no block will act on. `isNear` says which positions come cheap, `nextUse` when a wire is needed again.
   */
  exchangeFor(
    columns: readonly number[],
    isNear: (position: number) => boolean,
    nextUse: (wire: number) => number,
  ): { readonly exchanged: readonly number[]; readonly partners: readonly number[] } | undefined {
    const lanes = Array.from({ length: this.#laneBits }, (_, lane) => lane);
    const exchanged = lanes.map((lane) => columns.indexOf(lane));
    if (exchanged.every((column) => column < 0)) return { exchanged: [], partners: [] };
    if (exchanged.includes(-1)) return undefined;
    let best: readonly number[] | undefined;
    let bestScore = -1;
    for (const partners of this.#candidates(columns)) {
      const isCheap = partners.every(isNear);
      const use = partners.some((p) => !this.#isDone[p])
        ? nextUse(this.#holders[partners[0]])
        : Number.MAX_SAFE_INTEGER / 4;
      const score = use + (isCheap ? Number.MAX_SAFE_INTEGER / 2 : 0);
      if (score > bestScore) [best, bestScore] = [partners, score];
    }
    return best && { exchanged, partners: best };
  }

  /** Groups of positions, as many as there are lanes, that may come into the lanes. */
  #candidates(columns: readonly number[]): number[][] {
    const isFree = (position: number) => position >= this.#laneBits && !columns.includes(position);
    const done = this.#isDone.flatMap((isDone, p) => (isDone && this.#holders[p] >= 0 && isFree(p) ? [p] : []));
    if (this.#laneBits === 1)
      return this.livePositions()
        .filter(isFree)
        .map((position) => [position]);
    const pairs = done.length >= 2 ? [done.slice(0, 2)] : [];
    for (const positions of this.positionsOfWire) {
      if (positions.length === 2 && positions.every(isFree)) pairs.push(positions);
    }
    return pairs;
  }

  /** The bits at these positions change places with those in the lanes. */
  exchange(partners: readonly number[]): void {
    for (const [lane, partner] of partners.entries()) {
      const [a, b] = [this.#holders[lane], this.#holders[partner]];
      const [placeOfA, placeOfB] = [this.positionsOfWire[a].indexOf(lane), this.positionsOfWire[b].indexOf(partner)];
      this.positionsOfWire[a][placeOfA] = partner;
      this.positionsOfWire[b][placeOfB] = lane;
      [this.#holders[lane], this.#holders[partner]] = [b, a];
      [this.#isDone[lane], this.#isDone[partner]] = [this.#isDone[partner], this.#isDone[lane]];
    }
  }

  /** Gives bits that begin a position, takes away those that are gone, and gives the positions of the rows. */
  apply(block: Block, isLast: (wire: number) => boolean): number[] {
    const isFirst = this.#holders.length === 0;
    // Qubits first, so that the two bits in the lanes belong to one of them.
    const fresh = block.wires
      .filter((_, j) => block.bitsBefore[j] === 0)
      .map((wire) => [wire, block.wires.indexOf(wire)]);
    for (const [wire, j] of fresh.toSorted(([, a], [, b]) => block.bitsAfter[b] - block.bitsAfter[a])) {
      for (let bit = 0; bit < block.bitsAfter[j]; bit++) this.#take(wire, isFirst ? 0 : this.#laneBits);
    }
    return block.wires.flatMap((wire, j) => {
      const positions = this.positionsOfWire[wire];
      for (const gone of positions.splice(block.bitsAfter[j])) {
        this.#holders[gone] = -1;
        this.#live--;
      }
      for (const position of positions) this.#isDone[position] = isLast(wire);
      return [...positions];
    });
  }

  #take(wire: number, lowest: number): void {
    let position = lowest;
    while (position < this.#holders.length && this.#holders[position] >= 0) position++;
    while (this.#holders.length < position) this.#holders.push(-1);
    this.#holders[position] = wire;
    this.#isDone[position] = false;
    this.positionsOfWire[wire].push(position);
    this.#live++;
  }
}
