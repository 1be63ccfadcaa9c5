import type { Lowered } from "../lower/primitives.ts";
import { Agenda } from "./agenda.ts";
import { chooseTile } from "./choose-tile.ts";
import { growTile } from "./grow-tile.ts";
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
    const wires = this.#tileWires(isFirst);
    if (isFirst) this.#placeFirst(wires);
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
    const scatter = this.isOneTile ? this.#positions() : this.#chooseScatter(schedule.wireAt);
    scatter.forEach((position, place) => {
      this.#bitOfWire[schedule.wireAt[position]] = memoryBits[place];
    });
    return {
      memoryBits,
      wasActive,
      isFirst,
      outerBits: outside.map((wire) => this.#bitOfWire[wire]),
      stages: schedule.stages,
      scatter,
    };
  }

  #wires(): number[] {
    return this.#bitOfWire.map((_, wire) => wire);
  }
  #positions(): number[] {
    return Array.from({ length: this.tileBits }, (_, position) => position);
  }

  /** What the next pass works on. Wires in the lowest memory bits are always in, so that runs stay together. */
  #tileWires(isFirst: boolean): number[] {
    if (this.isOneTile) return this.#wires();
    const low = isFirst ? [] : this.#wires().filter((wire) => this.#bitOfWire[wire] < this.#geometry.runBits);
    const chosen = isFirst ? chooseTile(this.#agenda, this.#wireCount, this.tileBits, low) : this.#grow(low);
    const active = this.#wires().filter((wire) => this.#isActive[wire] && !chosen.includes(wire));
    chosen.push(...active.slice(0, this.tileBits - chosen.length));
    for (let wire = 0; chosen.length < this.tileBits; wire++) if (!chosen.includes(wire)) chosen.push(wire);
    return chosen;
  }

  #grow(start: readonly number[]): number[] {
    return growTile(this.#agenda, this.#wireCount, this.tileBits, start, this.#isActive);
  }

  /** Nothing is in memory yet, so any layout will do: the first tile takes the low bits. */
  #placeFirst(wires: readonly number[]): void {
    const rest = this.#wires().filter((wire) => !wires.includes(wire));
    [...wires, ...rest].forEach((wire, bit) => {
      this.#bitOfWire[wire] = bit;
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
    const free = this.#positions().slice(laneBits);
    const low = free.toSorted((a, b) => rank(a) - rank(b) || a - b).slice(0, runBits - laneBits);
    return [...this.#positions().slice(0, laneBits), ...low, ...free.filter((position) => !low.includes(position))];
  }
}
