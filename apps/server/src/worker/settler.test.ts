import { expect, test } from "vitest";
import { silentLog } from "../config/index.ts";
import type { Ending, LeasedJob } from "../jobs/index.ts";
import { openSettler } from "./settler.ts";

const anEnding = (jobId: string): Ending => ({
  job: { lease: { jobId } } as LeasedJob,
  runSeconds: 1,
  state: "succeeded",
  outcome: "{}",
  executionMs: 1,
  version: "1",
});
const idOf = (ending: Ending): string => ending.job.lease.jobId;
const away = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
const refused = Object.assign(new Error("invalid byte sequence"), { code: "22021" });

test("endings of one moment are settled together, later ones together when the first are through", async () => {
  const batches: string[][] = [];
  const settler = openSettler(async (endings) => {
    batches.push(endings.map(idOf));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }, silentLog);
  settler.add(anEnding("a"));
  settler.add(anEnding("b"));
  await Promise.resolve();
  await Promise.resolve();
  settler.add(anEnding("c"));
  settler.add(anEnding("d"));
  await settler.flush(20_000);
  expect(batches).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});

test("while the database is away, endings are kept and tried again", async () => {
  let failures = 2;
  const settled: string[] = [];
  const settler = openSettler(async (endings) => {
    if (failures-- > 0) throw away;
    settled.push(...endings.map(idOf));
  }, silentLog);
  settler.add(anEnding("a"));
  await settler.flush(20_000);
  expect(settled).toEqual(["a"]);
});

test("one that the database refuses fails alone, and the rest of its batch is settled", async () => {
  const settled: [string, string][] = [];
  const settler = openSettler(async (endings) => {
    if (endings.some((ending) => idOf(ending) === "bad" && ending.state === "succeeded")) throw refused;
    settled.push(...endings.map((ending): [string, string] => [idOf(ending), ending.state]));
  }, silentLog);
  for (const id of ["a", "bad", "b"]) settler.add(anEnding(id));
  await settler.flush(20_000);
  expect(settled).toEqual([
    ["a", "succeeded"],
    ["bad", "failed"],
    ["b", "succeeded"],
  ]);
});

test("one that cannot even fail is given up, and does not hold up the others", async () => {
  const settled: string[] = [];
  const settler = openSettler(async (endings) => {
    if (endings.some((ending) => idOf(ending) === "worst")) throw refused;
    settled.push(...endings.map(idOf));
  }, silentLog);
  for (const id of ["worst", "a"]) settler.add(anEnding(id));
  await settler.flush(20_000);
  expect(settled).toEqual(["a"]);
});

test("an error that is no fault of the connection is not repeated for ever with the whole batch", async () => {
  const settled: [string, string][] = [];
  const settler = openSettler(async (endings) => {
    if (endings.some((ending) => idOf(ending) === "bad" && ending.state === "succeeded")) throw new TypeError("a bug");
    settled.push(...endings.map((ending): [string, string] => [idOf(ending), ending.state]));
  }, silentLog);
  for (const id of ["a", "bad"]) settler.add(anEnding(id));
  await settler.flush(20_000);
  expect(settled).toEqual([
    ["a", "succeeded"],
    ["bad", "failed"],
  ]);
});

test.each([
  Object.assign(new Error("deadlock detected"), { code: "40P01" }),
  Object.assign(new Error("terminating connection"), { code: "57P01" }),
  Object.assign(new Error("no socket"), { code: "ENOENT", syscall: "connect" }),
  new Error("Connection terminated unexpectedly"),
])("a batch is tried again whole after: $message", async (error) => {
  const batches: string[][] = [];
  const settler = openSettler(async (endings) => {
    batches.push(endings.map(idOf));
    if (batches.length === 1) throw error;
  }, silentLog);
  for (const id of ["a", "b"]) settler.add(anEnding(id));
  expect(settler.jobs().map((job) => job.lease.jobId)).toEqual(["a", "b"]);
  await settler.flush(20_000);
  expect(batches).toEqual([
    ["a", "b"],
    ["a", "b"],
  ]);
  expect(settler.jobs()).toEqual([]);
});

test("a flush ends also when the database stays away, or does not answer", async () => {
  for (const finish of [() => Promise.reject(away), () => new Promise<void>(() => {})]) {
    const settler = openSettler(finish, silentLog);
    settler.add(anEnding("a"));
    await settler.flush(20);
    expect(settler.jobs()).toHaveLength(1);
  }
});
