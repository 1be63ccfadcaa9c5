import { memoryCloud, scriptedBackend } from "@naru/dialect/conformance";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toys } from "../testing/machines.ts";
import { anySpoiledBody } from "../testing/spoiled.ts";
import { dialectWith } from "./dialect.ts";

/** Enough to meet every field of every body; raise it by hand to look further (10⁵ take a minute). */
const runs = Number(globalThis.process?.env.NARU_FUZZ_RUNS ?? 1500);

test("spoiled programs are refused with a reason or run: nothing crashes, and nothing is our fault", async () => {
  const cloud = memoryCloud({ backends: toys.map(({ model }) => scriptedBackend(model.spec)) });
  const bugs: unknown[] = [];
  const handle = dialectWith(toys).serve(cloud, (bug) => bugs.push(bug));
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anySpoiledBody, async ({ path, body }) => {
      const answer = await handle(
        new Request(`http://naru.test${path}`, {
          method: "POST",
          headers: { authorization: `Bearer ${cloud.keys.first}` },
          body,
        }),
      );
      expect(bugs).toEqual([]);
      expect(answer.status).toBeLessThan(500);
      const { error_code, message } = JSON.parse(await answer.text());
      if (answer.status < 400) return;
      refused++;
      expect(error_code).toMatch(/^(invalid_job_payload|invalid_data_format|calibration_set_not_found)$/);
      expect(message.length).toBeGreaterThan(10);
      expect(message.length).toBeLessThanOrEqual(1001);
    }),
    { numRuns: runs },
  );
  expect(refused).toBeGreaterThan(runs / 10);
}, 600_000);
