import type { HelperThread, Host } from "../../host.ts";
import type { Pacer } from "../../pacer.ts";
import type { Arena } from "./arena.ts";
import type { BoundPass } from "./bound-pass.ts";
import type { HelperMessage } from "./helper.ts";
import type { KernelLibrary } from "./kernel-library.ts";
import type { MemoryMap } from "./memory-map.ts";
import { spins, Teamwork } from "./teamwork.ts";
import { TileRunner } from "./tile-runner.ts";

const turnsBetweenPauses = 4;

interface Member {
  readonly thread: HelperThread;
  /** How many modules of each library it has; a library that is not used any more is forgotten with its memory. */
  readonly kernels: WeakMap<KernelLibrary, number>;
}

/** The threads of an engine: the calling one, which leads, and helpers, which are started when first needed. */
export class Crew {
  readonly #host: Host;
  readonly #arena: Arena;
  readonly #helperCount: number;
  #members: Member[] | null = null;

  /** `threads` counts the calling one. */
  constructor(host: Host, arena: Arena, threads: number) {
    this.#host = host;
    this.#arena = arena;
    this.#helperCount = host.startHelper && arena.isShared ? Math.max(0, threads - 1) : 0;
  }

  get threads(): number {
    return this.#helperCount + 1;
  }

  /**
   * Runs a batch of passes. `prepare(i)` writes what pass i needs, before it begins; `advance(done)` is told what part of
   * the batch is done.
   */
  async run(
    library: KernelLibrary,
    map: MemoryMap,
    passes: readonly BoundPass[],
    pacer: Pacer,
    prepare: (pass: number) => void,
    advance: (done: number) => void,
  ): Promise<void> {
    const { views } = this.#arena;
    const teamwork = new Teamwork(views.words, map.control);
    const runner = new TileRunner(library.precision, library.kernels, map, views, 0);
    const hasTiles = passes.some(({ outerBits }) => outerBits.length > 0);
    const helpers = hasTiles ? await this.#call(library) : [];
    teamwork.reset();
    post(helpers, { kind: "work", precision: library.precision, map, passes });
    const isStopped = () => {
      pacer.check();
      return false;
    };
    try {
      for (let i = 0; i < passes.length; i++) {
        prepare(i);
        const tiles = 2 ** passes[i].outerBits.length;
        teamwork.open(i);
        for (let tile = teamwork.takeTile(); tile < tiles; tile = teamwork.takeTile()) {
          runner.run(passes[i], tile, isStopped);
          advance((i + (tile + 1) / tiles) / passes.length);
          if (pacer.isPauseDue()) await pacer.pause();
        }
        await this.#waitUntil(
          () => teamwork.isFinished(i, helpers.length),
          () => teamwork.sleep("finished"),
          helpers,
          isStopped,
        );
      }
    } catch (error) {
      teamwork.giveUp();
      throw error;
    } finally {
      await this.#waitUntil(
        () => teamwork.haveLeft(helpers.length),
        () => teamwork.sleep("left"),
        helpers,
        () => false,
      );
    }
  }

  async close(): Promise<void> {
    const members = this.#members ?? [];
    this.#members = null;
    await Promise.all(members.map(({ thread }) => thread.terminate()));
  }

  /** Waits for helpers: spins for a moment, then sleeps in short turns. Throws when one of them is no more. */
  async #waitUntil(
    isReached: () => boolean,
    sleep: () => void,
    helpers: readonly HelperThread[],
    look: () => void,
  ): Promise<void> {
    for (let spin = 0; !isReached(); spin++) {
      if (spin < spins) continue;
      if (helpers.some(({ isAlive }) => !isAlive)) {
        await this.close(); // the others may still be at work on this memory
        throw new Error("A thread of the engine ended in the middle of a run.");
      }
      look();
      sleep();
      if (spin % turnsBetweenPauses === 0) await this.#host.pause(); // the host learns here that a thread has ended
    }
  }

  /** The helpers, with the kernels of the library. */
  async #call(library: KernelLibrary): Promise<readonly HelperThread[]> {
    this.#members ??= await this.#start();
    for (const { thread, kernels } of this.#members) {
      const known = kernels.get(library) ?? 0;
      const modules = library.modules.slice(known);
      if (modules.length > 0) {
        post([thread], { kind: "kernels", precision: library.precision, modules, isNew: known === 0 });
      }
      kernels.set(library, library.modules.length);
    }
    return this.#members.map(({ thread }) => thread);
  }

  async #start(): Promise<Member[]> {
    const { startHelper } = this.#host;
    if (!startHelper) return [];
    const threads = await Promise.all(Array.from({ length: this.#helperCount }, () => startHelper()));
    threads.forEach((thread, i) => {
      post([thread], { kind: "begin", memory: this.#arena.memory, thread: i + 1 });
    });
    return threads.map((thread) => ({ thread, kernels: new WeakMap() }));
  }
}

function post(threads: readonly HelperThread[], message: HelperMessage): void {
  for (const thread of threads) thread.post(message);
}
