import { writeModule } from "@naru/kernels";
import type { Host } from "../host.ts";
import type { Pacer } from "../pacer.ts";
import type { Precision } from "../simulator.ts";
import { type Arithmetic, arithmeticOf, vectorBytes } from "../statevector/emit/arithmetic.ts";
import type { Arena } from "../statevector/exec/arena.ts";
import { type Part, parityOf } from "./pauli-masks.ts";
import {
  groupIndexBits,
  groupSigns,
  groupVectors,
  type SweepKernels,
  sweepKernels,
  sweepKernelsOf,
} from "./sweep-kernels.ts";
import { type WalshKernels, walsh, walshKernels } from "./walsh-kernels.ts";

/** Two tiles of 2^13 amplitudes, and the products of a tile, fit into half of a second-level cache of 1 MiB. */
const mostTileBits = 13;
/** From so many sums over the same products on, a transform of the products gives them all for less. */
const fewestSumsOfTransform = 4;

/** A state as it lies in memory; masks over the bits of an amplitude's index in memory. */
export interface SweptState {
  /** Where it begins. */
  readonly address: number;
  /** Indices from 2^this on hold nothing. */
  readonly indexBits: number;
  /** Bits below `indexBits` that are 0 in every amplitude that is not zero; memory holds anything where they are 1. */
  readonly unusedBits: readonly number[];
  /** Room for the sweeps, beside the state: `sweepScratchBytes`. */
  readonly scratch: number;
}

/** Asks for Σ (−1)^|i & z| of Re or Im of ψ*[i ⊕ x] ψ[i] over all i. */
export interface SumRequest {
  readonly x: number;
  readonly z: number;
  readonly part: Part;
}

const signsBytes = 1024;
const slotBytes = 64;
export const sweepScratchBytes = signsBytes + slotBytes + 8 * 2 ** mostTileBits;

/** Sums that share x, and so the products. */
interface Group {
  readonly lanes: number;
  readonly flipHigh: number;
  readonly flipLow: number;
  readonly part: Part;
  /** A bit of the vector's number that differs between i and i ⊕ x, or 0. */
  readonly pivot: number;
  readonly members: Member[];
}
interface Member {
  readonly request: number;
  readonly z: number;
}

/**
 * Reads and combines states through Pauli strings, without copying them. Sums are by tile, in the order of the tiles, on
 * the calling thread: the same bits whatever the number of threads.
 */
export class Sweeper {
  readonly #arena: Arena;
  readonly #arithmetic: Arithmetic;
  readonly #kernels: SweepKernels;
  readonly #walsh: WalshKernels;

