import type { Lowered } from "../lower/primitives.ts";
import { Agenda } from "./agenda.ts";
import { chooseTile } from "./choose-tile.ts";
import { growInPlace, growTile } from "./grow-tile.ts";
import type { Geometry, Layout, Pass } from "./plan.ts";
import { TileSchedule } from "./tile-schedule.ts";

/**
 * Diagonal stages of one pass, each of which may need a table as large as a tile: 64 tables of half a MiB are 32 MiB, and
 * more stages than that are worth a new gathering.
 */
export const mostDiagonalStages = 64;

/** A tile has at least three positions off the lanes, so that every block finds its registers: wires are added to it. */
export const wireCountOf = ({ wireCount }: Lowered, { laneBits }: Geometry): number =>
  Math.max(wireCount, laneBits + 3);

/**
 * Plans the passes of a circuit, one after the other: which wires form the tile, what is done there, and where they go
 * at the end. Pure and deterministic: the same primitives and geometry give the same passes.
 */
export class Planner {
  readonly #agenda: Agenda;
  readonly #geometry: Geometry;
  readonly #wireCount: number;
  readonly #bitOfWire: number[];
  readonly #isActive: boolean[];
  #startsInMemory = false;
  /** Whether the wires in use have the lowest memory bits and fit one tile. */
  #isCompact = true;
  #logScale = 0;
  #isNegated = false;
  #passCount = 0;
  readonly #check: () => void;

  /**
   * `keepsPhases`: whether amplitudes are wanted, and not their squares alone. `check` is called now and then while
   * planning, and may throw to stop. `start`: where the wires are of a state that is in memory already; |0…0⟩ if absent.
   */
  constructor(
    lowered: Lowered,
    geometry: Geometry,
    keepsPhases: boolean,
    check: () => void = () => {},
    start?: Layout,
  ) {
    this.#wireCount = wireCountOf(lowered, geometry);
    this.#geometry = geometry;
    this.#check = check;
    this.#agenda = new Agenda(lowered.primitives, this.#wireCount, keepsPhases, check);
    this.#bitOfWire = start ? [...start.bitOfWire] : Array.from({ length: this.#wireCount }, (_, wire) => wire);
    this.#isActive = start ? [...start.isActive] : new Array(this.#wireCount).fill(false);
    if (!start) return;
    this.#startsInMemory = true;
    this.#isCompact = this.isOneTile;
    this.#logScale = start.logScale;
    this.#isNegated = start.isNegated;
  }

