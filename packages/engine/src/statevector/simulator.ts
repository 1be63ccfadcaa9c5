import { seeded, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import { type CircuitShape, type DynamicShape, type StaticShape, shapeOf } from "../circuit-shape.ts";
import { expectSums, type Sweeper } from "../expect/index.ts";
import type { Host } from "../host.ts";
import { checkSingleState, singleStateSupport } from "../initial-state.ts";
import { Pacer } from "../pacer.ts";
import type { Cost, Counts, Precision, SimulateOptions, SimulateResult, Simulator, Support } from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";
import { planCost } from "./cost.ts";
import type { Arena } from "./exec/arena.ts";
import { Crew } from "./exec/crew.ts";
import { evolve } from "./exec/evolve.ts";
import type { KernelLibrary } from "./exec/kernel-library.ts";
import { Lane } from "./exec/lane.ts";
import { LanePool } from "./exec/lane-pool.ts";
import { geometryOf, memoryMap, mostNarrowBytes } from "./exec/memory-map.ts";
import { lowering } from "./lower/lower.ts";
import { mostQubitsOn } from "./most-qubits.ts";
import type { Geometry } from "./plan/plan.ts";
import { PlanMemory } from "./plan/plan-memory.ts";
import { readAmplitudes } from "./read/amplitudes.ts";
import { sumBlocks } from "./read/block-sums.ts";
import { countsOf } from "./read/counts.ts";
import { drawIndices } from "./read/draw.ts";
import { exactDistribution } from "./read/exact-distribution.ts";
import { FinalState } from "./read/final-state.ts";
import { type Computed, runTree, treeCost, treeSupport } from "./tree.ts";

/** What planned work is done with. */
export interface PlannedParts {
  readonly geometry: Geometry;
  readonly library: KernelLibrary;
  readonly arena: Arena;
  readonly crew: Crew;
  readonly sweeper: Sweeper;
}

/** What a run computed, and its wall time. */
interface Timed {
  readonly computed: Computed;
  readonly seconds: number;
}

/** Up to here double precision costs little: 64 MiB, and a tenth of a second. */
const mostQubitsOfDoubleDefault = 22;
/** A list of all amplitudes takes 16 bytes for each. */
const mostQubitsOfAmplitudes = 24;
/** A dense matrix on more qubits takes longer for one tile than a run may go without a look at `stop`. */
const widestUnitary = 8;
/** Part of the progress that is left for reading the result. */
const partOfEvolution = 0.95;

/**
 * The whole state, by generated SIMD kernels on tiles that fit into the cache, on all threads. Circuits with noise,
 * mid-circuit measurement, reset or conditions go through the shot tree instead, gate by gate on one thread.
 */
export class StatevectorSimulator implements Simulator {
  readonly name = "statevector";
  readonly #host: Host;
  readonly #threads: number;
  readonly #geometry: (precision: Precision) => Geometry;
  readonly #crew: Crew;
  readonly #lanes: LanePool<Lane>;

  readonly #wideFromBytes: number;

  /**
   * `threads` counts the calling one. Tests make tiles smaller than `geometryOf` does, to have many of them, and take memory
   * with 64-bit addresses where less would do: for planned runs that need more than `wideFromBytes`.
   */
  constructor(
    host: Host,
    threads: number,
    geometry: (precision: Precision) => Geometry = geometryOf,
    wideFromBytes: number = mostNarrowBytes,
  ) {
    this.#host = host;
    this.#threads = threads;
    this.#geometry = geometry;
    this.#wideFromBytes = wideFromBytes;
    this.#crew = new Crew(host, threads);
    this.#lanes = new LanePool(
      (isWide) => new Lane(host, isWide),
      (lane) => this.#crew.forget(lane.arena),
      host.memoryBytes,
    );
  }

  /** The widest state here, without noise, mid-circuit measurement, reset and conditions. */
  mostQubits(precision: Precision): number {
    return mostQubitsOn(this.#host, precision);
  }

  supports(circuit: Circuit, options: SimulateOptions): Support {
    return this.#supports(circuit, shapeOf(circuit), options);
  }

  #supports(circuit: Circuit, shape: CircuitShape, options: SimulateOptions): Support {
    const single = singleStateSupport(shape, options);
    if (!single.ok) return single;
    if (shape.kind === "dynamic" || options.noise) return treeSupport(circuit, shape, options);
    const precision = options.precision ?? "single";
    const most = this.mostQubits(precision);
    if (circuit.qubitCount > most) {
      const why = `it has ${circuit.qubitCount} qubits, and this method takes up to ${most} in ${precision} precision`;
      return { ok: false, why: this.#host.createWideMemory ? why : `${why} where memories have 32-bit addresses` };
    }
    if (options.amplitudes && circuit.qubitCount > mostQubitsOfAmplitudes) {
      return { ok: false, why: `amplitudes are listed for up to ${mostQubitsOfAmplitudes} qubits only` };
    }
    const wide = shape.steps.find((step) => step.kind === "unitary" && step.qubits.length > widestUnitary);
    if (!wide) return { ok: true };
    return {
      ok: false,
      why: `it has a unitary on ${wide.qubits.length} qubits, and this method takes matrices on up to ${widestUnitary}`,
    };
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    const shape = shapeOf(circuit);
    if (shape.kind === "dynamic" || options.noise) return treeCost(circuit, options);
    return planCost(shape, precisionOf(circuit.qubitCount, options), this.#threads, options);
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    return this.#run(circuit, options, undefined);
  }

  /**
   * What runs circuits that differ in their angles alone: planned once, unless a special angle changes the structure, and
   * with the same kernels.
   */
  bound(): Pick<Simulator, "run"> {
    const plans = new PlanMemory();
    return { run: (circuit, options) => this.#run(circuit, options, plans) };
  }

  async #run(circuit: Circuit, options: SimulateOptions, plans: PlanMemory | undefined): Promise<SimulateResult> {
    const shape = shapeOf(circuit);
    const support = this.#supports(circuit, shape, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    checkSingleState(options, circuit.qubitCount);
    const computing =
      shape.kind === "dynamic" || options.noise !== undefined
        ? this.#runTree(circuit, options)
        : this.#runPlanned(shape, options, plans);
    const { seconds, computed } = await computing;
    const { counts } = computed;
    const pacer = new Pacer(this.#host, options.stop ? { stop: options.stop } : {}); // of the progress all has been told
    return {
      method: this.name,
      why: why(shape, options),
      bitCount: shape.bitCount,
      ...computed,
      ...(counts &&
        options.memory && { memory: await pacer.drive(shufflingMemory(counts, seeded(options.seed).fork("memory"))) }),
      seconds,
    };
  }

  /** Does other work with states of so many qubits, by the same kernels and threads, taking turns with runs. */
  async work<Result>(
    qubitCount: number,
    precision: Precision,
    options: Pick<SimulateOptions, "stop" | "onProgress">,
    work: (parts: PlannedParts, pacer: Pacer) => Promise<Result>,
  ): Promise<Result> {
    const geometry = { ...this.#geometry(precision), keepsShapes: true };
    const { end } = memoryMap(precision, geometry, qubitCount, this.#crew.threads);
    const pacer = this.#pacerOf(end, options);
    const run = (lane: Lane) => {
      const { arena } = lane;
      const sweeper = lane.sweeper(precision);
      return work({ geometry, arena, sweeper, library: lane.library(precision), crew: this.#crew }, pacer);
    };
    return this.#lanes.use(end, pacer, run, end > this.#wideFromBytes);
  }

  /** Ends the helper threads and lets go of the memory, once no run is under way. */
  async close(): Promise<void> {
    await this.#lanes.close();
    await this.#crew.close();
  }

  /** The pacer of a run that may need so many bytes. Throws CancelledError if it is to stop already. */
  #pacerOf(bytes: number, options: Pick<SimulateOptions, "stop" | "onProgress">): Pacer {
    const pacer = new Pacer(this.#lanes.clockOf(this.#host, bytes), options);
    pacer.check();
    return pacer;
  }

  async #runTree(circuit: Circuit, options: SimulateOptions): Promise<Timed> {
    const { bytes } = treeCost(circuit, options);
    const pacer = this.#pacerOf(bytes, options);
    const computed = await this.#lanes.use(bytes, pacer, (lane) => runTree(circuit, options, lane, pacer));
    return { computed, seconds: pacer.seconds };
  }

  async #runPlanned(shape: StaticShape, options: SimulateOptions, plans: PlanMemory | undefined): Promise<Timed> {
    const precision = precisionOf(shape.qubitCount, options);
    const geometry = { ...this.#geometry(precision), keepsShapes: plans !== undefined };
    const { end } = memoryMap(precision, geometry, shape.qubitCount, this.#crew.threads);
    const pacer = this.#pacerOf(end, options);
    const run = (lane: Lane) => this.#runIn(lane, shape, options, precision, geometry, plans, pacer);
    const computed = await this.#lanes.use(end, pacer, run, end > this.#wideFromBytes);
    return { computed, seconds: pacer.seconds };
  }

  async #runIn(
    lane: Lane,
    shape: StaticShape,
    options: SimulateOptions,
    precision: Precision,
    geometry: Geometry,
    plans: PlanMemory | undefined,
    pacer: Pacer,
  ): Promise<Computed> {
    const { arena } = lane;
    const library = lane.library(precision);
    const startsInZero = !options.initialState;
    const lowered = await pacer.drive(lowering(shape.qubitCount, shape.steps, { startsInZero }));
    const inMemory = await evolve(
      lowered,
      geometry,
      options.amplitudes === true || options.observables !== undefined,
      library,
      arena,
      this.#crew,
      pacer,
      partOfEvolution,
      { ...options, plans },
    );
    const state = new FinalState(precision, inMemory, lowered, arena.views);
    const amplitudes = options.amplitudes ? await readAmplitudes(state, pacer) : undefined;
    const { shots = 0, observables } = options;
    const expectations = observables && (await expectSums(lane.sweeper(precision), state, observables, pacer));
    let counts: Counts | undefined;
    let probabilities: SimulateResult["probabilities"];
    if (shots > 0 || options.probabilities) {
      const sums = await sumBlocks(state, arena, library, this.#crew, inMemory.map, pacer);
      if (shots > 0) {
        const { kernels } = library;
        const random = seeded(options.seed);
        const drawn = await drawIndices(state, sums, shots, random, kernels, arena.views, inMemory.map.heapEnd, pacer);
        counts = countsOf(state, drawn, shape.readout);
      }
      if (options.probabilities) probabilities = await exactDistribution(state, shape.readout, sums.total, pacer);
    }
    return {
      ...(counts && { counts }),
      ...(probabilities && { probabilities }),
      ...(amplitudes && { amplitudes }),
      ...(expectations && { expectations }),
    };
  }
}

const precisionOf = (qubitCount: number, { precision }: SimulateOptions): Precision =>
  precision ?? (qubitCount <= mostQubitsOfDoubleDefault ? "double" : "single");

function why(shape: StaticShape | DynamicShape, options: SimulateOptions): string {
  const { qubitCount } = shape;
  if (options.noise)
    return `The state of ${qubitCount} qubits fits into memory; noise is drawn shot by shot, and shots share what they have in common.`;
  if (shape.kind === "dynamic")
    return `The state of ${qubitCount} qubits fits into memory; shots share what they have in common until a measurement parts them.`;
  return `The state of ${qubitCount} qubits fits into memory, in ${precisionOf(qubitCount, options)} precision.`;
}
