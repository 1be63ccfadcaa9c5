/**
 * Runs a vendor's unmodified Python SDKs against a live Naru: makes a virtual environment for each generation of SDKs,
 * starts a fresh cloud with `naru exec`, and runs pytest in it. Ends with one line, `N passed, N failed, N skipped`.
 *
 * Plain JavaScript without dependencies, so that any Node ≥ 20.20 runs it.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const clients = dirname(fileURLToPath(import.meta.url));
const naru = join(clients, "..", "apps", "cli", "bin", "naru.mjs");

/**
 * @typedef {object} Generation
 * @property {string} folder where its tests are
 * @property {string} [name] what its report is called; its folder if absent
 * @property {string} requirements what is installed
 * @property {string} venv its virtual environment
 * @property {{ requirements: string, to: string }} [source] the source distribution whose folder `test` or `tests` has them, with
 *   its hash, and where that is unpacked
 * @property {readonly string[]} [arguments] further arguments of pytest
 * @property {Record<string, string>} [environment] further variables: the name, and the path that follows the origin
 */

/**
 * @param {string} vendor
 * @param {readonly Generation[]} generations
 * @returns {number} exit status: 0 when all passed, or when Python is missing and this is not CI
 */
export function runClients(vendor, generations) {
  const home = join(clients, vendor);
  const python = findPython();
  if (python === null) {
    const mustHave = process.env.CI === "true";
    console.log(
      `${vendor}: Python 3.10 or newer with venv was not found, so its SDKs were not run. Install it (Debian: apt install python3-venv).`,
    );
    console.log(mustHave ? "0 passed, 1 failed, 0 skipped" : "0 passed, 0 failed, 1 skipped");
    return mustHave ? 1 : 0;
  }
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const generation of generations) {
    const venv = join(home, generation.venv);
    if (!installRequirements(python, venv, join(home, generation.requirements))) {
      console.log(`${vendor}/${generation.folder}: ${generation.requirements} could not be installed.`);
      sum.failed += 1;
      continue;
    }
    if (generation.source && !unpackTests(home, venv, generation.source)) {
      console.log(`${vendor}/${generation.folder}: ${generation.source.requirements} could not be fetched.`);
      sum.failed += 1;
      continue;
    }
    const counted = runPytest(home, venv, generation);
    for (const key of Object.keys(sum)) sum[key] += counted[key];
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

function findPython() {
  for (const command of ["python3", "python"]) {
    const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    if (spawnSync(command, ["-c", check], { stdio: "ignore" }).status === 0) return command;
  }
  return null;
}

/** Fills an environment in a fraction of pip's time, which is most of the time of these suites on a fresh machine. */
const uv = "uv==0.13.9";

/** The `uv` of this checkout, from the registry. Null where pip could not install it. */
function findUv(python) {
  const venv = join(clients, ".venv-uv");
  const command = join(venv, "bin", "uv");
  const note = join(venv, "version");
  if (existsSync(note) && readFileSync(note, "utf8") === uv) return command;
  rmSync(venv, { recursive: true, force: true });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", uv];
  if (!succeeds(python, ["-m", "venv", venv]) || !succeeds(join(venv, "bin", "python"), pip)) return null;
  writeFileSync(note, uv);
  return command;
}

const succeeds = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options }).status === 0;

const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/** Makes the environment once for each content of the requirements file. */
function installRequirements(python, venv, requirements) {
  const wanted = hashOf(requirements);
  const note = join(venv, "requirements.sha256");
  if (existsSync(note) && readFileSync(note, "utf8") === wanted) return true;
  rmSync(venv, { recursive: true, force: true });
  console.log(`Making ${venv} …`);
  const install = ["pip", "install", "--quiet", "--python", join(venv, "bin", "python"), "-r", requirements];
  const command = findUv(python);
  if (command === null || !succeeds(python, ["-m", "venv", venv]) || !succeeds(command, install)) return false;
  writeFileSync(note, wanted);
  return true;
}

/** Fetches the tests once for each content of the requirements file. The package itself is the one that is installed. */
function unpackTests(home, venv, { requirements, to }) {
  const wanted = hashOf(join(home, requirements));
  const folder = join(home, to);
  const note = join(folder, "requirements.sha256");
  if (existsSync(note) && readFileSync(note, "utf8") === wanted) return true;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.log(`Fetching ${requirements} …`);
  const run = (...args) => succeeds(join(venv, "bin", "python"), args, { cwd: folder });
  const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"];
  if (!run(...pip, "-r", join(home, requirements)) || !run("-c", unpacking)) return false;
  writeFileSync(note, wanted);
  return true;
}

/** Takes the folder `test` or `tests` out of the one archive that is here. */
const unpacking = `
import glob, tarfile
with tarfile.open(glob.glob("*.tar.gz")[0]) as archive:
    members = archive.getmembers()
    for member in members:
        member.name = member.name.partition("/")[2]
    archive.extractall(members=[member for member in members if member.name.startswith(("test/", "tests/"))])
`;

/** A crash before pytest could write its report counts as one failure. */
function runPytest(home, venv, generation) {
  const report = join(home, ".cache", `${generation.name ?? generation.folder}.xml`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const python = join(venv, "bin", "python");
  const more = [`--junitxml=${report}`, ...(generation.arguments ?? [])];
  const pytest = [python, "-m", "pytest", generation.folder, ...more];
  const variables = Object.entries(generation.environment ?? {}).map(([name, path]) => `${name}=$NARU_URL${path}`);
  // A shell, so that what `naru exec` sets can be used in further variables.
  const command = ["sh", "-c", `${variables.map((v) => `export ${v};`).join(" ")} exec "$@"`, "sh", ...pytest];
  spawnSync(process.execPath, [naru, "exec", "--seed", "1", "--", ...command], {
    cwd: home,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const xml = readFileSync(report, "utf8");
  const suite = xml.match(/<testsuite [^>]*>/)?.[0] ?? "";
  const number = (name) => Number(suite.match(new RegExp(`${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = number("failures") + number("errors");
  const skipped = number("skipped");
  // Not pytest's sum, which counts the parts of a test (subtests) too.
  const tests = xml.match(/<testcase /g)?.length ?? 0;
  return { passed: Math.max(0, tests - failed - skipped), failed, skipped };
}
