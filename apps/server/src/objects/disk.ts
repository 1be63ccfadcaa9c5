import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ObjectHash, type ObjectStore, objectHash, requireHash } from "./store.ts";

const sweepBatch = 500;

/** Objects as files: `ab/abcdef…`, in folders by the first two digits. Several processes may share the folder. */
export async function openDiskObjects(folder: string): Promise<ObjectStore> {
  const unfinished = join(folder, "unfinished");
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await syncFolder(dirname(folder));
  const pathOf = (hash: ObjectHash) => join(folder, hash.slice(0, 2), hash);

  async function get(hash: ObjectHash): Promise<Uint8Array<ArrayBuffer> | null> {
    requireHash(hash);
    const content = await readFile(pathOf(hash)).catch(nullIfMissing);
    if (content !== null && (await objectHash(content)) !== hash) {
      throw new Error(
        `The object ${hash} is damaged: its file in ${folder} has other content. Restore it from a backup.`,
      );
    }
    return content;
  }

  async function write(path: string, content: Uint8Array): Promise<void> {
    const temporary = join(unfinished, randomUUID());
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await mkdir(dirname(path), { mode: 0o700, recursive: true });
    await rename(temporary, path);
  }

  return {
    async put(given) {
      // Texts are written in UTF-8 here, since a file that is handed one writes it while everything waits.
      const content = typeof given === "string" ? Buffer.from(given) : given;
      const hash = await objectHash(content);
      const path = pathOf(hash);
      if (!(await renew(path))) await write(path, content);
      // The names must be on the disk too: the file's in its folder, and the folder's in the one above.
      await syncFolder(dirname(path));
      await syncFolder(folder);
      return hash;
    },

    get,

    async getText(hash) {
      const content = await get(hash);
      return content === null ? null : Buffer.from(content).toString("utf8");
    },

    async sweep(olderThan, isNamed) {
      const isOld = async (path: string) => ((await stat(path).catch(nullIfMissing))?.mtime ?? olderThan) < olderThan;
      for (const name of await readdir(unfinished)) {
        if (await isOld(join(unfinished, name))) await unlink(join(unfinished, name)).catch(nullIfMissing);
      }
      let removed = 0;
      for (const digits of (await readdir(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
        const old: ObjectHash[] = [];
        for (const name of await readdir(join(folder, digits))) {
          if (await isOld(join(folder, digits, name))) old.push(name as ObjectHash);
        }
        for (let start = 0; start < old.length; start += sweepBatch) {
          const batch = old.slice(start, start + sweepBatch);
          const named = await isNamed(batch);
          for (const hash of batch) {
            // Between the look and now, somebody may have put it again; then it is young.
            if (named.has(hash) || !(await isOld(pathOf(hash)))) continue;
            await unlink(pathOf(hash)).catch(nullIfMissing);
            removed++;
          }
        }
      }
      return removed;
    },
  };
}

/** Makes an object that is there already young again, so that it is not swept before the new row names it. */
async function renew(path: string): Promise<boolean> {
  try {
    const now = new Date();
    await utimes(path, now, now);
    return true;
  } catch (error) {
    nullIfMissing(error);
    return false;
  }
}

async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return; // a folder cannot be opened there; its names are journalled
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function nullIfMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
}
