import { cos, exp, sin } from "@naru/base";
import type { Precision } from "../../simulator.ts";
import { type Arithmetic, arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import type { TileTerm } from "../plan/plan.ts";
import type { Views } from "./arena.ts";
import { maskOf } from "./bound-pass.ts";
import type { CommonKernels } from "./kernel-set.ts";
import type { MemoryMap } from "./memory-map.ts";
import { factorBytes, plainBytes, rowBytes } from "./table-scratch.ts";

/** What a table over a whole tile holds: e^logScale times the phases of terms that lie inside the tile. */
export interface TableRecipe {
  readonly target: number;
  readonly tileBits: number;
  readonly logScale: number;
  readonly terms: readonly TileTerm[];
}

/**
 * Builds tables over a tile. Its positions are cut into three groups a, b and c, the lowest first; as a term joins at most
 * two positions, the table is the product of three small ones, over (a, b), (a, c) and (b, c). Those are built in double
 * precision and rounded once. Terms on more positions are multiplied in afterwards.
 */
export class TableBuilder {
  readonly #arithmetic: Arithmetic;
  readonly #kernels: CommonKernels;
  readonly #numbers: Float64Array;
  readonly #amplitudes: Float32Array | Float64Array;
  readonly #plain: number;
  readonly #row: number;
  readonly #factors: number;
  readonly #small: number;

  constructor(precision: Precision, kernels: CommonKernels, { tableScratch }: MemoryMap, views: Views) {
    this.#arithmetic = arithmeticOf(precision);
    this.#kernels = kernels;
    this.#numbers = views.double;
    this.#amplitudes = precision === "double" ? views.double : views.single;
    this.#plain = tableScratch;
    this.#row = this.#plain + plainBytes;
    this.#factors = this.#row + rowBytes;
    this.#small = this.#factors + factorBytes;
  }

  build({ target, tileBits, logScale, terms }: TableRecipe): void {
    const { lanes } = this.#arithmetic;
    const bBits = Math.floor(tileBits / 3);
    const cBits = Math.floor((tileBits - bBits) / 2);
    const aBits = tileBits - bBits - cBits;
    const [a, b, c] = [0, aBits, aBits + bBits];
    const ab = new PairTable([a, aBits], [b, bBits]);
    const ac = new PairTable([a, aBits], [c, cBits]);
    const bc = new PairTable([b, bBits], [c, cBits]);
    for (const { inside, radians } of terms) {
      if (inside.length > 2) continue;
      const low = Math.min(inside[0], inside[inside.length - 1]);
      const high = Math.max(inside[0], inside[inside.length - 1]);
      const table = low >= b ? bc : high < c ? ab : ac;
      table.add(high, low, radians);
    }
    const abAt = this.#small;
    const acAt = this.#pack(ab, abAt, 1);
    const bcAt = this.#pack(ac, acAt, 1);
    this.#pack(bc, bcAt, exp(logScale));
    this.#kernels.crossTables(target, abAt, acAt, bcAt, 2 ** aBits / lanes, 2 ** bBits, 2 ** cBits);
    for (const term of terms) if (term.inside.length > 2) this.#multiplySubset(target, tileBits, term);
  }

  /** Builds a small table at an address and returns where it ends. */
  #pack({ bits, angles }: PairTable, target: number, scale: number): number {
    const numbers = this.#numbers;
    let at = this.#factors / 8;
    for (const angle of angles) {
      numbers[at++] = angle === 0 ? 1 : cos(angle);
      numbers[at++] = angle === 0 ? 0 : sin(angle);
    }
    numbers[this.#plain / 8] = scale;
    numbers[this.#plain / 8 + 1] = 0;
    this.#kernels.phaseTable(this.#plain, this.#row, bits, this.#factors);
    const vectors = Math.ceil(2 ** bits / this.#arithmetic.lanes);
    this.#kernels.packTable(target, this.#plain, vectors);
    return target + vectors * vectorBytes;
  }

  #multiplySubset(table: number, tileBits: number, { inside, radians }: TileTerm): void {
    const { lanes, laneBits, bytes } = this.#arithmetic;
    const mask = maskOf(inside);
    const laneMask = mask & (lanes - 1);
    const factor = this.#factors / bytes;
    for (let lane = 0; lane < lanes; lane++) {
      const fires = (lane & laneMask) === laneMask;
      this.#amplitudes[factor + lane] = fires ? cos(radians) : 1;
      this.#amplitudes[factor + lanes + lane] = fires ? sin(radians) : 0;
    }
    this.#kernels.multiplySubset(table, 2 ** (tileBits - laneBits), mask >> laneBits, this.#factors);
  }
}

type Group = readonly [first: number, size: number];

/** The angles of single positions and pairs of them within two groups, as `phaseTable` takes their factors. */
class PairTable {
  readonly bits: number;
  /** For each bit k: its own angle, then those of (k, 0) … (k, k − 1). */
  readonly angles: Float64Array;
  readonly #lower: Group;
  readonly #upper: Group;

  constructor(lower: Group, upper: Group) {
    this.#lower = lower;
    this.#upper = upper;
    this.bits = lower[1] + upper[1];
    this.angles = new Float64Array((this.bits * (this.bits + 1)) / 2);
  }

  /** Positions `low` ≤ `high`; a single one if equal. */
  add(high: number, low: number, radians: number): void {
    const k = this.#bitOf(high);
    this.angles[(k * (k + 1)) / 2 + (high === low ? 0 : 1 + this.#bitOf(low))] += radians;
  }

  #bitOf(position: number): number {
    const [first, size] = this.#lower;
    return position < first + size ? position - first : position - this.#upper[0] + size;
  }
}
