import { CancelledError, messageOf, NaruError } from "@naru/base";
import type { Backend, CompiledCircuit } from "@naru/backends";
import { type Outcome, type Workload, writeOutcomeJson } from "@naru/workload";
import type { Task, TaskEnding } from "./messages.ts";

/** Runs one job on its backend. Never throws: whatever happens is an ending. */
export async function runTask(
  backends: ReadonlyMap<string, Backend>,
  task: Task,
  stop: { readonly aborted: boolean },
  onProgress: (done: number) => void,
): Promise<TaskEnding> {
  const startedMs = performance.now();
  const seconds = () => (performance.now() - startedMs) / 1000;
  const { taskId } = task;
  try {
    if (stop.aborted) throw new CancelledError();
    const backend = backends.get(task.backendName);
    if (!backend) throw new NaruError("internal", `This worker does not know the backend ${task.backendName}.`);
    const workload = JSON.parse(task.workload) as Workload;
    const outcome = task.dryRun
      ? dryOutcome(await backend.compile(workload), task.seed)
      : await backend.run(workload, { stop, seed: task.seed, onProgress });
    const executionMs = outcome.circuits.reduce((sum, circuit) => sum + circuit.seconds * 1000, 0);
    return { taskId, state: "succeeded", outcome: writeOutcomeJson(outcome), executionMs, runSeconds: seconds() };
  } catch (error) {
    if (error instanceof CancelledError) return { taskId, state: "stopped", runSeconds: seconds() };
    const known = error instanceof NaruError ? error.code : null;
    const stack = known === null && error instanceof Error ? (error.stack ?? null) : null;
    return { taskId, state: "failed", error: { code: known, message: messageOf(error), stack }, runSeconds: seconds() };
  }
}

/** A dry run has no shots; it has the compiled circuits and what they would cost. */
function dryOutcome(compiled: readonly CompiledCircuit[], seed: number): Outcome {
  return {
    kind: "sample",
    seed,
    circuits: compiled.map(({ circuit, resources }) => ({
      bitCount: circuit.clbitCount === 0 ? circuit.qubitCount : circuit.clbitCount,
      shots: 0,
      counts: new Map(),
      resources,
      compiled: circuit,
      seconds: 0,
    })),
  };
}
