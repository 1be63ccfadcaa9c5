import type { AnnealerHost } from "@naru/annealer";
import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import { modelBytesOf, type Outcome, type SolveWorkload, type Workload } from "@naru/workload";
import type { Backend, BackendSpec, WorkloadEstimate } from "../backend.ts";
import type { HybridMachine } from "./machine.ts";

/** Opens a solver of models; without a host it estimates but does not run. */
export function openHybrid(spec: BackendSpec, machine: HybridMachine, host: AnnealerHost | undefined): Backend {
  return {
    spec,
    estimate: (workload) => estimate(spec, machine, workload),
    compile: async (workload) => {
      estimate(spec, machine, workload);
      return [];
    },
    async run(workload): Promise<Outcome> {
      estimate(spec, machine, workload);
      throw new UnsupportedError(`The backend ${spec.name} has nothing to run on${host ? " yet" : ""}.`);
    },
  };
}

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
