import type { Backend } from "@naru/backends";
import { TooLargeError } from "@naru/base";
import { type MemoryCloud, memoryCloud } from "@naru/dialect/conformance";
import type { Workload } from "@naru/workload";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realBackends } from "../testing/backends.ts";
import { expectLike, type Names } from "../testing/compare.ts";
import { type Exchange, recordedFlows, requestOf } from "../testing/recorded.ts";
import { ionq } from "./index.ts";

/** Flows that act on jobs before they run; the stand-in was slow where ours is asked to pause. */
const flowsOnWaitingJobs = [
  "qiskit-14-cancel",
  "qiskit-18-session-cancel",
  "cirq-10-cancel-delete",
  "core-09-cancel-delete-bulk",
  "qbraid-05-cancel",
];

/** The stand-in failed every job of this name. */
const failingName = "FAILME";

/** What a recorded flow saw that ours need not show, by flow. */
const skippedBodies: Readonly<Record<string, string>> = {
  "cirq-09-list-jobs": "the recorder had run other flows before",
  "core-08-list-pagination": "pages hold jobs of all flows recorded before, in the recorder's order",
};

let cloud: MemoryCloud;
let handle: (request: Request) => Promise<Response>;
let close: () => Promise<void>;
const bugs: unknown[] = [];

beforeAll(async () => {
  const real = await realBackends();
  close = real.close;
  const doomed = new WeakSet<Workload>();
  const failing = (backend: Backend): Backend => ({
    spec: backend.spec,
    estimate: (workload) => backend.estimate(workload),
    compile: (workload) => backend.compile(workload),
    run: async (workload, control) => {
      if (doomed.has(workload)) throw new TooLargeError("too many qubits");
      return backend.run(workload, control);
    },
  });
  cloud = memoryCloud({ backends: real.backends.map(failing) });
  const submit = cloud.submit.bind(cloud);
  cloud.submit = async (caller, order) => {
    if (order.name === failingName) doomed.add(order.workload);
    return submit(caller, order);
  };
  handle = ionq.serve(cloud, (bug) => bugs.push(bug));
});

afterAll(async () => {
  await close();
  expect(bugs).toEqual([]);
});

describe.each(["qiskit", "cirq", "pennylane", "core", "qbraid"])("what %s was recorded to send", (sdk) => {
  const names: Names = new Map();
  const flows = recordedFlows().filter(({ name }) => name.startsWith(`${sdk}-`));

  test.each(flows.map((flow) => [flow.name, flow] as const))("%s", async (name, { exchanges }) => {
    if (flowsOnWaitingJobs.includes(name)) cloud.pause();
    for (const exchange of exchanges) await replay(exchange, name, names);
    await cloud.resume();
  });
});

async function replay(exchange: Exchange, flow: string, names: Names): Promise<void> {
  const { path, body, ...rest } = requestOf(exchange);
  const key = exchange.status === 401 ? "a-wrong-key" : cloud.keys.first;
  const answer = await handle(
    new Request(`http://naru.test${renamed(path, names)}`, {
      ...rest,
      headers: { ...rest.headers, authorization: `apiKey ${key}` },
      ...(body !== undefined && { body: renamed(JSON.stringify(body), names) }),
    }),
  );
  const text = await answer.text();
  const label = `${exchange.method} ${path}: ${text.slice(0, 300)}`;
  expect(answer.status, label).toBe(exchange.status);
  expect(answer.headers.get("content-type")).toContain("application/json");
  const ours: unknown = JSON.parse(text);
  const recorded = exchange.response as Record<string, unknown>;
  if (isPage(recorded) && isPage(ours)) return comparePages(ours, recorded, flow, names, exchange);
  if (isResult(path)) return compareResults(ours, recorded, flow, names);
  expectLike(ours, asFinished(recorded, ours), names);
}

