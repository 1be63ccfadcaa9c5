import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JobView, KeyView, ResultView } from "@naru/sdk";
import { afterEach, describe, expect, test } from "vitest";
import { type Answers, fakeService, Refusal, recordingShell } from "./fake-service.testing.ts";
import { run } from "./index.ts";

const job: JobView = {
  id: "01980000-0000-7000-8000-000000000000",
  name: "bell.qasm",
  state: "succeeded",
  vendor: "naru",
  apiVersion: "v1",
  ...{ tags: [], program: null, isPrivate: false },
  backend: "simulator",
  shots: 1000,
  circuitCount: 1,
  qubitCount: 2,
  dryRun: false,
  sessionId: null,
  submittedAt: "2026-11-22T00:00:00.000Z",
  startedAt: "2026-11-22T00:00:00.010Z",
  finishedAt: "2026-11-22T00:00:00.020Z",
  progress: 1,
  executionMs: 10,
  expectedWaitMs: null,
  costMicrocredits: 0,
  estimate: {
    seconds: 0.001,
    bytes: 64,
    resources: { qubits: 2, oneQubitGates: 1, twoQubitGates: 1, depth: 2 },
    method: "tiny",
    why: "2 qubits",
  },
  reason: null,
  failure: null,
};
const failed: JobView = {
  ...job,
  state: "failed",
  failure: { code: "simulation_failed", message: "The simulation failed; submit it again.", blame: "system" },
};
const result: ResultView = {
  jobId: job.id,
  seed: 7,
  estimates: [],
  annealed: null,
  solved: null,
  circuits: [
    {
      setCount: 1,
      bitCount: 2,
      shots: 1000,
      counts: [
        { bits: "01", count: 600 },
        { bits: "10", count: 300 },
      ],
      seen: 3,
      unlistedShots: 100,
      probabilities: null,
      resources: { qubits: 2, oneQubitGates: 1, twoQubitGates: 1, depth: 2 },
      method: { name: "tiny", why: "2 qubits" },
      seconds: 0.01,
    },
  ],
};
const key: KeyView = {
  id: "01980000-0000-7000-8000-000000000001",
  name: "ci",
  prefix: "naru_abcd",
  createdAt: "2026-11-22T00:00:00.000Z",
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  isCurrent: false,
};

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Runs a command line against a service that answers as told. */
async function naru(args: readonly string[], answers: Answers, language: "ko" | "en" = "en") {
  const service = await fakeService(answers);
  stops.push(service.stop);
  const recorded = recordingShell({ env: { NARU_URL: service.origin, NARU_KEY: "naru_test" }, language });
  const status = await run(args, recorded.shell);
  return { status, out: recorded.out.join("\n"), err: recorded.err.join("\n"), asked: service.asked };
}

function program(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "naru-program-"));
  stops.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "circuit"), text);
  return join(folder, "circuit");
}

const jobAnswers =
  (view: JobView): Answers =>
  ({ method, path }) => {
    if (method === "POST" && path === "/jobs") return { ...view, state: "queued" };
    if (path.startsWith(`/jobs/${job.id}/result`)) return result;
    if (path.startsWith(`/jobs/${job.id}`)) return view;
    return undefined;
  };

describe("naru run", () => {
  test("submits the file and draws its counts; what is not listed is summed up", async () => {
    const { status, out, asked } = await naru(
      ["run", program("OPENQASM 3.0;"), "--shots", "50", "--seed", "7"],
      jobAnswers(job),
    );
    expect(status).toBe(0);
    expect(asked[0]).toMatchObject({
      method: "POST",
      key: "naru_test",
      body: {
        backend: "simulator",
        format: "openqasm3",
        program: "OPENQASM 3.0;",
        shots: 50,
        seed: 7,
        name: "circuit",
      },
    });
    expect(out).toMatch(/^01 {2}600 {3}60\.0% {2}█+$/m);
    expect(out).toMatch(/^10 {2}300 {3}30\.0% {2}█+$/m);
    expect(out).toContain("… and 1 more outcomes (100 shots)");
    expect(out).toContain("seed 7");
  });

  test("--json prints the job and the result, and nothing else", async () => {
    const { out, err } = await naru(["run", program("OPENQASM 2.0;"), "--json"], jobAnswers(job));
    expect(JSON.parse(out)).toEqual({ job, result });
    expect(err).toBe("");
  });

  test("a job that failed is told on standard error, with status 1", async () => {
    const { status, out, err } = await naru(["run", program("OPENQASM 2.0;")], jobAnswers(failed));
    expect(status).toBe(1);
    expect(out).toBe("");
    expect(err).toContain("The simulation failed; submit it again.");
  });

  test("a refused program has status 4 and the service's own words", async () => {
    const refusal = new Refusal(400, "invalid_input", 'line 4, column 7: there is no gate "hh"; did you mean "h"?');
    const { status, err } = await naru(["run", program("OPENQASM 2.0;")], () => refusal);
    expect(status).toBe(4);
    expect(err).toBe('naru: line 4, column 7: there is no gate "hh"; did you mean "h"?');
  });

  test("a file that is not there, or is no program, has status 2 and asks nothing", async () => {
    for (const file of ["/nowhere/bell.qasm", program("hello")]) {
      const { status, asked } = await naru(["run", file], () => undefined);
      expect(status).toBe(2);
      expect(asked).toEqual([]);
    }
  });
});

