import type { HelperThread, Host } from "../../host.ts";
import type { Pacer } from "../../pacer.ts";
import type { Arena } from "./arena.ts";
import type { HelperMessage } from "./helper.ts";
import type { KernelLibrary } from "./kernel-library.ts";
import type { MemoryMap } from "./memory-map.ts";
import { type Round, runTask } from "./round.ts";
import { spins, Teamwork, taskOf } from "./teamwork.ts";
import { TileRunner } from "./tile-runner.ts";

const turnsBetweenPauses = 4;
/**
 * A helper that is so many batches behind gets no more of them: its stale ones must not be taken for a new one of the same
 * number, and numbers begin anew after 256.
 */
const mostBatchesBehind = 64;
/** So often may the start of a thread fail before the crew goes on with those it has. */
const mostFailedStarts = 4;

interface Member {
  readonly helper: HelperThread;
  /** Its number, from 1 on; 0 is the calling thread. */
  readonly thread: number;
  /** How many modules of each library it has, and the numbers of the arenas it knows. */
  readonly kernels: WeakMap<KernelLibrary, number>;
  readonly arenas: Set<number>;
  /** How many batches it was told of, and, in its only entry, how many it is through with. */
  told: number;
  readonly through: Int32Array;
}

/**
 * The threads of an engine: the calling one, which leads each run, and helpers, which are started when first needed. Runs
 * that are under way at the same time share the helpers: each goes to the run that asked first, until its batch is over.
 */
export class Crew {
  readonly #host: Host;
  readonly #helperCount: number;
  #members: Promise<Member[]> | null = null;
  #batches = 0;
  #failedStarts = 0;

  /** `threads` counts the calling one. */
  constructor(host: Host, threads: number) {
    this.#host = host;
    this.#helperCount = host.startHelper ? Math.max(0, threads - 1) : 0;
  }

  get threads(): number {
    return this.#helperCount + 1;
  }

  /**
   * Runs a batch of rounds. `prepare(i)` writes what round i needs, before it begins; `advance(done)` is told what part of
   * the batch is done. A helper that dies over a task fails the batch; one that dies at other times is replaced.
   */
  async run(
    arena: Arena,
    library: KernelLibrary,
    map: MemoryMap,
    rounds: readonly Round[],
    pacer: Pacer,
    prepare: (round: number) => void,
    advance: (done: number) => void,
  ): Promise<void> {
    const { views } = arena;
    const batch = this.#batches++;
    const teamwork = new Teamwork(views.words, map.control, batch);
    const runner = new TileRunner(library.precision, library.kernels, map, views, 0);
    const tasks = rounds.map((round) => round.tasks);
    const isShareable = arena.isShared && tasks.some((count) => count > 1);
    const members = isShareable ? await this.#call(arena, library) : [];
    teamwork.begin();
    for (const member of members) {
      const { helper, thread, through } = member;
      teamwork.setBusy(thread, false);
      if (member.told - Atomics.load(through, 0) >= mostBatchesBehind) continue;
      member.told++;
      post(helper, { kind: "work", arena: arena.number, precision: library.precision, map, batch, rounds });
    }
    const isStopped = () => {
      pacer.check();
      return false;
    };
    try {
      for (let i = 0; i < rounds.length; i++) {
        prepare(i);
        teamwork.open(i);
        for (let taken = teamwork.take(tasks); taken >= 0; taken = teamwork.take(tasks)) {
          const task = taskOf(taken);
          try {
            runTask(rounds[i], task, runner, library.kernels, isStopped);
          } finally {
            teamwork.finish();
          }
          advance((i + (task + 1) / tasks[i]) / rounds.length);
          if (pacer.isPauseDue()) await pacer.pause();
        }
        await this.#waitFor(tasks[i], teamwork, members, isStopped);
      }
      teamwork.close();
    } catch (error) {
      await this.#waitFor(teamwork.close(), teamwork, members, () => {});
      throw error;
    }
  }

  /** Lets go of a memory that is of no more use. */
  async forget(arena: Arena): Promise<void> {
    for (const { helper, arenas } of (await this.#members) ?? []) {
      if (arenas.delete(arena.number)) post(helper, { kind: "forget", arena: arena.number });
    }
  }

  async close(): Promise<void> {
    const members = (await this.#members) ?? [];
    this.#members = null;
    await Promise.all(members.map(({ helper }) => helper.terminate()));
  }

  /** Waits until helpers have done their tasks: spins for a moment, then sleeps in short turns. */
  async #waitFor(tasks: number, teamwork: Teamwork, members: readonly Member[], look: () => void): Promise<void> {
    for (let spin = 0; !teamwork.areDone(tasks); spin++) {
      if (spin < spins) continue;
      const isLost = members.some(({ helper }) => !helper.isAlive);
      if (isLost && !members.some(({ helper, thread }) => helper.isAlive && teamwork.isBusy(thread))) {
        if (teamwork.areDone(tasks)) return;
        throw new Error("A thread of the engine ended in the middle of a run.");
      }
      look();
      teamwork.sleepUntilDone();
      if (spin % turnsBetweenPauses === 0) await this.#host.pause(); // the host learns here that a thread has ended
    }
  }

  /** The helpers, with the arena and the kernels of the library. */
  async #call(arena: Arena, library: KernelLibrary): Promise<readonly Member[]> {
    this.#members = this.#fill(this.#members);
    const members = await this.#members;
    for (const { helper, kernels, arenas } of members) {
      if (!arenas.has(arena.number)) {
        arenas.add(arena.number);
        post(helper, { kind: "arena", arena: arena.number, memory: arena.memory });
      }
      const known = kernels.get(library) ?? 0;
      const modules = library.modules.slice(known);
      if (modules.length > 0) {
        const { precision } = library;
        post(helper, { kind: "kernels", arena: arena.number, precision, modules, isNew: known === 0 });
      }
      kernels.set(library, library.modules.length);
    }
    return members;
  }

  /**
   * The members that are alive, and new ones in place of those that are not. A thread that cannot be started is done
   * without, and tried again by the next batch, a few times in all.
   */
  async #fill(before: Promise<Member[]> | null): Promise<Member[]> {
    const { startHelper } = this.#host;
    const known = await before;
    const members = (known ?? []).filter(({ helper }) => helper.isAlive);
    if (!startHelper || this.#failedStarts >= mostFailedStarts) return members;
    const free = Array.from({ length: this.#helperCount }, (_, i) => i + 1).filter(
      (number) => !members.some(({ thread }) => thread === number),
    );
    const started = free.map(async (thread): Promise<Member> => {
      const helper = await startHelper();
      const through = new Int32Array(new SharedArrayBuffer(4));
      post(helper, { kind: "begin", thread, through });
      return { helper, thread, kernels: new WeakMap(), arenas: new Set(), told: 0, through };
    });
    const settled = await Promise.allSettled(started);
    this.#failedStarts += settled.filter(({ status }) => status === "rejected").length;
    return [...members, ...settled.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []))];
  }
}

function post(helper: HelperThread, message: HelperMessage): void {
  helper.post(message);
}
