import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installInto, packAll } from "./pack.ts";

let folder = "";
let home = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "naru-pack-"));
  home = join(folder, "user");
  installInto(home, packAll(join(folder, "tarballs")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the installed command in the empty folder, in an environment that knows nothing of this checkout. */
function naru(...args: string[]) {
  const { PATH, HOME } = process.env;
  const command = join(home, "node_modules/@naru/cli/bin/naru.mjs");
  return spawnSync(process.execPath, [command, ...args], { cwd: home, env: { PATH, HOME }, encoding: "utf8" });
}

test("the installed command says its version", () => {
  expect(existsSync(join(home, "node_modules/.bin/naru"))).toBe(true);
  const { status, stdout } = naru("--version");
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("naru exec gives a command a whole cloud: the open API answers, the console is there, and a job runs", () => {
  const program = `
    const { NARU_URL, NARU_KEY, IONQ_API_URL } = process.env;
    const page = await fetch(NARU_URL, { headers: { accept: "text/html" } });
    const headers = { authorization: "Bearer " + NARU_KEY, "content-type": "application/json" };
    const body = JSON.stringify({ backend: "simulator", format: "openqasm3", program: "OPENQASM 3.0; include \\"stdgates.inc\\"; qubit[3] q; x q[0]; x q[1];", shots: 10 });
    const job = await (await fetch(NARU_URL + "/naru/v1/jobs", { method: "POST", headers, body })).json();
    if (!job.id) throw new Error(JSON.stringify(job));
    const done = await (await fetch(NARU_URL + "/naru/v1/jobs/" + job.id + "?wait=20000", { headers })).json();
    const result = await (await fetch(NARU_URL + "/naru/v1/jobs/" + job.id + "/result", { headers })).json();
    console.log(JSON.stringify({
      ionq: IONQ_API_URL === NARU_URL + "/v0.4",
      page: /<script/.test(await page.text()),
      state: done.state,
      counts: result.circuits[0].counts,
    }));`;
  const { status, stdout, stderr } = naru(
    "exec",
    "--seed",
    "1",
    "--",
    process.execPath,
    "--input-type=module",
    "-e",
    program,
  );
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    ionq: true,
    page: true,
    state: "succeeded",
    counts: [{ bits: "011", count: 10 }],
  });
  expect(status).toBe(0);
});

test("the command's status is ours, and 127 is that of a command that is not there", () => {
  expect(naru("exec", "--", process.execPath, "-e", "process.exit(9)").status).toBe(9);
  const missing = naru("exec", "--", "no-such-command");
  expect(missing.status).toBe(127);
  expect(missing.stderr).toContain("no-such-command: command not found");
});
