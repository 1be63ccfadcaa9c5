import { exp, log } from "@naru/base";
import type { BlockStep } from "../emit/block-shape.ts";
import type { DenseUnitary, FusedPair, Primitive } from "../lower/primitives.ts";
import type { Agenda } from "./agenda.ts";
import type { DiagonalStage, Geometry, Stage, TileTerm } from "./plan.ts";
import { pairBlock, realStep } from "./real-steps.ts";

/** Register bits of a block of real operations. */
const blockBits = 3;

/** Longer blocks would make kernels that are compiled once and never met again. */
const mostOperationsOfBlock = 24;

/** More stages than this make no pass faster; it bounds the memory for their constants, and the time of a tile. */
export const mostStages = 1024;

/** The numbers of the dense matrices of a pass: one on 8 wires, or many smaller ones. */
export const mostMatrixNumbers = 2 ** 17;

/** Deferred factors are put right before the numbers grow by e^30, far below what 32 bits hold. */
const mostDeferredLog = 30;
/** From here on they are put right along with any diagonal, even one that needs no sweep of its own. */
export const muchDeferredLog = 8;
/** Whether a diagonal stage puts right what is deferred: if it sweeps over the tile anyway, or if it is much. */
export const takesScale = (terms: readonly TileTerm[], logScale: number): boolean =>
  terms.some(({ inside, outside }) => inside.length + outside.length <= 2) || logScale < -muchDeferredLog;

/** Orders operations inside one tile: which to do in one go, in which registers, and when diagonals must come first. */
export class TileSchedule {
  readonly stages: Stage[] = [];
  /** The wire at each position; transposes change it. */
  readonly wireAt: number[];
  /** The factor ±e^logScale that is still to be applied. */
  logScale: number;
  isNegated = false;
  #matrixNumbers = 0;
  readonly #agenda: Agenda;
  readonly #geometry: Geometry;
  /** The position of each wire in the tile, or −1. */
  readonly #positionOf: number[];
  /** For wires outside the tile: their bit in the tile's number, or −1 if they are not in use. */
  readonly #outsideBit: readonly number[];

  /** `wireAt` is the wire at each position; `outside` are the wires in use outside the tile. */
  constructor(
    agenda: Agenda,
    geometry: Geometry,
    wireCount: number,
    wireAt: readonly number[],
    outside: readonly number[],
    logScale: number,
  ) {
    this.#agenda = agenda;
    this.#geometry = geometry;
    this.wireAt = [...wireAt];
    this.logScale = logScale;
    this.#positionOf = new Array(wireCount).fill(-1);
    wireAt.forEach((wire, position) => {
      this.#positionOf[wire] = position;
    });
    const outsideBit = new Array<number>(wireCount).fill(-1);
    outside.forEach((wire, bit) => {
      outsideBit[wire] = bit;
    });
    this.#outsideBit = outsideBit;
  }

