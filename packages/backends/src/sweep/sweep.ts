import { InvalidInputError, type Random, seeded, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { Resources, SweepItem, SweepItemOutcome, SweepOutcome, SweepWorkload } from "@naru/workload";
import { atPlace, placed } from "../at-place.ts";
import type { CompiledCircuit, RunControl, WorkloadEstimate } from "../backend.ts";
import { CostSum, costOfSets } from "../cost-sum.ts";
import { checkCount, checkFits } from "../limits.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { type Program, Programs, registersOf } from "../programs.ts";
import { Progress } from "../progress.ts";
import { planArrays } from "../result-size.ts";
import { checkSets } from "../values.ts";
import { Runner, unvaried, type Vary } from "../variants.ts";
import { packShots, shotBytes } from "./pack.ts";
import { type DrawnValues, drawValues } from "./values.ts";

/** An item whose circuit is read and whose values are known. */
interface OpenItem {
  readonly item: SweepItem;
  readonly index: number;
  readonly program: Program;
  readonly drawn: DrawnValues;
}

export function estimateSweep(machine: Machine, workload: SweepWorkload): WorkloadEstimate {
  const noise = machine.noise(workload);
  const sum = new CostSum();
  let bytes = 0;
  for (const open of openItems(machine, workload, seeded(workload.seed ?? 0))) {
    const { item, drawn, index } = open;
    if (drawn.values.count === 0) continue;
    const { count } = drawn.values;
    const first = nativeCircuit(machine, noise, open, 0);
    bytes += count * item.shots * shotBytes(first.clbitCount);
    const resources = machine.resources(first);
    if (first.clbitCount === 0) {
      sum.add({ seconds: 0, bytes: 0, method: "none", why: "no classical bit is written" }, resources, count);
      continue;
    }
    const cost = costOfSets(count, (set) => {
      const circuit = set === 0 ? first : nativeCircuit(machine, noise, open, set);
      const options = { shots: item.shots, seed: 0, memory: true, ...(noise && { noise: noise.of(circuit) }) };
      return atPlace({ item: index, set }, () => machine.simulation.estimate(circuit, options));
    });
    sum.add(cost, resources, count);
  }
  return sum.with(planArrays(bytes));
}

/** Each item's circuit with its first set of values. */
export function compileSweep(machine: Machine, workload: SweepWorkload): CompiledCircuit[] {
  const noise = machine.noise(workload);
  return [...openItems(machine, workload, seeded(workload.seed ?? 0))]
    .filter(({ drawn }) => drawn.values.count > 0)
    .map((open) => {
      const circuit = nativeCircuit(machine, noise, open, 0);
      return { circuit, resources: machine.resources(circuit) };
    });
}

export async function runSweep(machine: Machine, workload: SweepWorkload, control: RunControl): Promise<SweepOutcome> {
  const seed = workload.seed ?? control.seed;
  const noise = machine.noise(workload, control.now());
  const random = seeded(seed);
  const open = [...openItems(machine, workload, random)];
  const progress = new Progress(
    control,
    open.reduce((total, { drawn }) => total + drawn.values.count, 0),
  );
  const runner = new Runner(machine, noise, varyOf(workload), progress);
  const items: SweepItemOutcome[] = [];
  for (const each of open) {
    const startedMs = control.now();
    const given = await runItem(machine, noise, runner, each, random.fork(each.index), progress);
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
  const { item, index, program } = open;
  const { values, outputs } = open.drawn;
  const { shots } = item;
  let seconds = 0;
  let bits = new Uint8Array(0);
  let about: Pick<SweepItemOutcome, "bitCount" | "registers" | "resources" | "method" | "randomisations"> | undefined;
  for (let set = 0; set < values.count; set++) {
    const place = { item: index, set };
    const circuit = nativeCircuit(machine, noise, open, set);
    const { clbitCount } = circuit;
    const width = shotBytes(clbitCount);
    if (!about) {
      bits = new Uint8Array(values.count * shots * width);
      about = { bitCount: clbitCount, registers: registersOf(circuit), resources: machine.resources(circuit) };
    }
    if (clbitCount > 0) {
      const results = await runner.run(circuit, shots, random.fork(set), { memory: true }).catch((error: unknown) => {
        throw placed(place, error);
      });
      let at = set * shots * width;
      for (const { variant, result } of results) {
        const { counts = new Map(), memory = new Uint32Array() } = result;
        packShots({ counts, memory, bitCount: clbitCount }, variant.flipped, bits, at);
        at += variant.shots * width;
        seconds += result.seconds;
        if (!about.method) about = { ...about, method: { name: result.method, why: result.why } };
      }
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

/** The circuit of a set as it runs on the machine. */
function nativeCircuit(
  machine: Machine,
  noise: NoiseSource | null,
  { index, program, drawn }: OpenItem,
  set: number,
): Circuit {
  return atPlace({ item: index, set }, () => {
    const circuit = program.bind(drawn.values.row(set));
    checkFits(machine.spec, circuit);
    return machine.native(circuit, noise);
  });
}

/** How circuits of the workload are varied. */
function varyOf({ suppression }: SweepWorkload): Vary {
  if (suppression?.twirling || suppression?.decoupling) {
    throw new UnsupportedError("Twirling and decoupling are not supported here. Leave these options out.");
  }
  return unvaried;
}

/** Reads the circuits and values of a workload, one item at a time. */
function* openItems(machine: Machine, workload: SweepWorkload, random: Random): Generator<OpenItem> {
  const { items } = workload;
  if (items.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  checkCount(machine.spec, "circuits", items.length);
  varyOf(workload);
  const programs = new Programs(workload, machine.spec);
  let [sets, bytes] = [0, 0];
  for (const [index, item] of items.entries()) {
    checkCount(machine.spec, "shots", item.shots);
    const program = programs.open(item.circuit, index);
    const drawn = atPlace({ item: index }, () =>
      drawValues(item.values, program.parameterCount, random.fork(index).fork("values")),
    );
    sets += drawn.values.count;
    checkSets(sets);
    bytes += drawn.values.count * item.shots * shotBytes(program.bitCount);
    planArrays(bytes); // refuses what is too long, before anything of that size is made
    yield { item, index, program, drawn };
  }
}
