import { type SolverHost, solveModel } from "@naru/annealer";
import { CancelledError, InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import {
  modelBytesOf,
  modelFileOf,
  type SolveOutcome,
  type SolveWorkload,
  solveOf,
  type Workload,
} from "@naru/workload";
import type { Backend, BackendSpec, RunControl, WorkloadEstimate } from "../backend.ts";
import type { HybridMachine } from "./machine.ts";

/** Opens a solver of models; without a host it estimates but does not run. */
export function openHybrid(spec: BackendSpec, machine: HybridMachine, host: SolverHost | undefined): Backend {
  return {
    spec,
    estimate: (workload) => estimate(spec, machine, workload),
    compile: async (workload) => {
      estimate(spec, machine, workload);
      return [];
    },
    async run(workload, control) {
      estimate(spec, machine, workload);
      if (!host) {
        throw new UnsupportedError(`The backend ${spec.name} was opened to estimate. Open it with a host to run.`);
      }
      return run(host, machine, solveOf(workload), control);
    },
  };
}

/** The file is unpacked within the time limit, as all else is. */
async function run(
  host: SolverHost,
  { largest }: HybridMachine,
  workload: SolveWorkload,
  control: RunControl,
): Promise<SolveOutcome> {
  if (control.stop.aborted) throw new CancelledError();
  const beganMs = host.now();
  const { model, seed = control.seed } = workload;
  const bytes = modelFileOf(model);
  const unpackSeconds = (host.now() - beganMs) / 1000;
  const solved = await solveModel(host, {
    ...{ format: model.format, bytes, seed, stop: control.stop },
    timeLimitSeconds: Math.max(workload.timeLimitSeconds - unpackSeconds, leastSeconds),
    onProgress: (done) => control.onProgress?.(done),
    ...(largest && { largest }),
  });
  return { kind: "solve", ...solved, seconds: (host.now() - beganMs) / 1000 };
}

/** What is left for a search where unpacking took all of its time. */
const leastSeconds = 0.01;

function estimate(spec: BackendSpec, machine: HybridMachine, workload: Workload): WorkloadEstimate {
  const { model, timeLimitSeconds } = checked(spec, machine, workload);
  return {
    seconds: timeLimitSeconds,
    // The file, the model made of it, and the states that are searched.
    bytes: modelBytesOf(model) * 8,
    resources: { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
    method: "hybrid",
    why: "a search for the time that was asked for",
  };
}

function checked(spec: BackendSpec, machine: HybridMachine, workload: Workload): SolveWorkload {
  const { name } = spec;
  if (workload.kind !== "solve") {
    throw new UnsupportedError(
      `The backend ${name} solves models and nothing else; this is a workload to ${workload.kind}.`,
      {
        backend: name,
      },
    );
  }
  const { format } = workload.model;
  if (!machine.formats.includes(format)) {
    throw new UnsupportedError(
      `The backend ${name} takes models of ${machine.formats.join(", ")}; this one is ${format}.`,
      {
        backend: name,
        formats: machine.formats,
      },
    );
  }
  const [least, most] = machine.timeLimitSeconds;
  const seconds = workload.timeLimitSeconds;
  if (!(seconds >= least && seconds <= most)) {
    throw new InvalidInputError(
      `The backend ${name} takes time limits from ${least} to ${most} seconds; this one is ${seconds}.`,
      { backend: name, timeLimitSeconds: seconds },
    );
  }
  const bytes = modelBytesOf(workload.model);
  if (bytes > machine.modelBytes) {
    throw new TooLargeError(
      `The backend ${name} takes models of up to ${machine.modelBytes} bytes; this one has ${bytes}.`,
      {
        backend: name,
        bytes,
        limit: machine.modelBytes,
      },
    );
  }
  return workload;
}
