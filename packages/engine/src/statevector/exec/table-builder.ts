import type { Precision } from "../../simulator.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import type { FixedKernels, TableKernels } from "../emit/fixed-kernels.ts";
import type { TileTerm } from "../plan/plan.ts";
import type { Views } from "./arena.ts";
import { maskOf } from "./bound-pass.ts";
import type { MemoryMap } from "./memory-map.ts";

/** What a table over a whole tile holds: e^logScale times the phases of terms that lie inside the tile. */
export interface TableRecipe {
  readonly target: number;
  readonly tileBits: number;
  readonly logScale: number;
  readonly terms: readonly TileTerm[];
}

/**
 * Builds tables by doubling: the half of a table in which bit i is 1 is the half below times a factor, or times a row of
 * factors that is itself built by doubling. In double precision throughout; a table in single precision is rounded once.
 */
export class TableBuilder {
  readonly #precision: Precision;
  readonly #kernels: FixedKernels & TableKernels;
  readonly #map: MemoryMap;
  readonly #numbers: Float64Array;
  /** Where a complex constant, or a vector of factors, is passed to a kernel. */
  readonly #constant: number;

  constructor(precision: Precision, kernels: FixedKernels & TableKernels, map: MemoryMap, views: Views) {
    this.#precision = precision;
    this.#kernels = kernels;
    this.#map = map;
    this.#numbers = views.double;
    this.#constant = map.tileTables[0];
  }

  build({ target, tileBits, logScale, terms }: TableRecipe): void {
    const table = this.#precision === "double" ? target : this.#map.tableScratch;
    const row = this.#map.rowScratch;
    this.#put(table, 0, Math.exp(logScale), 0);
    for (let bit = 0; bit < tileBits; bit++) {
      const pairs = terms.filter(({ inside }) => inside.length === 2 && Math.max(...inside) === bit);
      let own = 0;
      for (const { inside, radians } of terms) if (inside.length === 1 && inside[0] === bit) own += radians;
      if (pairs.length === 0) {
        this.#grow(table, bit, own);
        continue;
      }
      const angles = new Float64Array(bit);
      for (const { inside, radians } of pairs) angles[Math.min(...inside)] += radians;
      this.#put(row, 0, Math.cos(own), Math.sin(own));
      for (let lower = 0; lower < bit; lower++) this.#grow(row, lower, angles[lower]);
      this.#kernels.multiplyInto(table + (16 << bit), table, row, 1 << (bit - 1));
    }
    for (const term of terms) if (term.inside.length > 2) this.#multiplySubset(table, tileBits, term);
    if (table !== target) this.#kernels.roundInto(target, table, 2 ** (tileBits - arithmeticOf("single").laneBits));
  }

  /** Doubles a table that covers the bits below `bit`: the new half is the old one times e^{i·radians}. */
  #grow(table: number, bit: number, radians: number): void {
    const [c, s] = [Math.cos(radians), Math.sin(radians)];
    if (bit === 0) {
      const [re, im] = [this.#numbers[table / 8], this.#numbers[table / 8 + 2]];
      this.#put(table, 1, re * c - im * s, re * s + im * c);
      return;
    }
    this.#numbers[this.#constant / 8] = c;
    this.#numbers[this.#constant / 8 + 1] = s;
    this.#kernels.scaleInto(table + (16 << bit), table, this.#constant, 1 << (bit - 1));
  }

  #multiplySubset(table: number, tileBits: number, { inside, radians }: TileTerm): void {
    const mask = maskOf(inside);
    for (let lane = 0; lane < 2; lane++) {
      const fires = (lane & mask) === (mask & 1);
      this.#put(this.#constant, lane, fires ? Math.cos(radians) : 1, fires ? Math.sin(radians) : 0);
    }
    this.#kernels.tableSubset(table, 2 ** (tileBits - 1), mask >> 1, this.#constant);
  }

  /** Writes entry 0 or 1 of a table. */
  #put(table: number, entry: number, re: number, im: number): void {
    this.#numbers[table / 8 + entry] = re;
    this.#numbers[table / 8 + 2 + entry] = im;
  }
}
