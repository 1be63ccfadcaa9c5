import type { KernelHost, KernelMemory, KernelModule } from "../../host.ts";
import type { Precision } from "../../simulator.ts";
import { viewsOf } from "./arena.ts";
import { KernelSet } from "./kernel-set.ts";
import type { MemoryMap } from "./memory-map.ts";
import { type Round, runTask } from "./round.ts";
import { batchIsOver, nothingNow, roundOf, Teamwork, taskOf } from "./teamwork.ts";
import { TileRunner } from "./tile-runner.ts";

/** What the leader of a crew sends to a helper thread. `arena` is the number of a memory, of which runs have one each. */
export type HelperMessage =
  /** `through`, in shared memory, is where the helper counts the batches that it is through with. */
  | { readonly kind: "begin"; readonly thread: number; readonly through: Int32Array }
  | { readonly kind: "arena"; readonly arena: number; readonly memory: KernelMemory }
  | { readonly kind: "forget"; readonly arena: number }
  /** Kernels the helper does not have yet, in the order they were made; `isNew` if those it had are of no more use. */
  | {
      readonly kind: "kernels";
      readonly arena: number;
      readonly precision: Precision;
      readonly modules: readonly KernelModule[];
      readonly isNew: boolean;
    }
  | {
      readonly kind: "work";
      readonly arena: number;
      readonly precision: Precision;
      readonly map: MemoryMap;
      readonly batch: number;
      readonly rounds: readonly Round[];
    };

interface Place {
  readonly memory: KernelMemory;
  readonly kernels: Map<Precision, KernelSet>;
}

/** The other end of a crew: takes tasks of a batch until it is over. A host's helper thread passes messages on. */
export class Helper {
  readonly #host: KernelHost;
  readonly #places = new Map<number, Place>();
  #thread = 0;
  #through: Int32Array | null = null;

  constructor(host: KernelHost) {
    this.#host = host;
  }

  receive(message: HelperMessage): void {
    switch (message.kind) {
      case "begin":
        this.#thread = message.thread;
        this.#through = message.through;
        break;
      case "arena":
        this.#places.set(message.arena, { memory: message.memory, kernels: new Map() });
        break;
      case "forget":
        this.#places.delete(message.arena);
        break;
      case "kernels": {
        const { memory, kernels } = mustHave(this.#places.get(message.arena));
        const known = message.isNew ? undefined : kernels.get(message.precision);
        const set = known ?? new KernelSet(this.#host, memory);
        kernels.set(message.precision, set);
        for (const module of message.modules) set.install(module);
        break;
      }
      case "work": {
        const { memory, kernels } = mustHave(this.#places.get(message.arena));
        this.#work(memory, mustHave(kernels.get(message.precision)), message);
        if (this.#through) Atomics.add(this.#through, 0, 1);
      }
    }
  }

  #work(
    memory: KernelMemory,
    kernels: KernelSet,
    { precision, map, batch, rounds }: Extract<HelperMessage, { readonly kind: "work" }>,
  ): void {
    const views = viewsOf(memory); // made anew, as the memory may have grown
    const teamwork = new Teamwork(views.words, map.control, batch);
    const runner = new TileRunner(precision, kernels, map, views, this.#thread);
    const tasks = rounds.map((round) => round.tasks);
    const isStopped = () => teamwork.isOver;
    for (;;) {
      teamwork.setBusy(this.#thread, true);
      const taken = teamwork.take(tasks);
      if (taken >= 0) {
        runTask(rounds[roundOf(taken)], taskOf(taken), runner, kernels, isStopped);
        teamwork.finish();
      }
      teamwork.setBusy(this.#thread, false);
      if (taken === batchIsOver) return;
      if (taken === nothingNow) teamwork.wait(tasks);
    }
  }
}

function mustHave<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("A helper thread got work before memory and kernels.");
  return value;
}
