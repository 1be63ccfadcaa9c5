import { InvalidInputError, seeded } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { SimulateOptions } from "@naru/engine";
import type { CircuitOutcome, SampleOutcome, SampleWorkload } from "@naru/workload";
import type { CompiledCircuit, RunControl, WorkloadEstimate } from "../backend.ts";
import { CostSum } from "../cost-sum.ts";
import { checkCount, checkFits, isDynamic } from "../limits.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { planResults } from "../result-size.ts";

export function estimateSample(machine: Machine, workload: SampleWorkload): WorkloadEstimate {
  checkLimits(machine, workload);
  const noise = machine.noise(workload);
  const results = planResults(workload, noise !== null);
  const sum = new CostSum();
  let index = 0;
  for (const { circuit, resources } of prepared(machine, workload, noise)) {
    const options = optionsOf(circuit, workload, noise, results.listed[index++] ?? false, 0);
    sum.add(machine.simulation.estimate(circuit, options), resources);
  }
  return sum.with(results);
}

export function compileSample(machine: Machine, workload: SampleWorkload): CompiledCircuit[] {
  checkLimits(machine, workload);
  return [...prepared(machine, workload, machine.noise(workload))];
}

export async function runSample(
  machine: Machine,
  workload: SampleWorkload,
  control: RunControl,
): Promise<SampleOutcome> {
  checkLimits(machine, workload);
  const seed = workload.seed ?? control.seed;
  const noise = machine.noise(workload, control.now());
  const { listed } = planResults(workload, noise !== null);
  const streams = seeded(seed);
  const circuits: CircuitOutcome[] = [];
  for (const { circuit, resources } of prepared(machine, workload, noise)) {
    const index = circuits.length;
    const result = await machine.simulation.run(circuit, {
      ...optionsOf(circuit, workload, noise, listed[index] ?? false, streams.fork(index).bits32()),
      stop: control.stop,
      onProgress: (done) => control.onProgress?.((index + done) / workload.circuits.length),
    });
    circuits.push({
      bitCount: result.bitCount,
      shots: workload.shots,
      counts: result.counts ?? new Map(),
      ...(result.probabilities && { probabilities: result.probabilities }),
      ...(result.memory && { memory: result.memory }),
      resources,
      ...(machine.compiles && { compiled: circuit }),
      method: { name: result.method, why: result.why },
      seconds: result.seconds,
    });
  }
  return { kind: "sample", circuits, seed };
}

/** Refuses what the backend's own limits do not allow. The same answer at submit and in the worker. */
function checkLimits({ spec }: Machine, { circuits, shots }: SampleWorkload): void {
  if (circuits.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  checkCount(spec, "circuits", circuits.length);
  checkCount(spec, "shots", shots);
  let gates = 0;
  for (const circuit of circuits) {
    gates += circuit.operations.length;
    checkFits(spec, circuit);
  }
  checkCount(spec, "gates", gates);
}

/** The circuits as they will run, one at a time: a workload of thousands never stands in memory twice. */
function* prepared(
  machine: Machine,
  { circuits }: SampleWorkload,
  noise: NoiseSource | null,
): Generator<CompiledCircuit> {
  for (const original of circuits) {
    const circuit = machine.native(original, noise);
    yield { circuit, resources: machine.resources(circuit) };
  }
}

/** A dynamic circuit gives counts alone: its exact distribution would double with every measurement on the way. */
const optionsOf = (
  circuit: Circuit,
  { shots, memory }: SampleWorkload,
  noise: NoiseSource | null,
  isListed: boolean,
  seed: number,
): SimulateOptions => ({
  seed,
  shots,
  ...(memory && { memory: true }),
  ...(noise && { noise: noise.of(circuit) }),
  ...(isListed && !isDynamic(circuit) && { probabilities: true }),
});