  /** Wires, those included that only fill up a tile. */
  get wireCount(): number {
    return this.#wireCount;
  }
  get tileBits(): number {
    return Math.min(this.#geometry.tileBits, this.#wireCount);
  }
  /** Whether one tile is the whole state. */
  get isOneTile(): boolean {
    return this.tileBits === this.#wireCount;
  }
  get partDone(): number {
    return this.#agenda.partDone;
  }
  /** Where the wires are after the passes planned so far. */
  get layout(): Layout {
    return {
      bitOfWire: [...this.#bitOfWire],
      isActive: [...this.#isActive],
      logScale: this.#logScale,
      isNegated: this.#isNegated,
    };
  }

  /** The next pass, or null when all is done. There is at least one, unless the state is in memory already. */
  next(): Pass | null {
    if (this.#agenda.isEmpty && (this.#passCount > 0 || this.#startsInMemory)) return null;
    const isFirst = this.#passCount++ === 0 && !this.#startsInMemory;
    const compact = this.#compactWires();
    if (!compact) this.#isCompact = false;
    const wires = compact ?? this.#tileWires(isFirst);
    if (isFirst || compact) this.#placeNew(wires);
    const byBit = wires.toSorted((a, b) => this.#bitOfWire[a] - this.#bitOfWire[b]);
    const isInTile = new Set(wires);
    const outside = this.#wires().filter((wire) => !isInTile.has(wire) && this.#isActive[wire]);
    const memoryBits = byBit.map((wire) => this.#bitOfWire[wire]);
    const wasActive = byBit.map((wire) => this.#isActive[wire]);
    for (const wire of wires) this.#isActive[wire] = true;
    const schedule = new TileSchedule(this.#agenda, this.#geometry, this.#wireCount, byBit, outside, this.#logScale);
    schedule.fill(mostDiagonalStages, this.#check);
    this.#logScale = schedule.logScale;
    if (schedule.isNegated) this.#isNegated = !this.#isNegated;
    const scatter = compact ? positionsOf(byBit) : this.#chooseScatter(schedule.wireAt);
    scatter.forEach((position, place) => {
      this.#bitOfWire[schedule.wireAt[position]] = memoryBits[place];
    });
    return {
      memoryBits,
      wasActive,
      isFirst,
      isInPlace: compact !== null,
      outerBits: outside.map((wire) => this.#bitOfWire[wire]),
      stages: schedule.stages,
      scatter,
    };
  }

  #wires(): number[] {
    return this.#bitOfWire.map((_, wire) => wire);
  }

  /**
   * The wires of a pass on all that is in use, which stays where it is; or null when the state has outgrown that. Where one
   * tile is not the whole state, the pass that fills a tile moves it, so that the next finds its wires together.
   */
  #compactWires(): readonly number[] | null {
    if (!this.#isCompact) return null;
    const wires = this.#filled(
      growInPlace(this.#agenda, this.tileBits, this.#geometry.laneBits + 3, this.#isActive),
      Math.min(this.#geometry.laneBits + 3, this.tileBits),
    );
    return this.isOneTile || wires.length < this.tileBits ? wires : null;
  }

  /** What the next pass works on. Wires in the lowest memory bits are always in, so that runs stay together. */
  #tileWires(isFirst: boolean): number[] {
    const low = isFirst ? [] : this.#wires().filter((wire) => this.#bitOfWire[wire] < this.#geometry.runBits);
    const chosen = isFirst ? chooseTile(this.#agenda, this.#wireCount, this.tileBits, low) : this.#grow(low);
    return this.#filled(chosen, this.tileBits);
  }

  /** So many wires at least: others in use come first. */
  #filled(chosen: readonly number[], count: number): number[] {
    const filled = [...chosen];
    const active = this.#wires().filter((wire) => this.#isActive[wire] && !chosen.includes(wire));
    filled.push(...active.slice(0, Math.max(0, count - filled.length)));
    for (let wire = 0; filled.length < count; wire++) if (!filled.includes(wire)) filled.push(wire);
    return filled;
  }

  #grow(start: readonly number[]): number[] {
    return growTile(this.#agenda, this.#wireCount, this.tileBits, start, this.#isActive);
  }

  /** Wires that are not in use may have any bits: new ones take the lowest that are free. */
  #placeNew(wires: readonly number[]): void {
    const inUse = this.#wires().filter((wire) => this.#isActive[wire]);
    const added = wires.filter((wire) => !this.#isActive[wire]);
    const rest = this.#wires().filter((wire) => !this.#isActive[wire] && !added.includes(wire));
    [...added, ...rest].forEach((wire, i) => {
      this.#bitOfWire[wire] = inUse.length + i;
    });
  }

  /** The lanes stay; the other low bits go to the wires that the next pass wants first. */
  #chooseScatter(wireAt: readonly number[]): number[] {
    const { laneBits, runBits } = this.#geometry;
    const wanted = this.#agenda.isEmpty ? [] : this.#grow([]);
    const rank = (position: number) => {
      const place = wanted.indexOf(wireAt[position]);
      return place < 0 ? wanted.length : place;
    };
    const positions = positionsOf(wireAt);
    const free = positions.slice(laneBits);
    const low = free.toSorted((a, b) => rank(a) - rank(b) || a - b).slice(0, runBits - laneBits);
    return [...positions.slice(0, laneBits), ...low, ...free.filter((position) => !low.includes(position))];
  }
}

const positionsOf = (wires: readonly number[]): number[] => wires.map((_, position) => position);
