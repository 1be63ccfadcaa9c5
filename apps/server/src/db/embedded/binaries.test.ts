import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { type Account, canReach, serverAccount } from "./account.ts";
import { findBinaries, linkLibraries, readableBinaries } from "./binaries.ts";

const isRoot = process.getuid?.() === 0;
const somebody: Account = { name: "somebody", uid: 12_345, gid: 12_345 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-binaries-"));
  chmodSync(folder, 0o755);
  return () => rmSync(folder, { recursive: true });
});

function makePackage() {
  const directory = join(folder, "closed", "package", "native");
  mkdirSync(join(directory, "bin"), { recursive: true });
  mkdirSync(join(directory, "lib"));
  writeFileSync(join(directory, "bin", "postgres"), "program", { mode: 0o755 });
  writeFileSync(join(directory, "lib", "libx.so.6.1"), "library");
  writeFileSync(join(directory, "lib", "libx.a"), "archive");
  const links = [{ source: "native/lib/libx.so.6.1", target: "native/lib/libx.so.6" }];
  writeFileSync(join(directory, "pg-symlinks.json"), JSON.stringify(links));
  return { directory, version: "18.4.0" };
}

test("a platform without programs has none", () => {
  for (const platform of ["win32-x64", "linux-riscv64", "sunos-x64"]) expect(findBinaries(platform)).toBeNull();
});

test("links between libraries are made where they are missing, and made once", () => {
  const binaries = makePackage();
  linkLibraries(binaries);
  linkLibraries(binaries);
  expect(readlinkSync(join(binaries.directory, "lib", "libx.so.6"))).toBe("libx.so.6.1");
});

test("an account reaches what all folders on the way let it pass to", () => {
  const { directory } = makePackage();
  const program = join(directory, "bin", "postgres");
  expect(canReach(somebody, program)).toBe(true);
  chmodSync(join(folder, "closed"), 0o700);
  expect(canReach(somebody, program)).toBe(false);
  chmodSync(join(folder, "closed"), 0o711);
  expect(canReach(somebody, program)).toBe(true);
  chmodSync(program, 0o700);
  expect(canReach(somebody, program)).toBe(false);
});

test.skipIf(!isRoot)("what belongs to an account or its group is judged by their bits", () => {
  const { directory } = makePackage();
  const program = join(directory, "bin", "postgres");
  chmodSync(program, 0o640);
  chownSync(program, 0, somebody.gid);
  expect(canReach(somebody, program)).toBe(true);
  chmodSync(program, 0o604);
  expect(canReach(somebody, program)).toBe(false);
  chownSync(program, somebody.uid, 0);
  chmodSync(program, 0o400);
  expect(canReach(somebody, program)).toBe(true);
});

test("programs that the account can read stay where they are", () => {
  const binaries = makePackage();
  expect(readableBinaries(binaries, somebody, [])).toBe(binaries);
  expect(readableBinaries(binaries, null, [])).toBe(binaries);
});

test("programs in a closed folder are copied to one that the account can reach, links and all, archives not", () => {
  const binaries = makePackage();
  linkLibraries(binaries);
  chmodSync(join(folder, "closed"), 0o700);
  const places = [join(folder, "closed", "data"), join(folder, "open")];
  const copy = readableBinaries(binaries, somebody, places);
  expect(copy.directory).toBe(join(folder, "open", "postgresql-18.4.0"));
  expect(canReach(somebody, join(copy.directory, "bin", "postgres"))).toBe(true);
  expect(readlinkSync(join(copy.directory, "lib", "libx.so.6"))).toBe("libx.so.6.1");
  expect(existsSync(join(copy.directory, "lib", "libx.a"))).toBe(false);
  expect(readableBinaries(binaries, somebody, places)).toEqual(copy);
});

test("when there is no such folder, the message says what to do", () => {
  const binaries = makePackage();
  chmodSync(join(folder, "closed"), 0o700);
  expect(() => readableBinaries(binaries, somebody, [join(folder, "closed", "data")])).toThrow(
    "Install Naru in a folder",
  );
});

test.skipIf(!isRoot)("the account is the first of naru, postgres and nobody that the system has", () => {
  const passwords = join(folder, "passwd");
  const line = (name: string, uid: number) => `${name}:x:${uid}:${uid}:::/bin/false\n`;
  const choose = (...lines: string[]) => {
    writeFileSync(passwords, line("root", 0) + lines.join(""));
    return serverAccount(passwords)?.name;
  };
  expect(choose(line("nobody", 65_534), line("postgres", 5), line("naru", 7))).toBe("naru");
  expect(choose(line("nobody", 65_534), line("postgres", 5))).toBe("postgres");
  expect(choose(line("nobody", 65_534), line("postgres", 0))).toBe("nobody");
  expect(() => choose()).toThrow("useradd");
});
