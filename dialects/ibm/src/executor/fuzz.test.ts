import type { Backend } from "@naru/backends";
import { NaruError, type Random, seeded } from "@naru/base";
import type { Workload } from "@naru/workload";
import { afterAll, beforeAll, expect, test } from "vitest";
import { realBackends } from "../../testing/backends.ts";
import { modelNamed } from "../primitives/recorded.testing.ts";
import { contextWith, recordedText } from "./job.testing.ts";
import { readExecutor } from "./read.ts";

/** Long runs by hand take other numbers, and look at the time of each case. */
const byHand = process.env.EXECUTOR_FUZZ_CASES;
const cases = Number(byHand ?? 250);
/** CPU time of one case, in a run by hand. */
const mostMs = 1000;

const originals = [
  "16-executor-sampler",
  "17-executor-sampler-twirled",
  "18-executor-estimator-level0",
  "19-executor-estimator-level1",
].map((name) => recordedText(name, 4));

let simulator: Backend;
let close: () => Promise<void>;
beforeAll(async () => {
  const { backends, ...rest } = await realBackends();
  close = () => rest.close();
  const found = backends.find(({ spec }) => spec.name === modelNamed("simulator").spec.name);
  if (!found) throw new RangeError("there is no simulator");
  simulator = found;
});
afterAll(() => close());

test("damaged jobs are refused with a reason, at the latest when they are estimated, in bounded time", async () => {
  const random = seeded(20261122);
  const count = { unread: 0, refused: 0, accepted: 0 };
  for (let k = 0; k < cases; k++) {
    const params = damaged(originals[random.below(originals.length)] ?? "{}", random);
    const began = process.threadCpuUsage();
    const workload = await refusable(
      async () => (await readExecutor(params, contextWith(JSON.stringify(params)))).workload,
    );
    if (workload === undefined) count.unread++;
    else if ((await refusable(async () => estimated(workload))) === undefined) count.refused++;
    else count.accepted++;
    const took = process.threadCpuUsage(began).user / 1000;
    if (byHand !== undefined) expect(took, `case ${k} took ${took} ms`).toBeLessThan(mostMs);
  }
  // All of it must happen: a test whose every case fails at the first check would show nothing.
  expect(Math.min(count.unread, count.refused, count.accepted)).toBeGreaterThan(cases / 50);
});

const estimated = (workload: Workload) => simulator.estimate(workload);

/** What the work gives; undefined if it was refused. Throws what is no refusal. */
async function refusable<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof NaruError && thrown.message.length < 2000) return undefined;
    throw thrown;
  }
}

/** A job with something changed, more often in its circuits and items than elsewhere. */
function damaged(text: string, random: Random): unknown {
  const params = JSON.parse(text);
  if (random.below(4) === 0) return changedMember(params, random);
  const member = random.below(3) === 0 ? "circuits" : "items";
  const program = { ...params.quantum_program, [member]: changedMember(params.quantum_program[member], random) };
  return { ...params, quantum_program: program };
}

/** The value with one thing in it changed, however deep. */
function changedMember(value: unknown, random: Random): unknown {
  if (random.below(15) === 0) return oddities[random.below(oddities.length)];
  if (typeof value === "string") {
    if (value === "") return "x";
    const at = random.below(value.length);
    const other = ["", "A", "=", "\\", value.slice(at, at + 9)][random.below(5)] ?? "";
    return value.slice(0, at) + other + value.slice(at + 1);
  }
  if (typeof value === "number") return [-value, value + 1, value / 2, 2 ** 40, 0][random.below(5)];
  if (typeof value === "boolean") return !value;
  if (Array.isArray(value)) {
    const place = random.below(value.length + 1);
    if (place === value.length) return [...value, value[0] ?? 2];
    return value.map((each, k) => (k === place ? changedMember(each, random) : each));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const place = random.below(entries.length + 1);
    const dropped = random.below(6) === 0;
    return Object.fromEntries(
      entries.flatMap(([key, each], k): [string, unknown][] =>
        k !== place ? [[key, each]] : dropped ? [] : [[key, changedMember(each, random)]],
      ),
    );
  }
  return value;
}

const oddities: readonly unknown[] = [null, true, -1, 1e300, 2 ** 53, "", "x", [], {}, [[]], { data: "eJwDAAAAAAE=" }];
