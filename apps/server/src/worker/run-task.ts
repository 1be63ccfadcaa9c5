import type { Backend, CompiledCircuit, WorkloadEstimate } from "@naru/backends";
import { CancelledError, messageOf, NaruError } from "@naru/base";
import { type Outcome, outcomeSeconds, type Workload, writeOutcomeJson } from "@naru/workload";
import type { Task, TaskEnding, TaskError } from "./messages.ts";

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
    // Reading and compiling a large program take long, and neither looks at the flag.
    const unlessStopped = <Value>(value: Value): Value => {
      if (stop.aborted) throw new CancelledError();
      return value;
    };
    const backend = unlessStopped(requireBackend(backends, task.backendName));
    const workload = unlessStopped(withModel(JSON.parse(task.workload) as Workload, task.model));
    const outcome = task.dryRun
      ? dryOutcome(unlessStopped(await backend.compile(workload)), task.seed)
      : await backend.run(workload, { stop, seed: task.seed, onProgress, now: Date.now });
    const executionMs = outcomeSeconds(outcome) * 1000;
    return { taskId, state: "succeeded", outcome: writeOutcomeJson(outcome), executionMs, runSeconds: seconds() };
  } catch (error) {
    if (error instanceof CancelledError) return { taskId, state: "stopped", runSeconds: seconds() };
    return { taskId, state: "failed", error: writeTaskError(error), runSeconds: seconds() };
  }
}

/** The file in a copy of this thread's own, as not everything that reads bytes takes shared ones. */
const withModel = (workload: Workload, file: Uint8Array | null): Workload =>
  workload.kind === "solve" && file !== null
    ? { ...workload, model: { ...workload.model, content: file.slice() } }
    : workload;

/** What a workload would take, or why it is refused. */
export function estimateTask(
  backends: ReadonlyMap<string, Backend>,
  backendName: string,
  workload: string,
): WorkloadEstimate | TaskError {
  try {
    return requireBackend(backends, backendName).estimate(JSON.parse(workload) as Workload);
  } catch (error) {
    return writeTaskError(error);
  }
}

function requireBackend(backends: ReadonlyMap<string, Backend>, name: string): Backend {
  const backend = backends.get(name);
  if (!backend) throw new NaruError("internal", `This worker does not know the backend ${name}.`);
  return backend;
}

/** Anything thrown, as plain data. */
export function writeTaskError(error: unknown): TaskError {
  const { code, details } = error instanceof NaruError ? error : { code: null, details: {} };
  const stack = code === null && error instanceof Error ? (error.stack ?? null) : null;
  return { code, message: messageOf(error), details, stack };
}

/** The error that was thrown on the other side; a bug there is a bug here. */
export function readTaskError({ code, message, details, stack }: TaskError): Error {
  return code === null ? new Error(stack ?? message) : new NaruError(code, message, { ...details });
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
