import { longestTurnMs, type Pacer } from "../../pacer.ts";
import type { Clock } from "../../simulator.ts";

/** A run that needs no more than this is small: up to 22 qubits in either precision, with its tables. */
const bytesOfSmall = 2 ** 27;
/** How long a large run works at a time while small ones are under way or wait: they get most of the time then. */
const turnBesideSmallMs = 10;
/** So many runs of each size go on at the same time, if there are more. */
const mostOfSize = 2;
/** Part of the memory that large runs may take together; the rest is for small ones. One alone may take all. */
const partOfLarge = 7 / 8;

/** What a pool needs to know of a lane. */
export interface PooledLane {
  readonly arena: { readonly bytes: number; readonly isWide: boolean };
}

interface Run {
  readonly bytes: number;
  /** Whether it needs addresses of 64 bits. */
  readonly isWide: boolean;
}
interface Waiting<Lane> {
  readonly run: Run;
  readonly pacer: Pick<Pacer, "check">;
  enter(lane: Lane): void;
  leave(error: unknown): void;
}
const isSmall = ({ bytes }: Pick<Run, "bytes">): boolean => bytes <= bytesOfSmall;

/**
 * Lets runs take turns without making a short one wait for a long one. A run that comes while another is under way waits
 * until that one ends or pauses, which it does at least each 50 ms; then it gets a lane of its own, if memory allows, and
 * from there on both go on in turns. Runs that are short thus follow one another in one lane, which has their kernels.
 */
export class LanePool<Lane extends PooledLane> {
  readonly #make: (isWide: boolean) => Lane;
  readonly #drop: (lane: Lane) => Promise<void>;
  readonly #memoryBytes: number;
  /** The runs under way, by the memory that each may need. */
  readonly #running = new Set<Run>();
  #waiting: Waiting<Lane>[] = [];
  #idle: Lane[] = [];
  #whenIdle: (() => void) | null = null;

  constructor(make: (isWide: boolean) => Lane, drop: (lane: Lane) => Promise<void>, memoryBytes: number) {
    this.#make = make;
    this.#drop = drop;
    this.#memoryBytes = memoryBytes;
  }

  /** The clock of a run that may need so many bytes: whoever pauses lets those in that wait. */
  clockOf(clock: Clock, bytes: number): Clock {
    const hasSmallBeside = () => !isSmall({ bytes }) && this.#hasSmall();
    return {
      get turnMs() {
        return hasSmallBeside() ? turnBesideSmallMs : longestTurnMs;
      },
      now: () => clock.now(),
      pause: () => {
        this.#admit(this.#waiting.length);
        return clock.pause();
      },
    };
  }

  /**
   * Does some work in a lane, `bytes` being the memory that it may need, and `isWide` whether with 64-bit addresses. Who is
   * to stop while it waits, waits no longer.
   */
  async use<Result>(
    bytes: number,
    pacer: Pick<Pacer, "check">,
    work: (lane: Lane) => Promise<Result>,
    isWide = false,
  ): Promise<Result> {
    const run = { bytes, isWide };
    const lane = await new Promise<Lane>((enter, leave) => {
      this.#waiting.push({ run, pacer, enter, leave });
      if (this.#running.size === 0) this.#admit(1);
    });
    try {
      return await work(lane);
    } finally {
      this.#running.delete(run);
      await this.#leave(lane);
    }
  }

  /** Lets go of all lanes, once nobody is in one. */
  async close(): Promise<void> {
    if (this.#running.size > 0 || this.#waiting.length > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    const lanes = this.#idle;
    this.#idle = [];
    await Promise.all(lanes.map((lane) => this.#drop(lane)));
  }

  /** Lets up to so many runs in, in the order they came; a large one that does not fit holds up other large ones alone. */
  #admit(most: number): void {
    const all = this.#waiting;
    this.#waiting = []; // who is asked here whether to stop may begin another run
    const left: Waiting<Lane>[] = [];
    let isLargeHeld = false;
    let admitted = 0;
    for (const waiting of all) {
      const { run, pacer, enter, leave } = waiting;
      try {
        pacer.check();
      } catch (error) {
        leave(error);
        continue;
      }
      if (admitted === most || (isLargeHeld && !isSmall(run)) || !this.#hasRoomFor(run)) {
        left.push(waiting);
        if (!isSmall(run)) isLargeHeld = true;
        continue;
      }
      try {
        enter(this.#takeIdle(run) ?? this.#make(run.isWide));
        this.#running.add(run);
        admitted++;
      } catch (error) {
        leave(error);
      }
    }
    this.#waiting = [...left, ...this.#waiting];
  }

  /** Whether a small run is under way or waits. */
  #hasSmall(): boolean {
    for (const run of this.#running) if (isSmall(run)) return true;
    for (const { run } of this.#waiting) if (isSmall(run)) return true;
    return false;
  }

  #hasRoomFor(run: Run): boolean {
    const alike = [...this.#running].filter((other) => isSmall(other) === isSmall(run));
    if (alike.length >= mostOfSize) return false;
    if (isSmall(run) || alike.length === 0) return true;
    return alike.reduce((sum, { bytes }) => sum + bytes, run.bytes) <= partOfLarge * this.#memoryBytes;
  }

  /** A small run gets the smallest memory that is free, a large one the largest; wide memories are for who needs them. */
  #takeIdle(run: Run): Lane | undefined {
    const alike = this.#idleLanes(run.isWide);
    const lane = isSmall(run) ? alike[0] : alike.at(-1);
    this.#idle = this.#idle.filter((other) => other !== lane);
    return lane;
  }

  /**
   * Keeps a lane for the next run, and another if it is small; what is more is let go with its memory. One wide lane is
   * kept besides, as platforms take their time to free so much memory and to grant it anew.
   */
  async #leave(lane: Lane): Promise<void> {
    const { isWide } = lane.arena;
    this.#idle.push(lane);
    const alike = this.#idleLanes(isWide);
    const most = isWide || alike[0].arena.bytes > bytesOfSmall ? 1 : mostOfSize;
    const surplus = alike.length > most ? alike[0] : undefined;
    this.#idle = this.#idle.filter((other) => other !== surplus);
    this.#admit(1);
    if (this.#running.size === 0) this.#whenIdle?.();
    if (surplus) await this.#drop(surplus);
  }

  /** The smallest first. */
  #idleLanes(isWide: boolean): Lane[] {
    return this.#idle.filter(({ arena }) => arena.isWide === isWide).sort((a, b) => a.arena.bytes - b.arena.bytes);
  }
}
