import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** Something held by one process at a time. The operating system gives it back when the process dies. */
export interface FileLock {
  release(): void;
}

const sqliteBusy = 5;

/**
 * Takes the lock that this file stands for, or returns null when another holds it. The file itself stays, empty.
 *
 * Node has no call for locking a file, but its SQLite locks files on every platform, and such a lock cannot be left
 * behind by a crash: there is nothing to judge as stale, which lock files with a process id in them never get right.
 */
export function tryFileLock(path: string): FileLock | null {
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec("begin exclusive");
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null;
    throw error;
  }
  return { release: () => file.close() };
}

/** As `tryFileLock`, but waits for its turn; `onWait` is called once if it has to. Null when `timeoutMs` passed. */
export async function fileLock(
  path: string,
  timeoutMs: number,
  onWait: () => void = () => {},
): Promise<FileLock | null> {
  const stepMs = 20;
  for (let waitedMs = 0; ; waitedMs += stepMs) {
    const lock = tryFileLock(path);
    if (lock !== null || waitedMs >= timeoutMs) return lock;
    if (waitedMs === 0) onWait();
    await sleep(stepMs);
  }
}
