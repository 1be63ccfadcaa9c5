import { CancelledError } from "@naru/base";
import { circuitOf, gate } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { TinySimulator } from "../tiny/index.ts";
import { StatevectorSimulator } from "./simulator.ts";

/** More primitives than the planner reads ahead, of few kinds, so that few kernels are compiled. */
const layer = (i: number) =>
  Array.from({ length: 8 }, (_, q) => [
    gate("ry", [q], [0.3 + ((8 * i + q) % 17) / 9]),
    gate("rz", [q], [0.2 + ((8 * i + q) % 13) / 7]),
    gate("cx", [q, (q + 1) % 8]),
  ]).flat();
const circuit = circuitOf(8, Array.from({ length: 850 }, (_, i) => layer(i)).flat());
const host = nodeHost();
const tiled = new StatevectorSimulator(host, 1, () => ({ laneBits: 1, tileBits: 6, runBits: 4 }));
const whole = new StatevectorSimulator(host, 1);
afterAll(() => Promise.all([tiled.close(), whole.close()]));

describe("a circuit that is read in parts", () => {
  test.each([
    ["one tile", whole],
    ["many tiles", tiled],
  ])("ends in the same state as gate by gate, in %s", async (_, simulator) => {
    const options = { seed: 1, amplitudes: true, precision: "double" } as const;
    const { amplitudes: ours = new Float64Array() } = await simulator.run(circuit, options);
    const { amplitudes: theirs = new Float64Array() } = await new TinySimulator(host).run(circuit, options);
    const error = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] ?? 0))), 0);
    expect(ours.length).toBe(2 ** 9);
    expect(error).toBeLessThan(1e-9); // roundings of 20 000 gates
  });

  test("can be stopped at any of the looks on its way, and the next run has the memory", async () => {
    let looks = 0;
    const counting = {
      get aborted() {
        looks++;
        return false;
      },
    };
    const shots = { seed: 1, shots: 50 };
    const { counts } = await tiled.run(circuit, { ...shots, stop: counting });
    const all = looks;
    expect(all).toBeGreaterThan(200);
    for (const part of [0, 0.2, 0.7]) {
      looks = 0;
      const stop = {
        get aborted() {
          return looks++ >= Math.floor(part * all);
        },
      };
      await expect(tiled.run(circuit, { ...shots, stop })).rejects.toThrow(CancelledError);
    }
    expect((await tiled.run(circuit, shots)).counts).toEqual(counts);
  });
});
