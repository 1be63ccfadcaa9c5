import { type Random, seeded, UnsupportedError } from "@naru/base";
import type { EstimateItemOutcome, EstimateOutcome, EstimateWorkload } from "@naru/workload";
import { atPlace } from "../at-place.ts";
import type { CompiledCircuit, RunControl, WorkloadEstimate } from "../backend.ts";
import { CostSum, evenly } from "../cost-sum.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { Progress } from "../progress.ts";
import { Runner, unvaried } from "../variants.ts";
import { costOfCalibration, planCalibration, runCalibration } from "./calibrate.ts";
import { addExactCost, runExact } from "./exact.ts";
import { groupWithTerms, type Means, mitigate, withTerms } from "./mitigate.ts";
import { type MitigationPlan, mitigationPlan } from "./mitigation-plan.ts";
import { boundCircuit, type Group, type OpenItem, openItems, resultsOf } from "./open-item.ts";
import { inPauliTerms } from "./pauli-terms.ts";
import { addShotCost, type GroupMeans, runShots } from "./shots.ts";
import { Sink } from "./sink.ts";

/** Of one term by one extrapolator (Node 24, one core of a busy machine). */
const secondsOfFit = 2e-4;
const asFits = {
  bytes: 0,
  method: "extrapolation",
  why: "to take values back to no noise takes longer than the circuits",
};
const noResources = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };

export function estimateEstimate(machine: Machine, workload: EstimateWorkload): WorkloadEstimate {
  const noise = machine.noise(workload);
  const plan = mitigationPlan(machine, noise, workload);
  const sum = new CostSum();
  const opened: OpenItem[] = [];
  for (const given of openItems(machine, workload)) {
    expectExactly(machine, noise, given);
    const open = preparedFor(plan, given);
    if (plan.readout) opened.push(open);
    for (const group of fewerGroups(open.groups)) {
      if (open.item.shots === null) addExactCost(sum, machine, open, group);
      else addShotCost(sum, machine, noise, open, group, plan.varies);
      if (plan.zeroNoise && open.item.shots !== null) {
        const fits = group.sets.length * open.terms.length * plan.zeroNoise.extrapolators.length;
        sum.add({ seconds: fits * secondsOfFit, ...asFits }, noResources, 1);
      }
    }
  }
  const calibration = plan.readout && planCalibration(machine, noise, opened, plan.twirling, plan.readout);
  if (calibration) {
    const cost = costOfCalibration(machine, noise, calibration, seeded(0));
    sum.add(cost, machine.resources(calibration.circuit), 1);
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
  const plan = mitigationPlan(machine, noise, workload);
  const opened = Array.from(openItems(machine, workload), (open) => preparedFor(plan, open));
  for (const open of opened) expectExactly(machine, noise, open);
  const sets = opened.reduce((sum, { groups }) => sum + groups.reduce((own, group) => own + group.sets.length, 0), 0);
  const progress = new Progress(control, sets);
  const [vary = unvaried] = plan.varies;
  const runner = new Runner(machine, noise, vary, progress);
  const random = seeded(seed);
  const calibration = plan.readout && planCalibration(machine, noise, opened, plan.twirling, plan.readout);
  const calibrated = calibration && (await runCalibration(machine, noise, runner, calibration, random.fork("readout")));
  const means: Means = {
    ...(calibrated && { readout: calibrated.readout }),
    ...(plan.zeroNoise && { zeroNoise: plan.zeroNoise }),
  };
  const items: EstimateItemOutcome[] = [];
  for (const open of opened) {
    const { item, index, values, program } = open;
    const startedMs = control.now();
    const isSampled = item.shots !== null;
    const sink = new Sink(item, isSampled ? plan.zeroNoise : undefined);
    let seconds = index === 0 ? (calibrated?.seconds ?? 0) : 0;
    let method: EstimateItemOutcome["method"];
    for (const group of open.groups) {
      const given =
        item.shots === null
          ? await runExact(machine, open, group, sink, progress)
          : await runMitigated(machine, noise, runner, open, group, plan, means, random.fork(index), sink, progress);
      seconds += given.seconds;
      method ??= given.method;
    }
    items.push({
      shape: item.shape,
      values: sink.values,
      standardErrors: sink.standardErrors,
      ensembleStandardErrors: sink.ensembleStandardErrors,
      shots: item.shots ?? 0,
      ...(vary.isTwirled && item.shots !== null && { randomisations: vary.countOf(item.shots) }),
      ...(sink.zeroNoise && { zeroNoise: sink.zeroNoise }),
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

/** Groups of which it is asked what they take. */
const mostGroupsLookedAt = 24;

/** Where sets want many different observables, each group that is looked at stands for those that follow it. */
function fewerGroups(groups: readonly Group[]): Group[] {
  const looked = evenly(groups, mostGroupsLookedAt);
  const each = Math.ceil(groups.length / Math.max(1, looked.length));
  return looked.map(({ observables }, k) => ({
    observables,
    sets: groups.slice(k * each, (k + 1) * each).flatMap(({ sets }) => sets),
  }));
}

/** With readout mitigation, terms are products of Pauli matrices alone, since only theirs have a factor. */
const preparedFor = ({ readout }: MitigationPlan, open: OpenItem): OpenItem =>
  readout && open.item.shots !== null ? atPlace({ item: open.index }, () => inPauliTerms(open)) : open;

/** Runs a group from shots, and works out of its means what is asked for. */
function runMitigated(
  machine: Machine,
  noise: NoiseSource | null,
  runner: Runner,
  open: OpenItem,
  group: Group,
  { varies }: MitigationPlan,
  means: Means,
  random: Random,
  sink: Sink,
  progress: Progress,
): ReturnType<typeof runShots> {
  if (!means.readout && !means.zeroNoise) {
    const take = (set: number, [only]: readonly GroupMeans[]) => sink.take(group, set, only?.means ?? []);
    return runShots(machine, noise, runner, open, group, varies, random, take, progress);
  }
  const whole = withTerms(open, means);
  const take = (set: number, measured: readonly GroupMeans[]) =>
    sink.take(
      group,
      set,
      mitigate(open, group, measured, means, () => progress.check()),
    );
  return runShots(machine, noise, runner, whole, groupWithTerms(open, group), varies, random, take, progress);
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
