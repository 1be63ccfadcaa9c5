import { UnsupportedError } from "@naru/base";
import type { Outcome, Workload } from "@naru/workload";
import type { Backend, BackendModel, BackendSpec, CompiledCircuit, RunControl, WorkloadEstimate } from "./backend.ts";
import { Machine, type Simulation } from "./machine.ts";
import { compileSample, estimateSample, runSample } from "./sample/index.ts";

/** Opens a model on an engine: the ideal simulator, the simulator under a noise model, or an emulated QPU. */
export function openBackend(model: BackendModel, simulation: Simulation): Backend {
  return new SimulatedBackend(new Machine(model, simulation));
}

class SimulatedBackend implements Backend {
  readonly spec: BackendSpec;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.spec = machine.spec;
    this.#machine = machine;
  }

  estimate(workload: Workload): WorkloadEstimate {
    if (workload.kind === "sample") return estimateSample(this.#machine, workload);
    throw notYet(workload);
  }

  async compile(workload: Workload): Promise<CompiledCircuit[]> {
    if (workload.kind === "sample") return compileSample(this.#machine, workload);
    throw notYet(workload);
  }

  async run(workload: Workload, control: RunControl): Promise<Outcome> {
    if (workload.kind === "sample") return runSample(this.#machine, workload, control);
    throw notYet(workload);
  }
}

const notYet = ({ kind }: Workload) =>
  new UnsupportedError(`This backend does not take workloads of the kind "${kind}".`);
