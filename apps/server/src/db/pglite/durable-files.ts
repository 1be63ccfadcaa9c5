import { fsyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** The parts of Emscripten's file system that are touched here; its own types do not show them. */
interface EmscriptenFiles {
  readonly NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } };
  readonly FS: { readonly ErrnoError: new (errno: number) => Error };
}

/** `EIO` in WebAssembly's numbering of errors. */
const inputOutputError = 29;

/**
 * PGlite's files in a folder, with `fsync` reaching the disk. Its own file system has no such handler, so that a commit
 * which was acknowledged could be lost, and the folder with it, when the power fails.
 */
export class DurableFiles extends NodeFS {
  override async init(pglite: PGlite, options: Parameters<NodeFS["init"]>[1]): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(pglite, options);
    const addFsync = (module: unknown) => {
      const { NODEFS, FS } = module as EmscriptenFiles;
      NODEFS.stream_ops.fsync = (stream) => {
        try {
          fsyncSync(stream.nfd);
          return 0;
        } catch {
          throw new FS.ErrnoError(inputOutputError);
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
