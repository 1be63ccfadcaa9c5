import { readdirSync, readFileSync } from "node:fs";
import type { BackendModel } from "@naru/backends";
import { circuitOf, gate } from "@naru/circuit";
import type { Workload } from "@naru/workload";
import { afterEach, expect, test } from "vitest";
import type { FromThread, TaskEnding, ToThread } from "./messages.ts";
import { startThread } from "./start-thread.ts";

const model: BackendModel = {
  spec: {
    ...{ name: "sim", vendor: "test", kind: "simulator", description: { ko: "시험", en: "Test" } },
    ...{ qubitCount: 24, nativeGates: [], connectivity: "all", noiseModels: [] },
    limits: { shots: 1000, circuits: 10, gates: 1_000_000 },
    dynamicCircuits: true,
  },
  noise: {},
  ownNoise: null,
};

const opened: ReturnType<typeof startThread>[] = [];
afterEach(async () => {
  for (const thread of opened.splice(0)) await thread.terminate();
});

/** How a thread ends these runs, one after another, each with its own limit. */
function endings(
  runs: readonly { workload: Workload; maxSeconds: number | null }[],
  { threads, stepsBack } = { threads: 1, stepsBack: 0 },
): Promise<TaskEnding[]> {
  const engine = { threads, maxBytes: 2 ** 30 };
  const data = { models: [model], engine, stepsBack, shared: new SharedArrayBuffer(256) };
  const thread = startThread(data);
  opened.push(thread);
  const seen: TaskEnding[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<TaskEnding[]>();
  thread.on("error", reject);
  thread.on("message", (message: FromThread) => {
    if (message.kind === "ended" && seen.push(message.ending) === runs.length) resolve(seen);
  });
  const tasks = runs.map(({ workload, maxSeconds }, k) => ({
    ...{ taskId: k + 1, slot: k + 1, backendName: "sim", workload: JSON.stringify(workload) },
    ...{ seed: 1, dryRun: false, model: null, maxSeconds },
  }));
  thread.postMessage({ kind: "run", tasks } satisfies ToThread);
  return promise;
}

/** Layers of gates that entangle and do not commute: minutes of work where there are many. */
const layered = (layers: number): Workload => {
  const qubits = Array.from({ length: 22 }, (_, k) => k);
  const layer = qubits.flatMap((q) => [gate("ry", [q], [0.3 + q / 50]), gate("cx", [q, (q + 1) % 22])]);
  return {
    kind: "sample",
    circuits: [circuitOf(22, Array.from({ length: layers }, () => layer).flat())],
    shots: 1,
  };
};

test("a run stops at its own limit and says so; the next run has a limit of its own", async () => {
  const small: Workload = { kind: "sample", circuits: [circuitOf(1, [gate("h", [0])])], shots: 1 };
  const [long, short] = await endings([
    { workload: layered(4000), maxSeconds: 0.2 },
    { workload: small, maxSeconds: 60 },
  ]);
  expect(long).toMatchObject({ state: "stopped", isOverTime: true });
  expect(short).toMatchObject({ state: "succeeded" });
});

/** The niceness of this process's threads, by their ids. */
const nicenesses = (): ReadonlyMap<number, number> =>
  new Map(
    readdirSync("/proc/self/task").map((id) => {
      const text = readFileSync(`/proc/self/task/${id}/stat`, "utf8");
      // The 19th field; the second is a name in parentheses, which may hold anything.
      return [Number(id), Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[16])];
    }),
  );

test.runIf(process.platform === "linux")(
  "it and its engine's threads step back, and no other thread does",
  async () => {
    const before = nicenesses();
    const own = before.get(process.pid) ?? Number.NaN;
    await endings([{ workload: layered(3), maxSeconds: 60 }], { threads: 2, stepsBack: 4 });
    const after = nicenesses();
    const started = [...after].filter(([id]) => !before.has(id)).map(([, niceness]) => niceness);
    expect(started.filter((niceness) => niceness === Math.min(19, own + 4))).toHaveLength(2);
    for (const [id, niceness] of before) expect(after.get(id) ?? niceness).toBe(niceness);
  },
);
