import type { Work } from "../work.ts";
import type { Block, BlockProgram } from "./blocks.ts";
import { Layout } from "./layout.ts";

/** How the numbers are cut up. Sizes are in index bits. */
export interface Geometry {
  /** Numbers of one vector: 2 bits in single, 1 in double precision. */
  readonly laneBits: 1 | 2;
  /** A tile takes numbers in runs of this size at least. */
  readonly runBits: number;
  /** A tile fits into the second-level cache. */
  readonly tileBits: number;
  /** Up to this size plain loops do without kernels. */
  readonly plainBits: number;
}

/** A block, and where its bits lie. */
export interface Step {
  readonly block: Block;
  /** A kernel, or plain loops where no kernel can. */
  readonly isKernel: boolean;
  /** Positions of the column bits, once those in lanes have changed places. */
  readonly from: readonly number[];
  /** Positions of the row bits. */
  readonly to: readonly number[];
  /** Entry i: the column bit that lay in lane bit i; empty if none did. */
  readonly exchanged: readonly number[];
  /** All positions that matter to other wires, ascending; for a kernel without the lanes. */
  readonly others: readonly number[];
}

/** Steps that are done tile by tile. */
export interface Pass {
  readonly steps: readonly Step[];
  /** Positions whose bits choose the tile; the steps leave them alone. */
  readonly outer: readonly number[];
}

export interface Plan {
  readonly passes: readonly Pass[];
  /** Positions ever in use: the memory holds 2^width numbers. */
  readonly width: number;
  /** Entry w: where the kept bits of wire w lie in the end. */
  readonly positionsOfWire: readonly (readonly number[])[];
  /** Numbers that the steps go through, those that come out counted. */
  readonly work: number;
}

/**
 * Orders the blocks and places their bits. Of blocks that can come next, those that end wires come first and those that
 * begin wires last, since each qubit makes the state four times as large.
 */
export function* planOf({ blocks }: BlockProgram, wireCount: number, geometry: Geometry): Work<Plan> {
  const agenda = new Agenda(blocks, wireCount);
  const layout = new Layout(wireCount, geometry.laneBits);
  const passes: Pass[] = [];
  let open = new OpenPass(geometry, layout);
  let work = 0;
  for (let done = 0; done < blocks.length; done++) {
    if (done % 64 === 63) yield;
    const block = agenda.take((candidate) => open.takes(candidate));
    const planned = planStep(block, layout, geometry, open, agenda);
    if (!open.add(planned)) {
      passes.push(...open.close());
      open = new OpenPass(geometry, layout);
      open.add(planned);
    }
    work += 2 ** Math.max(planned.liveBefore, layout.live);
  }
  passes.push(...open.close());
  return { passes, width: layout.width, positionsOfWire: layout.positionsOfWire, work };
}

interface PlannedStep {
  readonly step: Step;
  readonly liveBefore: number;
}

function planStep(block: Block, layout: Layout, geometry: Geometry, open: OpenPass, agenda: Agenda): PlannedStep {
  const { laneBits, plainBits } = geometry;
  const liveBefore = layout.live;
  const before = layout.positionsBefore(block);
  const isNarrow = before.length <= mostKernelBits && rowBits(block) <= mostKernelBits;
  const exchange =
    isNarrow && liveBefore > Math.max(plainBits, laneBits)
      ? layout.exchangeFor(
          before,
          (position) => open.has(position),
          (wire) => agenda.nextUse(wire),
        )
      : undefined;
  if (exchange) layout.exchange(exchange.partners);
  const from = layout.positionsBefore(block);
  const involved = new Set(from);
  const lowest = exchange ? laneBits : 0;
  const others = layout.livePositions().filter((position) => position >= lowest && !involved.has(position));
  const to = layout.apply(block, (wire) => agenda.isDone(wire));
  return {
    step: { block, isKernel: exchange !== undefined, from, to, exchanged: exchange?.exchanged ?? [], others },
    liveBefore,
  };
}

/** Sixteen registers hold the numbers of two qubits. */
const mostKernelBits = 4;
const rowBits = (block: Block): number => block.bitsAfter.reduce((sum, bits) => sum + bits, 0);

