import type { SolverHost } from "@naru/annealer";
import { UnsupportedError } from "@naru/base";
import { type CircuitWorkload, isOfCircuits, type Outcome, type Workload } from "@naru/workload";
import { openAnnealer } from "./annealer/index.ts";
import type { Backend, BackendModel, BackendSpec, CompiledCircuit, RunControl, WorkloadEstimate } from "./backend.ts";
import { compileEstimate, estimateEstimate, runEstimate } from "./estimate/index.ts";
import { openHybrid } from "./hybrid/index.ts";
import { Machine, type Simulation } from "./machine.ts";
import { compileSample, estimateSample, runSample } from "./sample/index.ts";
import { compileSweep, estimateSweep, runSweep } from "./sweep/index.ts";

/**
 * Opens a model: the ideal simulator, the simulator under a noise model and emulated QPUs on an engine; emulated annealers
 * and hybrid solvers on a host, without which they estimate but do not run. With `linear`, small constrained models are
 * solved exactly.
 */
export function openBackend(model: BackendModel, simulation: Simulation, host?: SolverHost): Backend {
  if (model.annealer) return openAnnealer(model.spec, model.annealer, host);
  if (model.hybrid) return openHybrid(model.spec, model.hybrid, host);
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
    const circuits = this.#circuits(workload);
    switch (circuits.kind) {
      case "sample":
        return estimateSample(this.#machine, circuits);
      case "sweep":
        return estimateSweep(this.#machine, circuits);
      case "estimate":
        return estimateEstimate(this.#machine, circuits);
    }
  }

  async compile(workload: Workload): Promise<CompiledCircuit[]> {
    const circuits = this.#circuits(workload);
    switch (circuits.kind) {
      case "sample":
        return compileSample(this.#machine, circuits);
      case "sweep":
        return compileSweep(this.#machine, circuits);
      case "estimate":
        return compileEstimate(this.#machine, circuits);
    }
  }

  async run(workload: Workload, control: RunControl): Promise<Outcome> {
    const circuits = this.#circuits(workload);
    switch (circuits.kind) {
      case "sample":
        return runSample(this.#machine, circuits, control);
      case "sweep":
        return runSweep(this.#machine, circuits, control);
      case "estimate":
        return runEstimate(this.#machine, circuits, control);
    }
  }

  #circuits(workload: Workload): CircuitWorkload {
    if (isOfCircuits(workload)) return workload;
    throw new UnsupportedError(
      `The backend ${this.spec.name} runs circuits and takes nothing to ${workload.kind}. Use an annealer or a hybrid solver.`,
      { backend: this.spec.name, kind: workload.kind },
    );
  }
}
