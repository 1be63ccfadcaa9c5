import { seeded, UnsupportedError } from "@naru/base";
import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf, shapeOf } from "../circuit-shape.ts";
import type { Host } from "../host.ts";
import { checkSingleState, singleStateSupport } from "../initial-state.ts";
import { type NoiseItem, noiseProgram, noiseSupport } from "../noise/index.ts";
import { Pacer } from "../pacer.ts";
import {
  type Cost,
  maxListedOutcomes,
  noInitialState,
  type SimulateOptions,
  type SimulateResult,
  type Simulator,
  type Support,
} from "../simulator.ts";
import { shufflingMemory, Tally } from "../tally.ts";
import { distributionOf } from "../tiny/outcomes.ts";
import { finish, finishPaced, type Work } from "../work.ts";
import { amplitudesOf } from "./amplitudes.ts";
import { largestBond } from "./chain.ts";
import { costOf } from "./cost.ts";
import { distributionOfChain } from "./distribution.ts";
import { expectations } from "./expect.ts";
import { truncationOf } from "./options.ts";
import { type Prepared, prepare, stepsOf } from "./prepare.ts";
import { sample } from "./sample.ts";
import { countShotsOnChain } from "./shots.ts";
import { applyAll, type MpsState, zeroState } from "./state.ts";
import type { Truncation } from "./truncate.ts";
import { Kernels, type Workspace } from "./workspace.ts";

/** A list of all amplitudes takes 16 bytes for each, and who wants more has a state vector at hand. */
const mostQubitsOfAmplitudes = 20;
/** A matrix on k qubits is applied to k tensors merged into one, 2^k times as large as a bond squared. */
const widestStep = 6;
/** Finding the way through a circuit takes longer than such a state vector. */
const fewestQubitsUnasked = 24;
/**
 * Longer circuits are not looked through unless this method is asked for, then planned when they run, with pauses, and
 * estimated by their beginning: a plan takes some ten microseconds a gate.
 */
const mostStepsLookedThrough = 10_000;
/** Part of the progress that is left for reading the result. */
const partOfEvolution = 0.8;

/**
 * Wide circuits with little entanglement: the state as a chain of tensors (matrix-product state), one for each qubit, whose
 * bonds grow only as far as the state is entangled across them. One thread, double precision.
 */
export class MpsSimulator implements Simulator {
  readonly name = "mps";
  readonly #host: Host;
  readonly #kernels: Kernels;
  readonly #prepared = new WeakMap<Circuit, { readonly prepared: Prepared; readonly operationCount: number }>();

  constructor(host: Host) {
    this.#host = host;
    this.#kernels = new Kernels(host);
  }

