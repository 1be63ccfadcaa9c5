import { CancelledError, InvalidInputError, TooLargeError } from "@naru/base";
import type { SweepItem, SweepItemOutcome, SweepWorkload } from "@naru/workload";
import { describe, expect, test } from "vitest";
import type { Backend } from "../backend.ts";
import { coin, controlOf, fileOf, flip, setsOf } from "./circuits.ts";

/** What every backend promises of sweeps: bits shot by shot in the house's order, seeded set by set, stoppable. */
export function sweepConformance(name: string, open: () => Promise<Backend>): void {
  const control = controlOf(11);
  const file = fileOf(flip, coin);
  const item = (more: Partial<SweepItem> = {}): SweepItem => ({
    circuit: { file: 0, index: 0 },
    values: setsOf(),
    shots: 200,
    ...more,
  });
  const sweep = (items: readonly SweepItem[], more: Partial<SweepWorkload> = {}): SweepWorkload => ({
    kind: "sweep",
    files: [file],
    items,
    ...more,
  });
  const run = async (backend: Backend, workload: SweepWorkload): Promise<readonly SweepItemOutcome[]> => {
    const outcome = await backend.run(workload, control);
    if (outcome.kind !== "sweep") throw new Error("A sweep gave something else.");
    return outcome.items;
  };
  const tossed = item({ circuit: { file: 0, index: 1 }, values: setsOf(2, 3) });

  describe(`${name} as a backend of sweeps`, () => {
    test("qubit 0 is the lowest bit of a shot, and registers say which bits are theirs", async () => {
      const [read] = await run(await open(), sweep([item()]));
      expect(read).toMatchObject({ shape: [], shots: 200, bitCount: 3 });
      expect(read?.registers).toEqual(flip.registers);
      expect(read?.bits).toHaveLength(200);
      expect(read?.bits.filter((byte) => byte === 1).length).toBeGreaterThan(150);
    });

    test("every set has its shots, of its own", async () => {
      const [read] = await run(await open(), sweep([tossed]));
      expect(read?.shape).toEqual([2, 3]);
      expect(read?.bits).toHaveLength(6 * 200);
      const sets = Array.from({ length: 6 }, (_, set) => read?.bits.slice(200 * set, 200 * (set + 1)).join(""));
      expect(new Set(sets).size).toBe(6);
    });

    test("the same seed gives the same bits, whatever runs beside, and another seed others", async () => {
      const backend = await open();
      const [alone] = await run(backend, sweep([tossed], { seed: 3 }));
      const [first] = await run(backend, sweep([tossed, item()], { seed: 3 }));
      const [other] = await run(backend, sweep([tossed], { seed: 4 }));
      expect(first?.bits).toEqual(alone?.bits);
      expect(other?.bits).not.toEqual(alone?.bits);
    });

    test("an estimate counts every set", async () => {
      const backend = await open();
      const { seconds, bytes, resources } = backend.estimate(sweep([tossed]));
      const [compiled] = await backend.compile(sweep([tossed]));
      expect(resources.oneQubitGates).toBe(6 * (compiled?.resources.oneQubitGates ?? Number.NaN));
      expect(seconds).toBeGreaterThan(0);
      expect(bytes).toBeGreaterThan(0);
    });

    test("what is too large or makes no sense is refused before it runs", async () => {
      const backend = await open();
      const { shots } = backend.spec.limits;
      const cases = [
        [sweep([item({ shots: shots + 1 })]), TooLargeError],
        [sweep([item({ values: { shape: [2 ** 31, 0], base64: "" } })]), TooLargeError],
        [sweep([item({ circuit: { file: 0, index: 9 } })]), InvalidInputError],
        [sweep([item()], { files: ["not a file"] }), InvalidInputError],
      ] as const;
      for (const [workload, error] of cases) {
        expect(() => backend.estimate(workload)).toThrow(error);
        await expect(backend.run(workload, control)).rejects.toThrow(error);
      }
    });

    test("a stopped run ends as cancelled", async () => {
      const backend = await open();
      const stopped = { ...control, stop: { aborted: true } };
      await expect(backend.run(sweep([item()]), stopped)).rejects.toThrow(CancelledError);
    });
  });
}
