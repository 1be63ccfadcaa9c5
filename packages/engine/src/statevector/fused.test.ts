import { afterAll, expect, test } from "vitest";
import type { Host } from "../host.ts";
import { nodeHost } from "../hosts/node.ts";
import { ReferenceSimulator } from "../reference/index.ts";
import type { Precision } from "../simulator.ts";
import { randomSteps } from "./random-circuits.testing.ts";
import { StatevectorSimulator } from "./simulator.ts";

const host = nodeHost();
const opened: StatevectorSimulator[] = [];
afterAll(() => Promise.all(opened.map((simulator) => simulator.close())));

const circuit = { qubitCount: 10, clbitCount: 0, operations: randomSteps(31, 10, 150) };

async function amplitudes(on: Host, precision: Precision): Promise<Float64Array> {
  const simulator = new StatevectorSimulator(on, 1);
  opened.push(simulator);
  const result = await simulator.run(circuit, { seed: 1, amplitudes: true, precision });
  return result.amplitudes ?? new Float64Array();
}

test.each([
  ["double", 1e-13],
  ["single", 2e-6],
] as const)(
  "fused multiplication and addition give the reference's amplitudes, in %s precision",
  async (precision, tolerance) => {
    const { amplitudes: exact } = await new ReferenceSimulator(host).run(circuit, { seed: 1, amplitudes: true });
    const fused = await amplitudes({ ...host, isFused: true }, precision);
    expect(fused.length).toBe(2 ** 11);
    fused.forEach((value, i) => {
      expect(Math.abs(value - (exact?.[i] ?? 0))).toBeLessThan(tolerance);
    });
  },
);

test("a platform without fused instructions runs the plain kernels", async () => {
  const refusing: Host = {
    ...host,
    isFused: true,
    compile(bytes) {
      // 0xfd 0x85 0x02 is the single-precision fused multiplication and addition
      if (bytes.some((_, i) => bytes[i] === 0xfd && bytes[i + 1] === 0x85 && bytes[i + 2] === 0x02)) {
        throw new WebAssembly.CompileError("This platform has no relaxed SIMD.");
      }
      return host.compile(bytes);
    },
  };
  expect(await amplitudes(refusing, "single")).toEqual(await amplitudes(host, "single"));
});