  /** Does all that can be done in this tile, up to a number of diagonal stages. `check` is called for each stage. */
  fill(mostDiagonalStages: number, check: () => void): void {
    let diagonalStages = 0;
    for (;;) {
      check();
      for (let seed = this.#chooseSeed(); seed >= 0; seed = this.#chooseSeed()) {
        if (this.#isTooDense(this.#agenda.primitives[seed])) return;
        this.#addOperation(seed);
        check();
        if (this.logScale < -mostDeferredLog) this.#addDiagonal([]);
        if (this.stages.length > mostStages) return;
      }
      if (diagonalStages === mostDiagonalStages || !this.#addReadyTerms()) return;
      diagonalStages++;
    }
  }

  // ---- operations

  #isInTile(i: number): boolean {
    for (const wire of this.#agenda.touched(i)) if (this.#positionOf[wire] < 0) return false;
    return true;
  }
  #isLane(wire: number): boolean {
    const position = this.#positionOf[wire];
    return position >= 0 && position < this.#geometry.laneBits;
  }

  /** The first operation that is possible here; those off the lanes come before, as they need no transpose. −1 if none. */
  #chooseSeed(): number {
    let fallback = -1;
    for (const i of this.#agenda.readyOperations) {
      if (!this.#isInTile(i)) continue;
      const primitive = this.#agenda.primitives[i];
      if (primitive.kind === "dense" || !this.#agenda.touched(i).some((wire) => this.#isLane(wire))) return i;
      if (fallback < 0) fallback = i;
    }
    return fallback;
  }

  #addOperation(seed: number): void {
    const primitive = this.#agenda.primitives[seed];
    if (primitive.kind === "dense") {
      this.#addDense(primitive, seed);
      this.#agenda.finish(seed);
    } else if (primitive.kind === "pair") {
      this.#addPair(primitive, seed);
      this.#agenda.finish(seed);
    } else this.#addBlock(seed);
  }

  #addDense({ wires, matrix }: DenseUnitary, source: number): void {
    const { laneBits } = this.#geometry;
    const others = this.wireAt.length - laneBits - wires.filter((wire) => !this.#isLane(wire)).length;
    if (others >= laneBits) this.#bringOffLanes(wires);
    this.stages.push({ kind: "dense", positions: this.#positions(wires), matrix, sources: [source] });
    this.#matrixNumbers += matrix.length;
  }

  /** Whether the matrices of this pass leave no room for this one. */
  #isTooDense(primitive: Primitive): boolean {
    return primitive.kind === "dense" && this.#matrixNumbers + primitive.matrix.length > mostMatrixNumbers;
  }

  #bringOffLanes(wires: readonly number[]): void {
    if (!wires.some((wire) => this.#isLane(wire))) return;
    const registers = this.#transposeRegisters([], new Set(wires));
    this.#addStage(registers, [{ kind: "transpose" }], []);
    this.#exchangeLanes(registers);
  }

  #addPair(pair: FusedPair, source: number): void {
    this.#bringOffLanes(pair.wires);
    const isPutRight = this.logScale < -muchDeferredLog;
    const { shape, constants, scale } = pairBlock(pair, isPutRight ? exp(this.logScale) : 1);
    if (isPutRight) this.logScale = 0;
    this.#defer(scale);
    this.stages.push({
      kind: "block",
      shape,
      positions: this.#positions(pair.wires),
      constants,
      sources: [source],
    });
  }

  #defer(scale: number): void {
    this.logScale += log(Math.abs(scale));
    if (scale < 0) this.isNegated = !this.isNegated;
  }

  /** A block of real operations on three wires: the seed's, and what else can be done with them in registers. */
  #addBlock(seed: number): void {
    const lanes = this.wireAt.slice(0, this.#geometry.laneBits);
    const wires = new Set(this.#agenda.touched(seed));
    const needsTranspose = [...wires].some((wire) => this.#isLane(wire));
    // a transpose brings all lanes into registers at once, so they are wires of the block from the start
    if (needsTranspose) for (const wire of lanes) wires.add(wire);
    const sources = this.#gatherOperations(wires, new Set(lanes));
    let registers: number[];
    let wireOfBit: number[];
    const steps: BlockStep[] = [];
    if (needsTranspose) {
      const others = [...wires].filter((wire) => !lanes.includes(wire));
      registers = this.#transposeRegisters(this.#positions(others), wires);
      wireOfBit = registers.map((position, bit) => (bit < lanes.length ? lanes[bit] : this.wireAt[position]));
      steps.push({ kind: "transpose" });
      this.#exchangeLanes(registers);
    } else {
      registers = this.#withFillers(this.#positions([...wires]));
      wireOfBit = registers.map((position) => this.wireAt[position]);
    }
    const constants: number[] = [];
    for (const source of sources) {
      const primitive = this.#agenda.primitives[source];
      if (primitive.kind === "cx") {
        steps.push({
          kind: "cx",
          control: wireOfBit.indexOf(primitive.control),
          target: wireOfBit.indexOf(primitive.target),
        });
      } else if (primitive.kind === "real") {
        const scaled = realStep(primitive.matrix, wireOfBit.indexOf(primitive.wire), this.#geometry.keepsShapes);
        steps.push(scaled.step);
        constants.push(...scaled.constants);
        this.#defer(scaled.scale);
      }
    }
    this.#addStage(registers, steps, constants, sources);
  }

  /** Finishes, in order, the operations that fit into a block of `wires`; takes in wires while there is room. */
  #gatherOperations(wires: Set<number>, lanes: ReadonlySet<number>): number[] {
    const gathered: number[] = [];
    for (;;) {
      const pick = gathered.length < mostOperationsOfBlock ? this.#pickOperation(wires, lanes) : -1;
      if (pick < 0) return gathered;
      for (const wire of this.#agenda.touched(pick)) wires.add(wire);
      gathered.push(pick);
      this.#agenda.finish(pick);
    }
  }

  /** The first operation on the block's wires alone; or the one that shares most wires with it and still fits; or −1. */
  #pickOperation(wires: ReadonlySet<number>, lanes: ReadonlySet<number>): number {
    let best = -1;
    let bestScore = -1;
    for (const i of this.#agenda.readyOperations) {
      const primitive = this.#agenda.primitives[i];
      if ((primitive.kind !== "real" && primitive.kind !== "cx") || !this.#isInTile(i)) continue;
      const touched = this.#agenda.touched(i);
      let missing = 0;
      let needsLane = false;
      for (const wire of touched) {
        if (wires.has(wire)) continue;
        missing++;
        if (lanes.has(wire)) needsLane = true;
      }
      if (missing === 0) return i;
      if (wires.size + missing > blockBits || needsLane) continue;
      const score = 10 * (touched.length - missing) + touched.length;
      if (score > bestScore) [best, bestScore] = [i, score];
    }
    return best;
  }

  // ---- registers

  #positions(wires: readonly number[]): number[] {
    return wires.map((wire) => this.#positionOf[wire]);
  }

  #addStage(
    positions: readonly number[],
    steps: readonly BlockStep[],
    constants: readonly number[],
    sources: readonly number[] = [],
  ): void {
    this.stages.push({ kind: "block", shape: { registerBits: blockBits, steps }, positions, constants, sources });
  }

  /** Positions filled up to three with any others that are not lanes. */
  #withFillers(positions: readonly number[]): number[] {
    const filled = [...positions];
    for (let position = this.#geometry.laneBits; filled.length < blockBits; position++) {
      if (!filled.includes(position)) filled.push(position);
    }
    return filled;
  }

  /**
   * The register positions of a block that begins with a transpose. The first hold wires that will become lanes: those
   * used least soon, and none of `kept`. Then `others`, then fillers.
   */
  #transposeRegisters(others: readonly number[], kept: ReadonlySet<number>): number[] {
    const { laneBits } = this.#geometry;
    const victims = this.wireAt
      .map((wire, position) => ({ wire, position, uses: 0 }))
      .filter(({ wire, position }) => position >= laneBits && !kept.has(wire));
    for (const victim of victims) victim.uses = this.#agenda.upcomingUses(victim.wire);
    victims.sort((a, b) => a.uses - b.uses || a.position - b.position);
    return this.#withFillers([...victims.slice(0, laneBits).map(({ position }) => position), ...others]);
  }

  /** Follows a transpose: the wires on the lanes and those at the first registers have changed places. */
  #exchangeLanes(registers: readonly number[]): void {
    for (let lane = 0; lane < this.#geometry.laneBits; lane++) {
      const position = registers[lane];
      const [low, high] = [this.wireAt[lane], this.wireAt[position]];
      [this.wireAt[lane], this.wireAt[position]] = [high, low];
      [this.#positionOf[high], this.#positionOf[low]] = [lane, position];
    }
  }

  // ---- diagonals

  /** Does all ready terms that touch the tile, if that lets an operation begin here or nothing else is left. */
  #addReadyTerms(): boolean {
    const agenda = this.#agenda;
    const terms = agenda.readyTerms.filter((i) =>
      (agenda.primitives[i] as { wires: readonly number[] }).wires.some((wire) => this.#positionOf[wire] >= 0),
    );
    if (terms.length === 0) return false;
    if (!agenda.hasOnlyTerms && !agenda.wouldFree(terms, (i) => this.#isInTile(i))) return false;
    this.#addDiagonal(terms);
    return true;
  }

  #addDiagonal(terms: readonly number[]): void {
    const tileTerms: TileTerm[] = [];
    const sources: number[] = [];
    for (const i of terms) {
      const primitive = this.#agenda.primitives[i];
      this.#agenda.finish(i);
      if (primitive.kind !== "diagonal") continue;
      const outside = primitive.wires
        .filter((wire) => this.#positionOf[wire] < 0)
        .map((wire) => this.#outsideBit[wire]);
      if (outside.includes(-1)) continue; // a wire still in zero: the term never fires
      const inside = this.#positions(primitive.wires.filter((wire) => this.#positionOf[wire] >= 0));
      tileTerms.push({ inside, outside, radians: primitive.radians });
      sources.push(i);
    }
    const stage: DiagonalStage = {
      kind: "diagonal",
      logScale: takesScale(tileTerms, this.logScale) ? this.logScale : 0,
      terms: tileTerms,
      sources,
    };
    this.logScale -= stage.logScale;
    this.stages.push(stage);
  }
}
