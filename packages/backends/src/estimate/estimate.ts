import { seeded, UnsupportedError } from "@naru/base";
import type { EstimateItemOutcome, EstimateOutcome, EstimateWorkload } from "@naru/workload";
import type { CompiledCircuit, RunControl, WorkloadEstimate } from "../backend.ts";
import { CostSum } from "../cost-sum.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { suppressing } from "../mitigation/index.ts";
import { Progress } from "../progress.ts";
import { Runner, type Vary } from "../variants.ts";
import { addExactCost, runExact } from "./exact.ts";
import { boundCircuit, type OpenItem, openItems, resultsOf } from "./open-item.ts";
import { addShotCost, runShots } from "./shots.ts";
import { Sink } from "./sink.ts";

export function estimateEstimate(machine: Machine, workload: EstimateWorkload): WorkloadEstimate {
  const noise = machine.noise(workload);
  varyOf(machine, workload);
  const sum = new CostSum();
  for (const open of openItems(machine, workload)) {
    expectExactly(machine, noise, open);
    for (const group of open.groups) {
      if (open.item.shots === null) addExactCost(sum, machine, open, group);
      else addShotCost(sum, machine, noise, open, group);
    }
  }
  return sum.with(resultsOf(workload));
}

/** Each item's circuit with its first set of values, without the measurement of observables. */
export function compileEstimate(machine: Machine, workload: EstimateWorkload): CompiledCircuit[] {
  const noise = machine.noise(workload);
  return [...openItems(machine, workload)]
    .filter(({ values }) => values.count > 0)
    .map((open) => {
      const circuit = machine.native(boundCircuit(machine, open, 0), noise);
      return { circuit, resources: machine.resources(circuit) };
    });
}

export async function runEstimate(
  machine: Machine,
  workload: EstimateWorkload,
  control: RunControl,
): Promise<EstimateOutcome> {
  const seed = workload.seed ?? control.seed;
  const noise = machine.noise(workload, control.now());
  const vary = varyOf(machine, workload);
  const opened = [...openItems(machine, workload)];
  for (const open of opened) expectExactly(machine, noise, open);
  const sets = opened.reduce((sum, { groups }) => sum + groups.reduce((own, group) => own + group.sets.length, 0), 0);
  const progress = new Progress(control, sets);
  const runner = new Runner(machine, noise, vary, progress);
  const random = seeded(seed);
  const items: EstimateItemOutcome[] = [];
  for (const open of opened) {
    const { item, index, values, program } = open;
    const startedMs = control.now();
    const sink = new Sink(item);
    let seconds = 0;
    let method: EstimateItemOutcome["method"];
    for (const group of open.groups) {
      const given =
        item.shots === null
          ? await runExact(machine, open, group, sink, progress)
          : await runShots(machine, noise, runner, open, group, random.fork(index), sink, progress);
      seconds += given.seconds;
      method ??= given.method;
    }
    items.push({
      shape: item.shape,
      values: sink.values,
      standardErrors: sink.standardErrors,
      ensembleStandardErrors: sink.ensembleStandardErrors,
      shots: item.shots ?? 0,
      metadata: program.metadata,
      resources: machine.resources(
        values.count > 0 ? machine.native(boundCircuit(machine, open, 0), noise) : emptyCircuit,
      ),
      ...(method && { method }),
      seconds,
      startedMs,
      finishedMs: control.now(),
    });
  }
  return { kind: "estimate", items, seed };
}

const emptyCircuit = { qubitCount: 0, clbitCount: 0, operations: [] };

/** Refuses exact values where there are none. */
function expectExactly(machine: Machine, noise: NoiseSource | null, { item, index }: OpenItem): void {
  if (item.shots !== null || (noise === null && machine.spec.kind === "simulator")) return;
  throw new UnsupportedError(
    `Item ${index}: the backend ${machine.spec.name} has noise, and so no exact values. Ask for a precision or shots, or use a simulator.`,
    { item: index },
  );
}

/** How circuits of the workload are varied. */
function varyOf(machine: Machine, { suppression = {}, mitigation }: EstimateWorkload): Vary {
  if (mitigation?.readout || mitigation?.zeroNoise) {
    throw new UnsupportedError("Error mitigation is not supported here. Leave these options out.");
  }
  return suppressing(machine, suppression);
}
