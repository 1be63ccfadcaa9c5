import type { Outcome, Workload } from "@naru/workload";
import type { Backend, BackendModel, BackendSpec, CompiledCircuit, RunControl, WorkloadEstimate } from "./backend.ts";
import { compileEstimate, estimateEstimate, runEstimate } from "./estimate/index.ts";
import { Machine, type Simulation } from "./machine.ts";
import { compileSample, estimateSample, runSample } from "./sample/index.ts";
import { compileSweep, estimateSweep, runSweep } from "./sweep/index.ts";

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
    switch (workload.kind) {
      case "sample":
        return estimateSample(this.#machine, workload);
      case "sweep":
        return estimateSweep(this.#machine, workload);
      case "estimate":
        return estimateEstimate(this.#machine, workload);
    }
  }

  async compile(workload: Workload): Promise<CompiledCircuit[]> {
    switch (workload.kind) {
      case "sample":
        return compileSample(this.#machine, workload);
      case "sweep":
        return compileSweep(this.#machine, workload);
      case "estimate":
        return compileEstimate(this.#machine, workload);
    }
  }

  async run(workload: Workload, control: RunControl): Promise<Outcome> {
    switch (workload.kind) {
      case "sample":
        return runSample(this.#machine, workload, control);
      case "sweep":
        return runSweep(this.#machine, workload, control);
      case "estimate":
        return runEstimate(this.#machine, workload, control);
    }
  }
}