/** We hold the first look at a job until it is done, so what was `ready` in the recording is complete already. */
function asFinished(recorded: Record<string, unknown>, ours: unknown): unknown {
  const waiting = ["ready", "started", "submitted"].includes(String(recorded.status));
  if (!waiting || !("submitted_at" in recorded)) return recorded;
  const { status: _1, output: _2, stats: _3, results: _4, failure: _5, ...rest } = recorded;
  const { started_at: _6, completed_at: _7, execution_duration_ms: _8, ...kept } = rest;
  expect(ours).toHaveProperty("status", expect.stringMatching(/^(ready|completed|failed)$/));
  return kept;
}

type Page = { readonly jobs: readonly unknown[]; readonly next?: string | null };

const isPage = (value: unknown): value is Page => typeof value === "object" && value !== null && "jobs" in value;

function comparePages(ours: Page, recorded: Page, flow: string, names: Names, { headers, query }: Exchange): void {
  if (typeof recorded.next === "string" && typeof ours.next === "string") names.set(recorded.next, ours.next);
  else if (headers["user-agent"]?.startsWith("cirq/")) expect(ours).not.toHaveProperty("next");
  else expect(ours.next === null || typeof ours.next === "string").toBe(true);
  for (const job of ours.jobs) {
    if (query.status === "completed") expect(job).toHaveProperty("status", "completed");
  }
  if (flow in skippedBodies) return;
  expect(ours.jobs.length).toBe(recorded.jobs.length);
  ours.jobs.forEach((job, k) => {
    expectLike(job, asFinished(recorded.jobs[k] as Record<string, unknown>, job), names);
  });
}

const isResult = (path: string): boolean => /\/(results|artifacts)\//.test(path);

/** Exact probabilities to 1e-9; frequencies only in what they are: shares that add up to 1, of few outcomes more. */
function compareResults(ours: unknown, recorded: unknown, flow: string, names: Names): void {
  if (Array.isArray(recorded)) {
    expect(ours).toHaveLength(recorded.length);
    for (const shot of ours as unknown[]) expect(shot).toEqual(expect.stringMatching(/^\d+$/));
    return;
  }
  if (Object.hasOwn(recorded as object, "circuit")) {
    // Compiled circuits: the stand-in answered any; ours has native gates only.
    const native = expect.objectContaining({ gate: expect.stringMatching(/^(gpi2?|zz|ms)$/) });
    const { circuit, ...rest } = ours as { circuit: unknown[] };
    expect(rest).toEqual({ qubits: 2 });
    expect(circuit.length).toBeGreaterThan(0);
    for (const gate of circuit) expect(gate).toEqual(native);
    return;
  }
  for (const [key, value] of Object.entries(recorded as object)) {
    const own = (ours as Record<string, unknown>)[names.get(key) ?? key];
    if (key === "shots") expect(own).toHaveLength(value.length);
    else if (typeof value === "object" && !Array.isArray(value)) compareResults(own, value, flow, names);
  }
  const shares = Object.entries(recorded as object).filter(([, value]) => typeof value === "number");
  if (shares.length === 0) return;
  const entries = Object.entries(ours as Record<string, number>);
  expect(entries.reduce((sum, [, share]) => sum + share, 0)).toBeCloseTo(1, 9);
  expect(entries.map(([key]) => Number(key))).toEqual(entries.map(([key]) => Number(key)).toSorted((a, b) => a - b));
  if (isSampled(flow)) return;
  expect(Object.fromEntries(entries)).toEqual(
    Object.fromEntries(shares.map(([key, share]) => [key, expect.closeTo(share, 9)])),
  );
}

/** Flows on QPUs or under noise, whose results are random. */
const isSampled = (flow: string): boolean => /noise|qpu|zz|mitigation|retrieve|session|qasm3|dry-run/.test(flow);

/** The text with every recorded name replaced by ours; longer names first, as one may contain another. */
function renamed(text: string, names: Names): string {
  let result = text;
  for (const [recorded, ours] of names) {
    if (recorded.length >= 4) result = result.replaceAll(recorded, ours);
    else result = result.replace(new RegExp(`(/artifacts/|next=)${recorded}$`), `$1${encodeURIComponent(ours)}`);
  }
  return result;
}
