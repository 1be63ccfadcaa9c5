import { deflateSync } from "node:zlib";
import type { BackendModel } from "@naru/backends";
import { InvalidInputError } from "@naru/base";
import { gate, measure, writeQpy } from "@naru/circuit";
import type { JobOrder } from "@naru/dialect";
import { packNumbers } from "@naru/workload";
import { expect, test } from "vitest";
import { testDatabase } from "../db/testing.ts";
import { openBackends } from "./index.ts";

const model: BackendModel = {
  spec: {
    ...{ name: "sim", vendor: "test", kind: "simulator", description: { ko: "시험", en: "Test" } },
    ...{ qubitCount: 4, nativeGates: ["x"], connectivity: "all", noiseModels: [] },
    limits: { shots: 1000, circuits: 10, gates: 100_000 },
    dynamicCircuits: true,
  },
  noise: {},
  ownNoise: null,
};
const cost = { method: "test", why: "a test", seconds: 0.001, bytes: 1024 };
const resources = { qubits: 1, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };

/** An order of a circuit with so many gates, which packs to next to nothing. */
function orderOf(gates: number): JobOrder {
  const operations = [...Array.from({ length: gates }, () => gate("x", [0])), measure(0, 0)];
  const file = deflateSync(writeQpy([{ qubitCount: 1, clbitCount: 1, operations }])).toString("base64");
  expect(file.length).toBeLessThan(4_096);
  return {
    ...{ vendor: "test", apiVersion: "v1", backendName: "sim", name: null, dryRun: false, sessionId: null },
    workload: {
      ...{ kind: "sweep", files: [file] },
      items: [{ circuit: { file: 0, index: 0 }, values: packNumbers([0], new Float64Array()), shots: 10 }],
    },
    ...{ echo: {}, original: {}, idempotencyKey: null },
  };
}

test("a small file is estimated at once, unless it holds many gates; what is wrong with it is said at once, too", async () => {
  const database = await testDatabase();
  try {
    const elsewhere: string[] = [];
    const backends = await openBackends({
      ...{ database, models: [model], clock: { now: () => new Date() } },
      simulation: { estimate: () => cost, run: () => Promise.reject(), bind: () => Promise.reject() },
      estimateElsewhere: async (_, workload) => {
        elsewhere.push(workload);
        return { ...cost, resources };
      },
      averageQueueMs: async () => 0,
      queueLengths: async () => new Map(),
    });
    expect((await backends.quote(orderOf(100))).estimate.resources.oneQubitGates).toBe(100);
    expect(elsewhere).toHaveLength(0);
    const { workload } = await backends.quote(orderOf(5_000));
    expect(elsewhere).toEqual([workload]);
    const wrong = orderOf(1);
    const damaged = { ...wrong, workload: { ...wrong.workload, files: ["AAAA"] } } as JobOrder;
    await expect(backends.quote(damaged)).rejects.toThrow(InvalidInputError);
    expect(elsewhere).toHaveLength(1);
  } finally {
    await database.close();
  }
});
