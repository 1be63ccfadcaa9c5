import { fsyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";
import { messageOf } from "@naru/base";

/** The parts of Emscripten's file system that are touched here; its own types do not show them. */
interface EmscriptenFiles {
  readonly NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } };
}

/** `EX_IOERR` of the C library's `sysexits.h`. */
const exitStatus = 74;

/**
 * PGlite's files in a folder, with `fsync` reaching the disk. Its own file system has no such handler, so that a commit
 * which was acknowledged could be lost, and the folder with it, when the power fails.
 *
 * When the disk does not take what was written, nobody knows what it holds. A server of PostgreSQL then crashes and
 * recovers; this one lives inside the process, where its crash is an endless loop. So the process ends instead, before
 * anything is acknowledged, and the next start recovers.
 */
export class DurableFiles extends NodeFS {
  readonly #sync: (fileDescriptor: number) => void;

  /** `sync` makes a file's content durable; tests put another in its place to cut the power. */
  constructor(folder: string, sync: (fileDescriptor: number) => void = fsyncSync) {
    super(folder);
    this.#sync = sync;
  }

  override async init(pglite: PGlite, options: Parameters<NodeFS["init"]>[1]): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(pglite, options);
    const addFsync = (module: unknown) => {
      (module as EmscriptenFiles).NODEFS.stream_ops.fsync = ({ nfd }) => {
        try {
          this.#sync(nfd);
          return 0;
        } catch (error) {
          console.error(`The database could not be written to the disk (${messageOf(error)}). Naru ends here.`);
          process.exit(exitStatus);
        }
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } };
  }
}

/**
 * How PGlite starts its server: its own arguments without `-F`, which switches fsync off, and with the one method of
 * syncing the log that the handler above is called for; with the default, `fdatasync`, nothing is.
 */
export function durableArguments(defaults: readonly string[]): string[] {
  const durable = ["fsync=on", "full_page_writes=on", "synchronous_commit=on", "wal_sync_method=fsync"];
  return [...defaults.filter((argument) => argument !== "-F"), ...durable.flatMap((setting) => ["-c", setting])];
}
