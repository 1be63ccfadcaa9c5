import type { Precision } from "../../simulator.ts";
import { arithmeticOf, vectorBytes } from "../emit/arithmetic.ts";
import type { Views } from "./arena.ts";
import type { BlockTables, BoundDense, BoundDiagonal, BoundPass, OuterRecipe, SubsetTerm } from "./bound-pass.ts";
import { spread } from "./bound-pass.ts";
import type { KernelSet } from "./kernel-set.ts";
import { amplitudeBytes, type MemoryMap, shortTableBytes } from "./memory-map.ts";

/** Bits of the shorter table of an outer product: 2^7 numbers stay in the first-level cache. */
const mostLowBits = 7;

/** A stage takes some 50 µs. Dense matrices, which may take as many milliseconds, are looked after one by one. */
const stagesBetweenLooks = 128;

/** Takes tiles through the stages of a pass. Every thread has one, with buffers of its own. */
export class TileRunner {
  readonly #kernels: KernelSet;
  readonly #map: MemoryMap;
  readonly #numbers: Float32Array | Float64Array;
  /** Bytes of a real number, amplitudes in a vector, and the bits that count them. */
  readonly #bytes: number;
  readonly #lanes: number;
  readonly #laneBits: number;
  readonly #amplitudeBytes: number;
  readonly #buffer: number;
  readonly #tables: number;

