import { type MemoryCloud, memoryCloud } from "@naru/dialect/conformance";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realBackends } from "../testing/backends.ts";
import { expectLike, type Names } from "../testing/compare.ts";
import { toys } from "../testing/machines.ts";
import { type Exchange, recordedFlows, requestOf } from "../testing/recorded.ts";
import { dialectWith } from "./dialect.ts";

/** This flow acts on a job before it runs; the stand-in was slow where ours is asked to pause. */
const flowOnWaitingJob = "10-client-cancel-delete";

/** Shots of the stand-in without noise: rows that must be the same under our noise in most shots. */
let cloud: MemoryCloud;
let handle: (request: Request) => Promise<Response>;
let close: () => Promise<void>;
const bugs: unknown[] = [];
const names: Names = new Map();

beforeAll(async () => {
  const real = await realBackends(toys);
  close = real.close;
  cloud = memoryCloud({ backends: real.backends });
  handle = dialectWith(toys).serve(cloud, (bug) => bugs.push(bug));
});

afterAll(async () => {
  await close();
  expect(bugs).toEqual([]);
});

test.each(recordedFlows().map((flow) => [flow.name, flow] as const))("%s", async (name, { exchanges }) => {
  if (name === flowOnWaitingJob) cloud.pause();
  for (const exchange of exchanges) await replay(exchange);
  await cloud.resume();
});

async function replay(exchange: Exchange): Promise<void> {
  const { method, path, headers, body } = requestOf(exchange);
  const key = exchange.response.status === 401 ? "a-wrong-key" : cloud.keys.first;
  const answer = await handle(
    new Request(`http://naru.test${renamed(path)}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${key}` },
      ...(body !== undefined && { body: renamed(JSON.stringify(body)) }),
    }),
  );
  const text = await answer.text();
  expect(answer.status, text).toBe(exchange.response.status);
  if (exchange.response.status === 204) return expect(text).toBe("");
  const ours = JSON.parse(text);
  if (path.endsWith("/measurements")) return expectRows(ours, exchange.response.body_json);
  const recorded = JSON.parse(renamed(JSON.stringify(exchange.response.body_json)));
  expectLike(ours, path.endsWith("/payload") ? recorded : exchange.response.body_json, names);
  expectNames(ours, exchange.response.body_json);
}

/** The recorded text with our ids in place of the stand-in's. */
const renamed = (text: string): string => {
  let changed = text;
  for (const [recorded, ours] of names) changed = changed.replaceAll(recorded, ours);
  return changed;
};

type Rows = Record<string, number[][]>[];

/** The same keys, and as many columns; as many rows, or fewer where shots were dropped. */
function expectRows(ours: Rows, recorded: unknown): void {
  const wanted = recorded as Rows;
  expect(ours).toHaveLength(wanted.length);
  ours.forEach((circuit, k) => {
    expect(Object.keys(circuit)).toEqual(Object.keys(wanted[k] ?? {}));
    const lengths = new Set(Object.values(circuit).map((rows) => rows.length));
    expect(lengths.size).toBe(1);
    for (const [key, rows] of Object.entries(circuit)) {
      const width = wanted[k]?.[key]?.[0]?.length;
      for (const row of rows) expect(row).toHaveLength(width ?? 0);
      for (const bit of rows.flat()) expect([0, 1]).toContain(bit);
    }
  });
}

/** Every figure that the stand-in told has one of ours under its name. */
function expectNames(ours: unknown, recorded: unknown): void {
  const namesOf = (set: unknown): string[] =>
    ((set as { observations?: { dut_field: string }[] } | null)?.observations ?? []).map(({ dut_field }) => dut_field);
  expect(namesOf(ours)).toEqual(expect.arrayContaining(namesOf(recorded)));
}
