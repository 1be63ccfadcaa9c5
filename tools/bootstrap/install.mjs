/**
 * Installs the packages that the lock file names, when they are not there.
 *
 * What was installed is remembered by the lock file's hash in `node_modules/.naru-lock`, so that a second start only
 * reads two files. Without that note (somebody ran `npm ci` or `npm install` by hand) npm's own record of what lies in
 * `node_modules` is compared with the lock file.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { BootstrapError } from "../../apps/cli/bin/runtime.mjs";

/** Install scripts are never run: no package here needs one. */
export const installArguments = [
  "ci",
  "--ignore-scripts",
  "--include=dev",
  "--include=optional",
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
];

/**
 * Makes `node_modules` what the lock file says. Returns whether it had to install.
 *
 * @param {string} root the repository
 * @param {"ko" | "en"} language
 * @param {(line: string) => void} say
 * @param {(root: string) => number} [runNpm] returns npm's exit status
 */
export function installPackages(root, language, say, runNpm = runNpmCi) {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const hash = createHash("sha256").update(lock).digest("hex");
  const note = join(root, "node_modules", ".naru-lock");
  if (readIfThere(note) === hash) return false;
  if (!matchesLock(lock, readIfThere(join(root, "node_modules", ".package-lock.json")))) {
    say(
      language === "ko"
        ? "필요한 패키지를 설치합니다(npm ci). 처음 한 번만 걸립니다 …"
        : "Installing packages (npm ci); this happens once …",
    );
    const status = runNpm(root);
    if (status !== 0) throw new BootstrapError(installFailed(status, language));
    writeFileSync(note, hash);
    return true;
  }
  writeFileSync(note, hash);
  return false;
}

/**
 * Whether npm's record of `node_modules` holds every package of the lock file in its version. Optional packages may be
 * missing: most are for other platforms.
 *
 * @param {string} lock the text of package-lock.json
 * @param {string | null} installed the text of node_modules/.package-lock.json
 */
export function matchesLock(lock, installed) {
  if (installed === null) return false;
  const there = JSON.parse(installed).packages ?? {};
  return Object.entries(JSON.parse(lock).packages).every(([path, wanted]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const found = there[path];
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return wanted.link === true ? found.link === true : found.version === wanted.version;
  });
}

/** npm as it started us, else the one on the path. Its words go to stderr: standard output belongs to the command. */
function runNpmCi(root) {
  const own = process.env.npm_execpath ?? "";
  const [command, first] = basename(own) === "npm-cli.js" && existsSync(own) ? [process.execPath, [own]] : ["npm", []];
  const result = spawnSync(command, [...first, ...installArguments], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32" && command === "npm",
  });
  return result.status ?? 127;
}

function installFailed(status, language) {
  if (status === 127) {
    return language === "ko"
      ? "npm을 찾을 수 없습니다. Node.js와 함께 제공되는 npm을 설치하십시오(데비안: apt install npm, 또는 https://nodejs.org)."
      : "npm was not found. Install the npm that comes with Node.js (Debian: apt install npm, or https://nodejs.org).";
  }
  return language === "ko"
    ? `패키지를 설치하지 못했습니다(npm ci, 종료 코드 ${status}). 위의 npm 메시지를 확인하십시오. 인터넷 연결 또는 npm 레지스트리 설정(npm config get registry)이 흔한 원인입니다.`
    : `The packages could not be installed (npm ci ended with ${status}). Read npm's message above; the connection or the registry setting (npm config get registry) is the usual cause.`;
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}
