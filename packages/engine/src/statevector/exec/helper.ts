import type { KernelHost, KernelMemory, KernelModule } from "../../host.ts";
import type { Precision } from "../../simulator.ts";
import { viewsOf } from "./arena.ts";
import type { BoundPass } from "./bound-pass.ts";
import { KernelSet } from "./kernel-set.ts";
import type { MemoryMap } from "./memory-map.ts";
import { Teamwork } from "./teamwork.ts";
import { TileRunner } from "./tile-runner.ts";

/** What the leader of a crew sends to a helper thread. */
export type HelperMessage =
  | { readonly kind: "begin"; readonly memory: KernelMemory; readonly thread: number }
  /** Kernels the helper does not have yet, in the order they were made; `isNew` if those it had are of no more use. */
  | {
      readonly kind: "kernels";
      readonly precision: Precision;
      readonly modules: readonly KernelModule[];
      readonly isNew: boolean;
    }
  | {
      readonly kind: "work";
      readonly precision: Precision;
      readonly map: MemoryMap;
      readonly passes: readonly BoundPass[];
    };

/** The other end of a crew: takes tiles of each pass until none is left. A host's helper thread passes messages on. */
export class Helper {
  readonly #host: KernelHost;
  readonly #kernels = new Map<Precision, KernelSet>();
  #memory: KernelMemory | null = null;
  #thread = 0;

  constructor(host: KernelHost) {
    this.#host = host;
  }

  receive(message: HelperMessage): void {
    switch (message.kind) {
      case "begin":
        this.#memory = message.memory;
        this.#thread = message.thread;
        break;
      case "kernels": {
        const known = message.isNew ? undefined : this.#kernels.get(message.precision);
        const kernels = known ?? new KernelSet(this.#host, this.#mustHave(this.#memory));
        this.#kernels.set(message.precision, kernels);
        for (const module of message.modules) kernels.install(module);
        break;
      }
      case "work":
        this.#work(message.precision, message.map, message.passes);
    }
  }

  #work(precision: Precision, map: MemoryMap, passes: readonly BoundPass[]): void {
    const views = viewsOf(this.#mustHave(this.#memory)); // made anew, as the memory may have grown
    const kernels = this.#mustHave(this.#kernels.get(precision));
    const teamwork = new Teamwork(views.words, map.control);
    const runner = new TileRunner(precision, kernels, map, views, this.#thread);
    const isStopped = () => teamwork.isGivenUp;
    try {
      for (let i = 0; i < passes.length && teamwork.waitForPass(i); i++) {
        const tiles = 2 ** passes[i].outerBits.length;
        for (let tile = teamwork.takeTile(); tile < tiles && !isStopped(); tile = teamwork.takeTile()) {
          runner.run(passes[i], tile, isStopped);
        }
        teamwork.finishPass();
      }
    } finally {
      teamwork.leave();
    }
  }

  #mustHave<Value>(value: Value | null | undefined): Value {
    if (value === null || value === undefined) throw new Error("A helper thread got work before memory and kernels.");
    return value;
  }
}