describe("naru jobs", () => {
  test("lists, and says how to see more", async () => {
    const { out, err, asked } = await naru(["jobs", "list", "--limit", "1", "--state", "failed,queued"], () => ({
      jobs: [job],
      next: "cursor",
    }));
    expect(asked[0]?.path).toBe("/jobs?limit=1&state=failed%2Cqueued");
    expect(out).toContain(job.id);
    expect(err).toBe("More: naru jobs list --limit 1 --after cursor");
  });

  test("an empty list says what to do", async () => {
    expect((await naru(["jobs"], () => ({ jobs: [], next: null }))).out).toContain("naru run FILE");
  });

  test("shows a job with its result", async () => {
    const { out } = await naru(["jobs", "show", job.id], jobAnswers(job));
    expect(out).toMatch(/^state +succeeded$/m);
    expect(out).toMatch(/^01 {2}600/m);
  });

  test("shows expectation values with their errors, and the first of many sets of counts", async () => {
    const [circuit] = result.circuits;
    if (!circuit) throw new Error("The result has no circuit.");
    const [resources, method] = [circuit.resources, circuit.method];
    const item = { shape: [2, 1], unlistedValues: 3, shots: 4096, resources, method, seconds: 0.1 };
    const values = [
      { index: [0, 0], value: 0.5, standardError: 0.0125 },
      { index: [1, 0], value: -1, standardError: 0 },
    ];
    const exact = {
      ...item,
      shape: [],
      unlistedValues: 0,
      shots: 0,
      values: [{ index: [], value: 1, standardError: 0 }],
    };
    const both: ResultView = {
      ...result,
      circuits: [{ ...circuit, setCount: 4 }],
      estimates: [{ ...item, values }, exact],
    };
    const labelled: JobView = { ...job, program: "estimator", tags: ["a", "b"], shots: 0 };
    const { out } = await naru(["jobs", "show", job.id], ({ path }) => (path.includes("/result") ? both : labelled));
    expect(out).toMatch(/^ *0,0 +0\.500000 +± 0\.012500$/m);
    expect(out).toMatch(/^ *1,0 +-1\.000000 +± 0\.000000$/m);
    expect(out).toMatch(/^- +1\.000000 +exact$/m);
    expect(out).toContain("… and 3 more values");
    expect(out).toContain("first of 4 sets of values");
    expect(out).toMatch(/^program +estimator$/m);
    expect(out).toMatch(/^tags +a, b$/m);
    expect(out).toMatch(/^shots +exact$/m);
  });

  test("leaves the result of a private job to the program that waits for it", async () => {
    const { out, asked } = await naru(["jobs", "show", job.id], () => ({ ...job, isPrivate: true }));
    expect(out).toMatch(/^private +its program is never shown/m);
    expect(asked.map(({ path }) => path)).toEqual([`/jobs/${job.id}`]);
  });

  test("waits; success is status 0 and anything else 1", async () => {
    expect((await naru(["jobs", "wait", job.id], jobAnswers(job))).status).toBe(0);
    const bad = await naru(["jobs", "wait", job.id, "--json"], jobAnswers(failed));
    expect(bad.status).toBe(1);
    expect(JSON.parse(bad.out)).toEqual([failed]);
  });

  test("cancels each that is named", async () => {
    const { asked } = await naru(["jobs", "cancel", job.id, job.id], () => ({ ...job, state: "cancelled" }));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(2).fill(`POST /jobs/${job.id}/cancel`));
  });
});

describe("naru keys", () => {
  test("prints a new secret alone on standard output, so that a script can take it", async () => {
    const { out, err, asked } = await naru(["keys", "create", "ci", "--expires", "2027-03-01"], () => ({
      key,
      secret: "naru_secret",
    }));
    expect(out).toBe("naru_secret");
    expect(err).toContain("cannot be shown again");
    expect(asked[0]?.body).toEqual({ name: "ci", expiresAt: "2027-03-01T00:00:00.000Z" });
  });

  test("lists without secrets and tells which are over", async () => {
    const { out } = await naru(["keys"], () => [key, { ...key, revokedAt: "2026-11-23T00:00:00.000Z" }]);
    expect(out).toContain("naru_abcd…  valid");
    expect(out).toContain("naru_abcd…  revoked");
  });
});

describe("what went wrong is told by the exit status", () => {
  test("a wrong key is refused: 4, with where to find one, in the user's language", async () => {
    const refuse = () => new Refusal(401, "unauthenticated", "This request needs a valid API key.");
    expect(await naru(["jobs"], refuse)).toMatchObject({ status: 4, err: expect.stringContaining("NARU_KEY") });
    expect((await naru(["jobs"], refuse, "ko")).err).toContain("키를 지정하십시오");
  });

  test("nobody there: 3, with how to start a service", async () => {
    const { shell, err } = recordingShell({ env: { NARU_URL: "http://127.0.0.1:9" } });
    expect(await run(["backends"], shell)).toBe(3);
    expect(err.join()).toContain("naru serve");
  });

  test("a command line that is wrong: 2, and where the help is", async () => {
    for (const args of [
      ["nonsense"],
      ["jobs", "list", "--limit", "0"],
      ["run"],
      ["serve", "--port", "70000"],
      ["exec"],
    ]) {
      const { shell, err } = recordingShell();
      expect(await run(args, shell), args.join(" ")).toBe(2);
      expect(err.join("\n")).toContain("--help");
    }
  });

  test("an address that others can reach needs a flag: 2", async () => {
    const { shell, err } = recordingShell();
    expect(await run(["serve", "--host", "0.0.0.0"], shell)).toBe(2);
    expect(err.join()).toContain("--allow-remote");
  });

  test("help and version are not errors", async () => {
    for (const args of [["--help"], ["jobs", "wait", "--help"], ["--version"]]) {
      const { shell, out } = recordingShell();
      expect(await run(args, shell)).toBe(0);
      expect(out.join()).not.toBe("");
    }
  });
});
