import { chownSync, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

/** An account of the operating system. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In this order: one made for us, one made for PostgreSQL, and the one that every system has. */
const candidates = ["naru", "postgres", "nobody"];

/**
 * The account to run PostgreSQL under, or null for our own. PostgreSQL refuses to run as root, and an account without
 * an entry in the password file will not do: initdb looks its name up.
 */
export function serverAccount(passwordFile = "/etc/passwd"): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync(passwordFile, "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  for (const candidate of candidates) {
    const account = accounts.find(({ name, uid }) => name === candidate && uid > 0);
    if (account !== undefined) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and there is none of the accounts ${candidates.join(", ")} to run it under. Add one ("useradd --system naru"), start Naru as another user, or set DATABASE_URL.`,
  );
}

/**
 * Whether the account may read this file or pass through this folder, judged by the permission bits of it and of every folder
 * above it. Access lists and group memberships beyond the account's own group are not looked at.
 */
export function canReach(account: Account, path: string): boolean {
  const allows = (at: string, bits: number) => {
    const { mode, uid, gid } = statSync(at);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    return ((mode >> shift) & bits) === bits;
  };
  const real = realpathSync(path);
  if (!allows(real, statSync(real).isDirectory() ? 0o1 : 0o4)) return false;
  for (let above = dirname(real); ; above = dirname(above)) {
    if (!allows(above, 0o1)) return false;
    if (above === dirname(above)) return true;
  }
}

/** Hands a file or a whole folder to the account. Links are handed over themselves, not what they point to. */
export function handOver(account: Account | null, path: string): void {
  if (account === null) return;
  if (lstatSync(path).isSymbolicLink()) return;
  chownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) handOver(account, join(path, name));
}