  constructor(host: Host, arena: Arena, precision: Precision) {
    this.#arena = arena;
    this.#arithmetic = arithmeticOf(precision);
    const functions = [...sweepKernels(this.#arithmetic), ...walshKernels()];
    const exports = host.instantiate(host.compile(writeModule(functions, arena.memoryImport)), arena.memory);
    this.#kernels = sweepKernelsOf(exports);
    this.#walsh = exports as unknown as WalshKernels;
  }

  /** Entry r is the sum that request r asks for. */
  async sums(state: SweptState, requests: readonly SumRequest[], pacer: Pacer): Promise<Float64Array> {
    const tiling = new Tiling(state, this.#arithmetic);
    this.#writeSigns(state.scratch);
    const totals = new Float64Array(requests.length);
    for (const [high, groups] of this.#plan(tiling, requests)) {
      const pivot = high === 0 ? 0 : 2 ** (31 - Math.clz32(high));
      for (let tile = 0; tile < tiling.tiles; tile++) {
        if (tile & (tiling.unusedTiles | pivot)) continue;
        for (const group of groups) {
          this.#addGroup(tiling, tile, tile ^ high, group, totals);
          pacer.check(); // few qubits have one tile, and may have thousands of groups
          if (pacer.isPauseDue()) await pacer.pause();
        }
      }
      if (pivot === 0) continue;
      for (const { members } of groups) for (const { request } of members) totals[request] *= 2;
    }
    return totals;
  }

  /** Adds (re + i·im) times the string (x, z), without its power of i, times the source to the target: two halves of a state. */
  async add(
    source: SweptState,
    targetAddress: number,
    terms: readonly { readonly x: number; readonly z: number; readonly re: number; readonly im: number }[],
    pacer: Pacer,
  ): Promise<void> {
    const tiling = new Tiling(source, this.#arithmetic);
    this.#writeSigns(source.scratch);
    const { bytes } = this.#arithmetic;
    const coefficient = source.scratch + signsBytes;
    const numbers = bytes === 4 ? this.#arena.views.single : this.#arena.views.double;
    const byHigh = Map.groupBy(terms, ({ x }) => tiling.tileOf(x));
    for (const [high, together] of byHigh) {
      for (let tile = 0; tile < tiling.tiles; tile++) {
        for (const { x, z, re, im } of together) {
          const { lanes, flipHigh, flipLow } = this.#flipOf(tiling, x);
          const sign = parityOf(tiling.tileOf(z) & (tile ^ high));
          // (−1)^|i & z| with i = j ⊕ x, for the target's index j
          const turned = sign * parityOf(x & z & tiling.within);
          numbers[coefficient / bytes] = turned * re;
          numbers[coefficient / bytes + 1] = turned * im;
          this.#kernels.add(lanes)(
            targetAddress + tile * tiling.tileBytes,
            tiling.addressOf(tile ^ high),
            flipHigh,
            flipLow,
            tiling.vectors,
            this.#highSigns(tiling, z),
            this.#signsAt(source.scratch, z),
            coefficient,
          );
          pacer.check();
          if (pacer.isPauseDue()) await pacer.pause();
        }
      }
    }
  }

  #addGroup(tiling: Tiling, tile: number, partner: number, group: Group, totals: Float64Array): void {
    const { double } = this.#arena.views;
    const { scratch } = tiling.state;
    const { lanes, flipHigh, flipLow, part, pivot, members } = group;
    const [ket, bra] = [tiling.addressOf(tile), tiling.addressOf(partner)];
    const slot = scratch + signsBytes;
    if (members.length < fewestSumsOfTransform) {
      const kernel = this.#kernels.sum(part, lanes);
      const factor = pivot === 0 ? 1 : 2;
      for (const { request, z } of members) {
        kernel(
          ket,
          bra,
          flipHigh,
          flipLow,
          tiling.vectors,
          pivot,
          this.#highSigns(tiling, z),
          this.#signsAt(scratch, z),
          slot,
        );
        totals[request] += factor * parityOf(tiling.tileOf(z) & tile) * double[slot / 8];
      }
      return;
    }
    const products = slot + slotBytes;
    this.#kernels.products(part, lanes)(ket, bra, flipHigh, flipLow, tiling.vectors, products);
    walsh(this.#walsh, products, tiling.bits);
    for (const { request, z } of members) {
      totals[request] += parityOf(tiling.tileOf(z) & tile) * double[products / 8 + (z & tiling.within)];
    }
  }

  /** The requests that can be other than zero: by the part of x outside of a tile, then by x. */
  #plan(tiling: Tiling, requests: readonly SumRequest[]): ReadonlyMap<number, readonly Group[]> {
    const byHigh = new Map<number, Map<string, Group>>();
    requests.forEach(({ x, z, part }, request) => {
      if (x & ~tiling.used) return; // one of the two amplitudes is zero
      const high = tiling.tileOf(x);
      const groups = byHigh.get(high) ?? new Map<string, Group>();
      byHigh.set(high, groups);
      const key = `${part}${x}`;
      const group = groups.get(key) ?? this.#groupOf(tiling, x, part);
      groups.set(key, group);
      group.members.push({ request, z: z & tiling.used });
    });
    return new Map([...byHigh].map(([high, groups]) => [high, [...groups.values()]]));
  }

  #groupOf(tiling: Tiling, x: number, part: Part): Group {
    const flip = this.#flipOf(tiling, x);
    const top = flip.flipHigh === 0 ? 0 : 2 ** (31 - Math.clz32(flip.flipHigh));
    return { ...flip, part, pivot: tiling.tileOf(x) === 0 ? top : 0, members: [] };
  }

  #flipOf(tiling: Tiling, x: number): Pick<Group, "lanes" | "flipHigh" | "flipLow"> {
    const vector = (x & tiling.within) >>> this.#arithmetic.laneBits;
    const flipLow = vector & (groupVectors - 1);
    return { lanes: x & (this.#arithmetic.lanes - 1), flipHigh: vector ^ flipLow, flipLow };
  }

  #highSigns(tiling: Tiling, z: number): number {
    return ((z & tiling.within) >>> this.#arithmetic.laneBits) & ~(groupVectors - 1);
  }

  #signsAt(scratch: number, z: number): number {
    return scratch + 64 * (z & (2 ** groupIndexBits(this.#arithmetic) - 1));
  }

  #writeSigns(scratch: number): void {
    for (let z = 0; z < 2 ** groupIndexBits(this.#arithmetic); z++) {
      this.#arena.views.words.set(groupSigns(this.#arithmetic, z), (scratch + 64 * z) / 4);
    }
  }
}

/** How a state is cut into tiles for a sweep. */
class Tiling {
  readonly state: SweptState;
  readonly bits: number;
  readonly tiles: number;
  readonly tileBytes: number;
  /** Vectors of a tile. */
  readonly vectors: number;
  /** Masks: the index bits within a tile, those that are in use, and the bits of a tile's number that are not. */
  readonly within: number;
  readonly used: number;
  readonly unusedTiles: number;

  constructor(state: SweptState, { laneBits }: Arithmetic) {
    const { indexBits, unusedBits } = state;
    this.state = state;
    this.bits = Math.min(mostTileBits, indexBits, ...unusedBits);
    this.tiles = 2 ** (indexBits - this.bits);
    this.vectors = 2 ** (this.bits - laneBits);
    this.tileBytes = this.vectors * vectorBytes;
    this.within = 2 ** this.bits - 1;
    const unused = unusedBits.reduce((mask, bit) => mask + 2 ** bit, 0);
    this.used = 2 ** indexBits - 1 - unused;
    this.unusedTiles = unused / 2 ** this.bits;
  }

  tileOf(mask: number): number {
    return mask >>> this.bits;
  }
  addressOf(tile: number): number {
    return this.state.address + tile * this.tileBytes;
  }
}
