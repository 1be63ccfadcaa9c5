import { randomUUID } from "node:crypto";
import type { JobId } from "@naru/base";
import type { Caller } from "@naru/dialect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anOrder, leaseAll, openWorld, type World } from "./testing.ts";

let world: World;
let caller: Caller;
beforeAll(async () => {
  world = await openWorld();
  caller = await world.caller();
});
afterAll(() => world.close());

const submitted = async (): Promise<JobId> => (await world.jobs.submit(caller, anOrder())).id;

describe("a wait for any of several jobs", () => {
  test("ends as soon as one is final, with all of them in the order of the question", async () => {
    const [a, b] = [await submitted(), await submitted()];
    const waiting = world.jobs.waitForAny(caller, [b, a, b], 20_000);
    await world.jobs.cancel(caller, a);
    const jobs = await waiting;
    expect(jobs.map(({ id }) => id)).toEqual([b, a, b]);
    expect(jobs.map(({ state }) => state)).toEqual(["queued", "cancelled", "queued"]);
    // One that is final already is answered without a wait.
    expect(await world.jobs.waitForAny(caller, [a], 20_000)).toMatchObject([{ state: "cancelled" }]);
  });

  test("ends without news when its time is over", async () => {
    const id = await submitted();
    expect(await world.jobs.waitForAny(caller, [id], 50)).toMatchObject([{ id, state: "queued" }]);
    expect(await world.jobs.waitForAny(caller, [id], 0)).toMatchObject([{ state: "queued" }]);
    expect(await world.jobs.waitForAny(caller, [], 20_000)).toEqual([]);
  });

  test("knows neither others' jobs nor those of another vendor, and takes only so many", async () => {
    const id = await submitted();
    const stranger = await world.caller();
    const missing = { code: "not_found" };
    await expect(world.jobs.waitForAny(stranger, [id], 20_000)).rejects.toMatchObject(missing);
    await expect(world.jobs.waitForAny({ ...caller, vendor: "other" }, [id], 20_000)).rejects.toMatchObject(missing);
    await expect(world.jobs.waitForAny(caller, [id, "no id" as JobId], 20_000)).rejects.toMatchObject(missing);
    const many = Array.from({ length: 1001 }, () => id);
    await expect(world.jobs.waitForAny(caller, many, 0)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("is held for thousands at once without holding anything of the database", async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, submitted));
    const waits = Array.from({ length: 2000 }, (_, k) =>
      [ids[k % 20], ids[(k + 7) % 20]].filter((id) => id !== undefined),
    );
    const waiting = Promise.all(waits.map((wanted) => world.jobs.waitForAny(caller, wanted, 60_000)));
    await expect(world.jobs.job(caller, ids[0] as JobId)).resolves.toMatchObject({ state: "queued" });
    for (const id of ids) await world.jobs.cancel(caller, id);
    for (const jobs of await waiting) expect(jobs.map(({ state }) => state)).toContain("cancelled");
  });
});

describe("an order that names an upload", () => {
  const content = Uint8Array.of(1, 2, 3, 4, 5);
  // MD5 of the MD5 of these bytes.
  const checksum = "d9b6916bedeea344660eebb758eec839";
  const solving = (id: string, bytes = 1) =>
    anOrder({
      workload: { kind: "solve", model: { format: "bqm", base64: "", upload: { id, bytes } }, timeLimitSeconds: 1 },
      backendName: "hybrid",
    });

  async function uploaded(): Promise<string> {
    const { id } = await world.uploads.openUpload(caller, { bytes: content.length, kind: "model" });
    await world.uploads.putPart(caller, id, { number: 1, content });
    await world.uploads.completeUpload(caller, id, checksum);
    return id;
  }

  test("is run with its bytes, as often as it is submitted, also once the upload is gone", async () => {
    const id = await uploaded();
    for (let n = 0; n < 2; n++) await world.jobs.submit(caller, solving(id));
    await world.uploads.removeUpload(caller, id as never);
    const leased = (await leaseAll(world.jobs, randomUUID())).filter(({ model }) => model !== null);
    expect(leased).toHaveLength(2);
    for (const { model, workload } of leased) {
      expect([...(model ?? [])]).toEqual([...content]);
      expect(JSON.parse(workload)).toMatchObject({ model: { upload: { id, bytes: content.length }, base64: "" } });
    }
    await expect(world.jobs.submit(caller, solving(id))).rejects.toMatchObject({ code: "not_found" });
  });

  test("is refused for an upload that is open or another project's", async () => {
    const { id } = await world.uploads.openUpload(caller, { bytes: 5, kind: "model" });
    await expect(world.jobs.submit(caller, solving(id))).rejects.toMatchObject({ code: "conflict" });
    const whole = await uploaded();
    await expect(world.jobs.submit(await world.caller(), solving(whole))).rejects.toMatchObject({ code: "not_found" });
  });
});