  /** Throws InvalidInputError for bounds in `options.mps` that make no sense. */
  supports(circuit: Circuit, options: SimulateOptions): Support {
    const truncation = truncationOf(options);
    if (!isAskedFor(options) && circuit.qubitCount < fewestQubitsUnasked) {
      return { ok: false, why: `below ${fewestQubitsUnasked} qubits a state vector is the better choice` };
    }
    const { noise, amplitudes, probabilities } = options;
    if (options.initialState) return noInitialState;
    if (noise) {
      const support = noiseSupport(circuit, noise);
      if (!support.ok) return support;
      if (amplitudes || probabilities) return { ok: false, why: "under noise only shots can be had, no exact state" };
      if (hasWideKraus(noiseProgram(circuit, noise).items)) {
        return { ok: false, why: "its noise has channels on two qubits that are neither Paulis nor unitary" };
      }
    }
    const steps = stepsOf(circuit.operations);
    const wide = steps.find((step) => operandsOf(step).length > widestStep);
    if (wide) {
      const width = operandsOf(wide).length;
      return { ok: false, why: `it has a gate on ${width} qubits, and this method takes gates on up to ${widestStep}` };
    }
    if (!isAskedFor(options) && steps.length > mostStepsLookedThrough) {
      return {
        ok: false,
        why: `of its ${steps.length} gates no more than ${mostStepsLookedThrough} are looked through for entanglement; ask for this method if there is little`,
      };
    }
    if (!isAskedFor(options) && !this.#prepare(circuit, truncation.maxBond)) {
      return {
        ok: false,
        why: `its gates could entangle its qubits beyond a bond of ${truncation.maxBond}, so that part of the state would be left out; ask for this method if that will do`,
      };
    }
    if (!isAskedFor(options) && entanglesInLoops(circuit.operations)) {
      return {
        ok: false,
        why: "it has gates on several qubits in a loop whose turns are known only while it runs, so that they could entangle without bounds; ask for this method if there is little entanglement",
      };
    }
    const shape = shapeOf(circuit);
    if (shape.kind === "dynamic" && (amplitudes || probabilities)) {
      return {
        ok: false,
        why: amplitudes
          ? "it has no single final state: it measures, resets or decides on its way"
          : "it measures, resets or decides on its way, and this method draws shots of such circuits only",
      };
    }
    if (amplitudes && circuit.qubitCount > mostQubitsOfAmplitudes) {
      return { ok: false, why: `amplitudes are listed for up to ${mostQubitsOfAmplitudes} qubits only` };
    }
    return singleStateSupport(shape, options);
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    const truncation = truncationOf(options);
    const steps = stepsOf(circuit.operations);
    if (steps.length <= mostStepsLookedThrough) return costOf(expected(this.#prepare(circuit)), truncation, options);
    const beginning = { ...circuit, operations: steps.slice(0, mostStepsLookedThrough) };
    const prepared = { ...expected(finish(prepare(beginning))), shape: shapeOf(circuit) };
    return costOf(prepared, truncation, options, steps.length / mostStepsLookedThrough);
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const truncation = truncationOf(options);
    const support = this.supports(circuit, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    checkSingleState(options, circuit.qubitCount);
    const pacer = new Pacer(this.#host, options);
    pacer.check();
    const prepared = this.#known(circuit) ?? expected(await finishPaced(prepare(circuit), pacer, () => 0));
    const { bond, ...computed } = await this.#compute(circuit, prepared, truncation, options, pacer);
    const { counts } = computed;
    return {
      method: this.name,
      why: why(circuit.qubitCount, bond, options),
      bitCount: prepared.shape.bitCount,
      ...computed,
      ...(counts &&
        options.memory && { memory: await pacer.drive(shufflingMemory(counts, seeded(options.seed).fork("memory"))) }),
      seconds: pacer.seconds,
    };
  }

  async #compute(
    circuit: Circuit,
    prepared: Prepared,
    truncation: Truncation,
    options: SimulateOptions,
    pacer: Pacer,
  ): Promise<Computed> {
    const workspace = this.#kernels.open();
    try {
      return prepared.shape.kind === "static" && !options.noise
        ? await runStatic(workspace, prepared, truncation, options, pacer)
        : await runShots(workspace, circuit, prepared, truncation, options, pacer);
    } finally {
      this.#kernels.giveBack(workspace);
    }
  }

  /** Plans a circuit, unless that was done before; what was planned is kept for the run that mostly follows. */
  #prepare(circuit: Circuit, mostBond?: number): Prepared | undefined {
    const known = this.#known(circuit) ?? finish(prepare(circuit, mostBond));
    if (known) this.#prepared.set(circuit, { prepared: known, operationCount: circuit.operations.length });
    return known;
  }

  #known(circuit: Circuit): Prepared | undefined {
    const known = this.#prepared.get(circuit);
    return known?.operationCount === circuit.operations.length ? known.prepared : undefined;
  }
}

function expected(prepared: Prepared | undefined): Prepared {
  if (!prepared) throw new Error("Without a limit every circuit can be prepared.");
  return prepared;
}

const isAskedFor = ({ method, mps }: SimulateOptions): boolean => method === "mps" || mps !== undefined;

type Computed = Pick<SimulateResult, "counts" | "probabilities" | "amplitudes" | "expectations" | "truncationError"> & {
  readonly bond?: number;
};

async function runStatic(
  workspace: Workspace,
  { shape, startOf, actions, endOf }: Prepared,
  truncation: Truncation,
  options: SimulateOptions,
  pacer: Pacer,
): Promise<Computed> {
  if (shape.kind !== "static") throw new Error("A circuit without a single final state goes through the shots.");
  const state = zeroState(startOf);
  let done = 0;
  const evolution = applyAll(workspace, state.chain, actions, truncation, (count) => {
    done = (partOfEvolution * count) / actions.length;
  });
  await finishPaced(evolution, pacer, () => done);
  state.siteOf = endOf;
  const reading = read(workspace, state, shape.readout, options);
  return {
    ...(await finishPaced(reading, pacer, () => partOfEvolution)),
    truncationError: Math.max(0, 1 - state.chain.kept),
    bond: largestBond(state.chain),
  };
}

function* read(
  workspace: Workspace,
  state: MpsState,
  readout: readonly number[],
  { shots = 0, seed, observables, ...options }: SimulateOptions,
): Work<Omit<Computed, "truncationError" | "bond">> {
  // Amplitudes first: what follows moves the centre, and rounds.
  const amplitudes = options.amplitudes ? yield* amplitudesOf(workspace, state) : undefined;
  const values = observables && (yield* expectations(workspace, state, observables));
  const totals =
    options.probabilities && readout.length <= 53
      ? yield* distributionOfChain(workspace, state, readout, maxListedOutcomes)
      : undefined;
  const probabilities = totals && distributionOf(totals);
  let counts: SimulateResult["counts"];
  if (shots > 0) {
    const tally = new Tally();
    const fromLeft = readout.toReversed().map((qubit) => (qubit < 0 ? -1 : state.siteOf[qubit]));
    yield* sample(workspace, state.chain, shots, seeded(seed), ({ bits, count }) => {
      tally.add(fromLeft.map((site) => (site < 0 ? 0 : bits[site])).join(""), count);
    });
    counts = tally.counts();
  }
  return {
    ...(counts && { counts }),
    ...(probabilities && { probabilities }),
    ...(amplitudes && { amplitudes }),
    ...(values && { expectations: values }),
  };
}

async function runShots(
  workspace: Workspace,
  circuit: Circuit,
  { startOf }: Prepared,
  truncation: Truncation,
  { shots = 0, seed, noise }: SimulateOptions,
  pacer: Pacer,
): Promise<Computed> {
  if (shots === 0) return {};
  const program = noiseProgram(circuit, noise);
  const options = { shots, random: seeded(seed), truncation, startOf };
  const { counts, kept } = await countShotsOnChain(workspace, program, options, pacer);
  return { counts, truncationError: Math.max(0, 1 - kept) };
}

/** Whether a loop has gates on several qubits. */
function entanglesInLoops(operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    if (operation.kind === "while") return stepsOf(operation.body).some((step) => operandsOf(step).length > 1);
    if (operation.kind !== "if") return false;
    return entanglesInLoops(operation.then) || entanglesInLoops(operation.otherwise ?? []);
  });
}

function hasWideKraus(items: readonly NoiseItem[]): boolean {
  return items.some((item) => {
    if (item.kind === "while") return hasWideKraus(item.body);
    if (item.kind === "if") return hasWideKraus(item.whenTrue) || hasWideKraus(item.whenFalse);
    return item.kind === "noise" && item.channel.kind === "kraus" && item.qubits.length > 1;
  });
}

function why(qubitCount: number, bond: number | undefined, { noise }: SimulateOptions): string {
  const chain = `${qubitCount} qubits as a matrix-product state`;
  if (bond !== undefined) return `${chain}, whose bonds grew to ${bond}, in double precision.`;
  return noise
    ? `${chain}; noise is drawn shot by shot, and shots share what they have in common.`
    : `${chain}; shots share what they have in common until a measurement parts them.`;
}