/** The steps of a pass while they are collected. */
class OpenPass {
  readonly #geometry: Geometry;
  readonly #layout: Layout;
  readonly #steps: Step[] = [];
  /** Positions beyond the runs that the tile has. */
  #high = new Set<number>();
  #others: readonly number[] = [];
  #isPlain = false;

  constructor(geometry: Geometry, layout: Layout) {
    this.#geometry = geometry;
    this.#layout = layout;
  }

  has(position: number): boolean {
    return position < this.#geometry.runBits || this.#high.has(position);
  }

  /** Whether a block would act within the tile. */
  takes(block: Block): boolean {
    return this.#layout.positionsBefore(block).every((position) => this.has(position));
  }

  /** Adds a step, if it fits. */
  add({ step, liveBefore }: PlannedStep): boolean {
    const { runBits, tileBits } = this.#geometry;
    const isWhole = Math.max(this.#layout.width, liveBefore) <= tileBits;
    if (this.#steps.length > 0 && (this.#isPlain || !step.isKernel) && !isWhole) return false;
    const high = new Set(this.#high);
    for (const position of [...step.from, ...step.to]) if (position >= runBits) high.add(position);
    if (this.#steps.length > 0 && !isWhole && high.size > tileBits - runBits) return false;
    this.#high = high;
    this.#isPlain = !step.isKernel;
    this.#steps.push(step);
    this.#others = step.others;
    return true;
  }

  /** The pass, if it has steps. What room is left in the tile goes to the lowest of the other positions. */
  close(): Pass[] {
    if (this.#steps.length === 0) return [];
    const { runBits, tileBits } = this.#geometry;
    if (this.#isPlain) return [{ steps: this.#steps, outer: [] }];
    const far = this.#others.filter((position) => !this.has(position));
    const room = Math.max(0, tileBits - runBits - this.#high.size);
    return [{ steps: this.#steps, outer: far.slice(room) }];
  }
}

/** Which blocks can come next: those that are first on all of their wires. */
class Agenda {
  readonly #blocks: readonly Block[];
  /** Entry w: the blocks on wire w, in order, and how many of them are done. */
  readonly #queues: number[][];
  readonly #heads: Uint32Array;
  readonly #ready: number[] = [];

  constructor(blocks: readonly Block[], wireCount: number) {
    this.#blocks = blocks;
    this.#queues = Array.from({ length: wireCount }, () => []);
    this.#heads = new Uint32Array(wireCount);
    blocks.forEach((block, i) => {
      for (const wire of block.wires) this.#queues[wire].push(i);
    });
    const first = new Set(this.#queues.flatMap(([index]) => (index === undefined ? [] : [index])));
    for (const index of first) if (this.#isReady(index)) this.#ready.push(index);
  }

  /** The next block: first by how much it makes the state grow, then those that are near, then the earliest. */
  take(isNear: (block: Block) => boolean): Block {
    let best = 0;
    let bestScore = Number.POSITIVE_INFINITY;
    this.#ready.forEach((i, at) => {
      const block = this.#blocks[i];
      const score = 2 * growthOf(block) + (isNear(block) ? 0 : 1);
      if (score < bestScore || (score === bestScore && i < this.#ready[best])) [best, bestScore] = [at, score];
    });
    const [taken] = this.#ready.splice(best, 1);
    const block = this.#blocks[taken];
    for (const wire of block.wires) this.#heads[wire]++;
    for (const next of new Set(block.wires.map((wire) => this.#queues[wire][this.#heads[wire]]))) {
      if (next !== undefined && this.#isReady(next)) this.#ready.push(next);
    }
    return block;
  }

  isDone(wire: number): boolean {
    return this.#heads[wire] >= this.#queues[wire].length;
  }

  /** The number of the next block on a wire. */
  nextUse(wire: number): number {
    return this.#queues[wire][this.#heads[wire]] ?? this.#blocks.length;
  }

  #isReady(i: number): boolean {
    return this.#blocks[i].wires.every((wire) => this.#queues[wire][this.#heads[wire]] === i);
  }
}

const growthOf = ({ bitsBefore, bitsAfter }: Block): number =>
  bitsAfter.reduce((sum, bits, j) => sum + bits - bitsBefore[j], 0);
