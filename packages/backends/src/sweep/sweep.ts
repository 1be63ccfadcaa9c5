import { type Random, seeded } from "@naru/base";
import type { Resources, SweepItemOutcome, SweepOutcome, SweepWorkload } from "@naru/workload";
import { atPlace, placed } from "../at-place.ts";
import type { CompiledCircuit, RunControl, WorkloadEstimate } from "../backend.ts";
import { CostSum, planOfSets } from "../cost-sum.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { suppressing } from "../mitigation/index.ts";
import { registersOf } from "../programs.ts";
import { Progress } from "../progress.ts";
import { planArrays } from "../result-size.ts";
import { costOfVariants, type MethodHint, Runner, type Vary } from "../variants.ts";
import { KnownCosts } from "./known-costs.ts";
import { nativeCircuit, type OpenItem, openItems } from "./open-item.ts";
import { packShots, shotBytes } from "./pack.ts";

export function estimateSweep(machine: Machine, workload: SweepWorkload): WorkloadEstimate {
  const noise = machine.noise(workload);
  const vary = varyOf(machine, noise, workload);
  const sum = new CostSum();
  const known = new KnownCosts();
  let bytes = 0;
  for (const open of openItems(machine, workload)) {
    const { item, source, index, program } = open;
    if (source.count === 0) continue;
    const examples = atPlace({ item: index }, () => source.examples());
    const first = nativeCircuit(machine, noise, open, examples, 0);
    bytes += source.count * item.shots * shotBytes(program.bitCount) + source.outputBytes;
    const resources = known.resources(first, () => machine.resources(first));
    if (program.bitCount === 0) {
      sum.add({ seconds: 0, bytes: 0, method: "none", why: "no classical bit is written" }, resources, source.count);
      continue;
    }
    const sets = Array.from({ length: examples.count }, (_, set) => set);
    const costOf = (set: number) => {
      const circuit = set === 0 ? first : nativeCircuit(machine, noise, open, examples, set);
      const options = { random: seeded(0), memory: true };
      return atPlace({ item: index, set }, () => costOfVariants(machine, noise, vary, circuit, item.shots, options));
    };
    const cost = known.cost(first, item.shots, () => planOfSets(sets, costOf, (only) => [only]));
    sum.add(cost, resources, source.count);
  }
  return sum.with(planArrays(bytes));
}

/** Each item's circuit with its first set of values. */
export function compileSweep(machine: Machine, workload: SweepWorkload): CompiledCircuit[] {
  const noise = machine.noise(workload);
  return [...openItems(machine, workload)]
    .filter(({ source }) => source.count > 0)
    .map((open) => {
      const circuit = nativeCircuit(machine, noise, open, open.source.examples(), 0);
      return { circuit, resources: machine.resources(circuit) };
    });
}

export async function runSweep(machine: Machine, workload: SweepWorkload, control: RunControl): Promise<SweepOutcome> {
  const seed = workload.seed ?? control.seed;
  const noise = machine.noise(workload, control.now());
  const random = seeded(seed);
  const opened = [...openItems(machine, workload)];
  const progress = new Progress(
    control,
    opened.reduce((total, { source }) => total + source.count, 0),
  );
  const runner = new Runner(machine, noise, varyOf(machine, noise, workload), progress);
  const items: SweepItemOutcome[] = [];
  for (const open of opened) {
    const startedMs = control.now();
    const given = await runItem(machine, noise, runner, open, random.fork(open.index), progress);
    items.push({ ...given, startedMs, finishedMs: control.now() });
  }
  return { kind: "sweep", items, seed };
}

async function runItem(
  machine: Machine,
  noise: NoiseSource | null,
  runner: Runner,
  open: OpenItem,
  random: Random,
  progress: Progress,
): Promise<Omit<SweepItemOutcome, "startedMs" | "finishedMs">> {
  const { item, index, program, source } = open;
  const { shots } = item;
  const { values, outputs } = atPlace({ item: index }, () => source.draw(random.fork("values"), progress.stop));
  const { bitCount } = program;
  const width = shotBytes(bitCount);
  let seconds = 0;
  let bits = new Uint8Array(0);
  let about: Pick<SweepItemOutcome, "bitCount" | "registers" | "resources" | "method" | "randomisations"> | undefined;
  const hint: MethodHint = {};
  for (let set = 0; set < values.count; set++) {
    const circuit = nativeCircuit(machine, noise, open, values, set);
    if (!about) {
      bits = new Uint8Array(values.count * shots * width);
      about = { bitCount, registers: registersOf(circuit), resources: machine.resources(circuit) };
    }
    if (bitCount > 0) {
      const results = await runner
        .run(circuit, shots, random.fork(set), { memory: true, hint })
        .catch((error: unknown) => {
          throw placed({ item: index, set }, error);
        });
      let at = set * shots * width;
      for (const { variant, result } of results) {
        const { counts = new Map(), memory = new Uint32Array() } = result;
        packShots({ counts, memory, bitCount }, variant.flipped, bits, at);
        at += variant.shots * width;
        seconds += result.seconds;
        if (!about.method) about = { ...about, method: { name: result.method, why: result.why } };
      }
      if (runner.isTwirled) about = { ...about, randomisations: runner.variantsOf(shots) };
    }
    progress.finish();
  }
  return {
    shape: values.shape,
    shots,
    ...(about ?? emptyItem),
    bits,
    metadata: program.metadata,
    ...(outputs && { outputs }),
    seconds,
  };
}

const nothing: Resources = { qubits: 0, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
/** Of an item without sets, whose circuit is never bound. */
const emptyItem = { bitCount: 0, registers: [], resources: nothing };

/** How circuits of the workload are varied. */
const varyOf = (machine: Machine, noise: NoiseSource | null, { suppression = {} }: SweepWorkload): Vary =>
  suppressing(machine, noise, suppression);