  constructor(precision: Precision, kernels: KernelSet, map: MemoryMap, views: Views, thread: number) {
    const { bytes, lanes, laneBits } = arithmeticOf(precision);
    this.#kernels = kernels;
    this.#map = map;
    this.#numbers = precision === "single" ? views.single : views.double;
    [this.#bytes, this.#lanes, this.#laneBits] = [bytes, lanes, laneBits];
    this.#amplitudeBytes = amplitudeBytes(precision);
    this.#buffer = map.tiles[thread];
    this.#tables = map.tileTables[thread];
  }

  /** Runs one tile; gives up between two stages, leaving the state useless, when `isStopped` says so. */
  run(pass: BoundPass, tile: number, isStopped: () => boolean): void {
    const { fixed } = this.#kernels;
    const { move, tileBits, filledBits } = pass;
    const base = move ? this.#buffer : this.#map.state;
    const inMemory = this.#map.state + (spread(tile, pass.outerBits) / this.#lanes) * vectorBytes;
    if (pass.isFirst) {
      fixed.clear(base, base + 2 ** tileBits * this.#amplitudeBytes);
      this.#numbers[base / this.#bytes] = 1;
    } else if (move) {
      if (move.isPartial) fixed.clear(base, base + 2 ** tileBits * this.#amplitudeBytes);
      const { gatherTargets, gatherSources, gatherRuns, straightSteps, stepsBytes } = move;
      fixed.copyRuns(
        base,
        inMemory,
        gatherTargets,
        gatherSources,
        gatherRuns,
        straightSteps,
        straightSteps,
        stepsBytes,
      );
    } else if (filledBits < tileBits) {
      fixed.clear(base + 2 ** filledBits * this.#amplitudeBytes, base + 2 ** tileBits * this.#amplitudeBytes);
    }
    let sinceLook = 0;
    for (const stage of pass.stages) {
      if (stage.kind === "dense" || ++sinceLook === stagesBetweenLooks) {
        if (isStopped()) return;
        sinceLook = 0;
      }
      if (stage.kind === "block") this.#kernels.block(stage.kernel)(base, ...stage.parameters);
      else if (stage.kind === "diagonal") this.#diagonal(base, stage, tileBits, tile);
      else this.#dense(base, stage, tileBits);
    }
    if (move) {
      const { scatterTargets, scatterSources, scatterRuns, straightSteps, scatterSteps, stepsBytes } = move;
      fixed.copyRuns(
        inMemory,
        base,
        scatterTargets,
        scatterSources,
        scatterRuns,
        straightSteps,
        scatterSteps,
        stepsBytes,
      );
    }
  }

  #diagonal(base: number, { table, blocks, outer, subsets }: BoundDiagonal, tileBits: number, tile: number): void {
    const { fixed } = this.#kernels;
    const vectors = 2 ** (tileBits - this.#laneBits);
    if (blocks) this.#byBlocks(base, blocks, outer, tileBits, tile);
    else if (outer) {
      const lowBits = Math.min(tileBits - 1, mostLowBits);
      const low = this.#tables;
      const high = low + this.#amplitudeBytes * 2 ** lowBits;
      const factors = this.#factors(outer, tile);
      this.#writeLow(low, factors.subarray(0, 2 * lowBits), outer.scale);
      this.#writeHigh(high, factors.subarray(2 * lowBits));
      const lowVectors = 2 ** (lowBits - this.#laneBits);
      const highCount = 2 ** (tileBits - lowBits);
      if (table) fixed.multiplyByBoth(base, low, lowVectors, high, highCount, table);
      else fixed.multiplyByOuter(base, low, lowVectors, high, highCount);
    } else if (table) fixed.multiplyByTable(base, vectors, table);
    for (const subset of subsets) {
      if ((tile & subset.outsideMask) === subset.outsideMask) this.#subset(base, subset, vectors);
    }
  }

  #byBlocks(base: number, blocks: BlockTables, outer: OuterRecipe | null, tileBits: number, tile: number): void {
    const { fixed } = this.#kernels;
    const { lowBits, offsets } = blocks;
    const highCount = 2 ** (tileBits - lowBits);
    let { tables, highAt } = blocks;
    if (outer) {
      const factors = this.#factors(outer, tile);
      const low = this.#tables;
      const high = low + this.#amplitudeBytes * 2 ** mostLowBits;
      if (blocks.isTurned) {
        const upper = outerProducts(factors.subarray(2 * mostLowBits, 2 * lowBits), 1);
        this.#writeLow(low, factors.subarray(0, 2 * mostLowBits), 1);
        for (let i = 0; i < blocks.count; i++) this.#numbers.set(upper, high / this.#bytes + i * upper.length);
        const turned = low + shortTableBytes;
        const lowVectors = 2 ** (mostLowBits - this.#laneBits);
        fixed.turnTables(turned, low, lowVectors, high, (blocks.count * upper.length) / 2, tables);
        tables = turned;
      }
      const products = outerProducts(factors.subarray(2 * lowBits), 1);
      multiplyEach(products, blocks.high);
      this.#numbers.set(products, high / this.#bytes);
      highAt = high;
    }
    fixed.multiplyByBlocks(base, tables, 2 ** (lowBits - this.#laneBits), highAt, highCount, offsets);
  }

  /** The factor of each position in this tile, as re and im. */
  #factors({ factors, crossing, conditional }: OuterRecipe, tile: number): Float64Array {
    const product = factors.slice();
    const multiply = (position: number, re: number, im: number) => {
      const [x, y] = [product[2 * position], product[2 * position + 1]];
      product[2 * position] = x * re - y * im;
      product[2 * position + 1] = x * im + y * re;
    };
    for (const { position, lowerBits, lower, upper } of crossing) {
      const l = 2 * (tile & ((1 << lowerBits) - 1));
      const u = 2 * (tile >> lowerBits);
      multiply(position, lower[l], lower[l + 1]);
      multiply(position, upper[u], upper[u + 1]);
    }
    for (const { position, outsideMask, re, im } of conditional) {
      if ((tile & outsideMask) === outsideMask) multiply(position, re, im);
    }
    return product;
  }

  /** Products over the low bits, as vectors. */
  #writeLow(address: number, factors: Float64Array, scale: number): void {
    const products = outerProducts(factors, scale);
    const [lanes, laneBits] = [this.#lanes, this.#laneBits];
    const from = address / this.#bytes;
    for (let x = 0; x < products.length / 2; x++) {
      const at = from + (x >> laneBits) * 2 * lanes + (x & (lanes - 1));
      this.#numbers[at] = products[2 * x];
      this.#numbers[at + lanes] = products[2 * x + 1];
    }
  }

  /** Products over the high bits, re and im interleaved. */
  #writeHigh(address: number, factors: Float64Array): void {
    this.#numbers.set(outerProducts(factors, 1), address / this.#bytes);
  }

  #subset(base: number, { insideMask, re, im }: SubsetTerm, vectors: number): void {
    const [lanes, laneBits] = [this.#lanes, this.#laneBits];
    const laneMask = insideMask & (lanes - 1);
    const factor = this.#tables / this.#bytes;
    for (let lane = 0; lane < lanes; lane++) {
      const fires = (lane & laneMask) === laneMask;
      this.#numbers[factor + lane] = fires ? re : 1;
      this.#numbers[factor + lanes + lane] = fires ? im : 0;
    }
    this.#kernels.fixed.multiplySubset(base, vectors, insideMask >> laneBits, this.#tables);
  }

  /** By the kernel; in plain loops where a tile is too small to bring all wires off the lanes. */
  #dense(base: number, { parameters, matrix, positions }: BoundDense, tileBits: number): void {
    if (parameters) {
      const [groups, masks, maskCount, offsets, size, numbers] = parameters;
      this.#kernels.fixed.applyMatrix(base, groups, masks, maskCount, offsets, size, numbers, this.#tables);
      return;
    }
    const size = 2 ** positions.length;
    const [lanes, laneBits, numbers] = [this.#lanes, this.#laneBits, this.#numbers];
    /** Where an amplitude's real part lies, counted in numbers; it is linear in the bits of the index. */
    const placeOf = (index: number) => (index >> laneBits) * 2 * lanes + (index & (lanes - 1));
    const offsets = Array.from({ length: size }, (_, row) => placeOf(spread(row, positions)));
    const others = Array.from({ length: tileBits }, (_, position) => position).filter((p) => !positions.includes(p));
    const from = base / this.#bytes;
    const column = new Float64Array(2 * size);
    for (let group = 0; group < 2 ** others.length; group++) {
      const first = from + placeOf(spread(group, others));
      for (let k = 0; k < size; k++) {
        column[2 * k] = numbers[first + offsets[k]];
        column[2 * k + 1] = numbers[first + offsets[k] + lanes];
      }
      for (let row = 0; row < size; row++) {
        let re = 0;
        let im = 0;
        for (let k = 0; k < 2 * size; k += 2) {
          const at = 2 * row * size + k;
          re += matrix[at] * column[k] - matrix[at + 1] * column[k + 1];
          im += matrix[at] * column[k + 1] + matrix[at + 1] * column[k];
        }
        numbers[first + offsets[row]] = re;
        numbers[first + offsets[row] + lanes] = im;
      }
    }
  }
}

/** target[x] *= factors[x], as re and im. */
function multiplyEach(target: Float64Array, factors: Float64Array): void {
  for (let at = 0; at < target.length; at += 2) {
    const [re, im, x, y] = [target[at], target[at + 1], factors[at], factors[at + 1]];
    target[at] = re * x - im * y;
    target[at + 1] = re * y + im * x;
  }
}

/** Entry x, as re and im: `scale` times the product of the factors of the bits of x. */
function outerProducts(factors: Float64Array, scale: number): Float64Array {
  const products = new Float64Array(2 * 2 ** (factors.length / 2));
  products[0] = scale;
  for (let half = 2, f = 0; f < factors.length; half *= 2, f += 2) {
    const [c, s] = [factors[f], factors[f + 1]];
    for (let at = 0; at < half; at += 2) {
      const [re, im] = [products[at], products[at + 1]];
      products[half + at] = re * c - im * s;
      products[half + at + 1] = re * s + im * c;
    }
  }
  return products;
}
