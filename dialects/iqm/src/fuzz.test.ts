import { seeded } from "@naru/base";
import type { Json } from "@naru/dialect";
import { memoryCloud, scriptedBackend, spoiledBody } from "@naru/dialect/conformance";
import { expect, test } from "vitest";
import { toys } from "../testing/machines.ts";
import { recordedFlows, requestOf } from "../testing/recorded.ts";
import { dialectWith } from "./dialect.ts";

/** Every program that a client was recorded to send, for whatever calibration set there is. */
const programs = recordedFlows()
  .flatMap(({ exchanges }) => exchanges.map(requestOf))
  .flatMap(({ path, body }) =>
    path.includes("/circuit")
      ? [{ path, body: { ...(body as { [name: string]: Json }), calibration_set_id: null } }]
      : [],
  );

const words: readonly Json[] = [
  ...["prx", "cz", "move", "measure", "cc_prx", "reset", "barrier", "delay", "zeros", "none", "QB1", "QB2", "CR1", "m"],
  ...[["QB1", "QB2"], ["CR1"], ["QB1", "CR1"], { angle: 1, phase: 0 }, { key: "m", feedback_key: "f" }],
];

const codes = ["invalid_job_payload", "invalid_data_format", "calibration_set_not_found"];

/** With those of D-Wave's fuzzing, a hundred thousand. Raise it by hand to look further. */
const runs = Number(globalThis.process?.env.NARU_FUZZ_RUNS ?? 20_000);

test("spoiled programs are refused with a reason or run: nothing crashes, and nothing is our fault", async () => {
  const bugs: unknown[] = [];
  const random = seeded(20260811);
  let handle = freshly(bugs);
  let refused = 0;
  for (let k = 0; k < runs; k++) {
    // What ran is kept by a cloud in memory.
    if (k % 5000 === 0) handle = freshly(bugs);
    const { path, body } = programs[k % programs.length] as (typeof programs)[number];
    const spoiled = spoiledBody(body, words, random);
    const { status, text } = await handle(path, spoiled);
    if (bugs.length > 0 || status >= 500) throw new Error(`${status} after ${spoiled}`, { cause: bugs[0] });
    if (status < 400) continue;
    refused++;
    const { error_code, message } = JSON.parse(text);
    const isRight = codes.includes(error_code) && message.length > 10 && message.length <= 1001;
    if (!isRight) throw new Error(`${text} after ${spoiled}`);
  }
  expect(refused).toBeGreaterThan(runs / 10);
  expect(runs - refused).toBeGreaterThan(runs / 100);
}, 600_000);

function freshly(bugs: unknown[]): (path: string, body: string) => Promise<{ status: number; text: string }> {
  const cloud = memoryCloud({ backends: toys.map(({ model }) => scriptedBackend(model.spec)) });
  const handle = dialectWith(toys).serve(cloud, (bug) => bugs.push(bug));
  const headers = { authorization: `Bearer ${cloud.keys.first}` };
  return async (path, body) => {
    const answer = await handle(new Request(`http://naru.test${path}`, { method: "POST", headers, body }));
    return { status: answer.status, text: await answer.text() };
  };
}
