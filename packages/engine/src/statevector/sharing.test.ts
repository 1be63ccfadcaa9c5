import { circuitOf, gate } from "@naru/circuit";
import { afterAll, expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { randomSteps } from "./random-circuits.testing.ts";
import { StatevectorSimulator } from "./simulator.ts";

const simulator = new StatevectorSimulator(nodeHost(), 2);
afterAll(() => simulator.close());

const short = { qubitCount: 13, clbitCount: 0, operations: randomSteps(4, 13, 60) };
/** Goes on until it is stopped, for it takes minutes. */
const layer = Array.from({ length: 22 }, (_, q) => [gate("ry", [q], [0.3]), gate("cx", [q, (q + 5) % 22])]).flat();
const long = circuitOf(22, Array.from({ length: 1000 }, () => layer).flat());

test("short runs end while a long one is under way, with the same bits as alone", async () => {
  const options = { seed: 3, shots: 200, amplitudes: true } as const;
  const alone = await simulator.run(short, options);
  const stop = { aborted: false };
  let done = 0;
  const endless = simulator.run(long, {
    seed: 1,
    shots: 1,
    stop,
    onProgress: (part) => {
      done = part;
    },
  });
  const stopped = expect(endless).rejects.toThrow(/cancelled|stopped/i);
  for (let i = 0; i < 3; i++) {
    const beside = await simulator.run(short, options);
    expect(beside.amplitudes).toEqual(alone.amplitudes);
    expect(beside.counts).toEqual(alone.counts);
  }
  const before = done;
  while (done === before) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(done).toBeLessThan(1);
  stop.aborted = true;
  await stopped;
});
