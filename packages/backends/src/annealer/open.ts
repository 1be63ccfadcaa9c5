import type { AnnealerHost } from "@naru/annealer";
import { UnsupportedError } from "@naru/base";
import type { AnnealWorkload, Workload } from "@naru/workload";
import type { Backend, BackendSpec } from "../backend.ts";
import type { AnnealerMachine } from "./machine.ts";

/** Opens an emulated annealer; without a host it estimates but does not run. */
export function openAnnealer(spec: BackendSpec, machine: AnnealerMachine, host: AnnealerHost | undefined): Backend {
  void machine;
  void host;
  const refuse = (): never => {
    throw new UnsupportedError(`The backend ${spec.name} has nothing to run on.`);
  };
  return {
    spec,
    estimate(workload) {
      annealingOf(spec, workload);
      return refuse();
    },
    async compile(workload) {
      annealingOf(spec, workload);
      return [];
    },
    async run(workload) {
      annealingOf(spec, workload);
      return refuse();
    },
  };
}

function annealingOf({ name }: BackendSpec, workload: Workload): AnnealWorkload {
  if (workload.kind === "anneal") return workload;
  throw new UnsupportedError(
    `The backend ${name} anneals problems on its qubits and nothing else; this is a workload of the kind "${workload.kind}".`,
    { backend: name },
  );
}
