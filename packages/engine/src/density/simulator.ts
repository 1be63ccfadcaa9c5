import { seeded, UnsupportedError } from "@naru/base";
import { type Circuit, checkPauliSum, type Operation } from "@naru/circuit";
import { shapeOf } from "../circuit-shape.ts";
import type { Host } from "../host.ts";
import { Pacer } from "../pacer.ts";
import type { Cost, Precision, SimulateOptions, SimulateResult, Simulator, Support } from "../simulator.ts";
import { shufflingMemory } from "../tally.ts";
import { finish, type Work } from "../work.ts";
import { Arena } from "./arena.ts";
import { type BlockProgram, blocksOf } from "./blocks.ts";
import { costOf, roughCostOf } from "./cost.ts";
import { drawIndices } from "./draw.ts";
import { evolve, numbersOf } from "./evolve.ts";
import { KernelLibrary } from "./kernel-library.ts";
import { circuitSupport, mostIndexBits, stateSupport, widthSupport } from "./limits.ts";
import { bytesOf, geometryOf, stateAt, strideOf } from "./memory.ts";
import { countsOf, distributionOf } from "./outcomes.ts";
import { type Geometry, type Plan, planOf } from "./plan.ts";
import { type GateMatrices, type WireProgram, widthAsWritten, wireProgram } from "./program.ts";
import { expectationOf, type FinalNumbers, indexBits, readProbabilities } from "./read.ts";

/** Up to here double precision costs little: 32 MiB. */
const mostQubitsOfDoubleDefault = 11;
/** Rounding errors of a number after some hundred gates. */
const roundingOf: Readonly<Record<Precision, number>> = { single: 1e-6, double: 1e-14 };
/** Whoever runs so many different circuits that more kernels come together begins anew. */
const mostKernels = 4096;
/** Longer circuits are planned when they run, and estimated roughly: a plan takes some ten microseconds an operation. */
const mostPlannedOperations = 2000;
/** Part of the progress that is left for reading the result. */
const partOfEvolution = 0.95;

/**
 * The exact mixed state, as the real numbers r_P = Tr(P ρ) over all Pauli strings P of up to 13 qubits: noise of every
 * kind, mid-circuit measurement, reset and conditions, without drawing anything before the end.
 */
export class DensitySimulator implements Simulator {
  readonly name = "density";
  readonly #host: Host;
  readonly #geometry: (precision: Precision) => Geometry;
  /** Memory and kernels that no run has, the one with the largest memory only. */
  #idle: Machine | null = null;
  readonly #gateMatrices: GateMatrices = new Map();
  /** What was planned last, until it is run. */
  #last: Planned | null = null;

  /** Tests cut the state up smaller than `geometryOf` does, to have many tiles. */
  constructor(host: Host, geometry: (precision: Precision) => Geometry = geometryOf) {
    this.#host = host;
    this.#geometry = geometry;
  }

  supports(circuit: Circuit, options: SimulateOptions): Support {
    const support = circuitSupport(circuit, options);
    if (!support.ok) return support;
    const isStatic = shapeOf(circuit).kind === "static";
    if (isStatic && circuit.clbitCount <= mostIndexBits) return support;
    const program = finish(wireProgram(circuit, options.noise));
    const narrow = widthSupport(program.maps);
    if (!narrow.ok) return narrow;
    const indexed = indexBits(program.shown, program.misreadings).wires.length;
    if (indexed > mostIndexBits) {
      return {
        ok: false,
        why: `its ${indexed} measured bits are too many for one distribution (up to ${mostIndexBits})`,
      };
    }
    if (isStatic) return support;
    return stateSupport(
      isLong(circuit)
        ? widthAsWritten(program, keptBitsOf(program, options))
        : finish(this.#planned(circuit, options)).plan.width,
    );
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    if (isLong(circuit)) {
      return roughCostOf(circuit, precisionOf(circuit, options), options);
    }
    const planned = finish(this.#planned(circuit, options));
    return costOf(
      planned.plan,
      precisionOf(circuit, options),
      planned.indexBits,
      planned.program.misreadings.length,
      options,
    );
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const support = this.supports(circuit, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    for (const observable of options.observables ?? []) checkPauliSum(observable, circuit.qubitCount);
    const pacer = new Pacer(this.#host, options);
    pacer.check();
    const planned = await pacer.drive(this.#planned(circuit, options));
    this.#last = null;
    // Of a long circuit the width was only known as it is written.
    const fits = stateSupport(planned.plan.width);
    if (!fits.ok) throw new UnsupportedError(`The circuit cannot run here, because ${fits.why}.`);
    const machine = this.#takeMachine();
    const computed = await this.#compute(planned, options, machine, pacer).finally(() => this.#giveBack(machine));
    const { counts } = computed;
    return {
      method: this.name,
      why: `The mixed state of ${circuit.qubitCount} qubits fits into memory as 4^${circuit.qubitCount} real numbers at most, in ${precisionOf(circuit, options)} precision; noise is exact.`,
      bitCount: circuit.clbitCount === 0 ? circuit.qubitCount : circuit.clbitCount,
      ...computed,
      ...(counts &&
        options.memory && { memory: await pacer.drive(shufflingMemory(counts, seeded(options.seed).fork("memory"))) }),
      seconds: pacer.seconds,
    };
  }

  /** Lets go of the memory. */
  async close(): Promise<void> {
    this.#idle = null;
    this.#last = null;
  }

  /** Runs that are under way at once have a memory each, and go on in turns. */
  #takeMachine(): Machine {
    const machine = this.#idle;
    this.#idle = null;
    return machine && !machine.isWornOut ? machine : new Machine(this.#host);
  }

  #giveBack(machine: Machine): void {
    if (!this.#idle || this.#idle.bytes < machine.bytes) this.#idle = machine;
  }

  /** Writes a circuit out and plans it, unless that was done last: a run mostly follows an estimate of the same. */
  *#planned(circuit: Circuit, options: SimulateOptions): Work<Planned> {
    const precision = precisionOf(circuit, options);
    const known = this.#last;
    if (known?.circuit === circuit && known.operationCount === circuit.operations.length) {
      if (known.precision === precision && isAskedAlike(known.options, options)) return known;
    }
    const program = yield* wireProgram(circuit, options.noise, this.#gateMatrices);
    const blocks = yield* blocksOf(program, keptBitsOf(program, options));
    const plan = yield* planOf(blocks, program.bitsOfWire.length, this.#geometry(precision));
    const { wires } = indexBits(program.shown, program.misreadings);
    const operationCount = circuit.operations.length;
    const planned = { circuit, operationCount, options, precision, program, blocks, plan, indexBits: wires.length };
    this.#last = planned;
    return planned;
  }

  async #compute(
    { precision, program, blocks, plan }: Planned,
    options: SimulateOptions,
    machine: Machine,
    pacer: Pacer,
  ): Promise<Computed> {
    const { arena } = machine;
    const library = machine.library(precision);
    await evolve(plan, this.#geometry(precision), precision, arena, library, pacer, partOfEvolution);
    const bytes = bytesOf(precision);
    const final: FinalNumbers = {
      alone: blocks.alone,
      offsetsOfWire: plan.positionsOfWire.map((positions) => positions.map((p) => strideOf(p, precision) / bytes)),
      numbers: numbersOf(arena.views, precision),
      start: stateAt / bytes,
    };
    const expectations = options.observables?.map((sum) => expectationOf(final, sum, program.wireOfQubit));
    return {
      ...(await pacer.drive(readOutcomes(final, program, options, precision))),
      ...(expectations && { expectations: Float64Array.from(expectations) }),
    };
  }
}

type Computed = Pick<SimulateResult, "counts" | "probabilities" | "expectations">;

interface Planned {
  readonly circuit: Circuit;
  readonly operationCount: number;
  readonly options: SimulateOptions;
  readonly precision: Precision;
  readonly program: WireProgram;
  /** How many bits the index of a distribution has. */
  readonly indexBits: number;
  readonly blocks: BlockProgram;
  readonly plan: Plan;
}

/** Whether two runs of a circuit have the same plan in the same precision. */
const isAskedAlike = (a: SimulateOptions, b: SimulateOptions): boolean =>
  a.noise === b.noise && a.observables === b.observables && asksOutcomes(a) === asksOutcomes(b);

const asksOutcomes = ({ shots = 0, probabilities = false }: SimulateOptions): boolean => shots > 0 || probabilities;

function* readOutcomes(
  final: FinalNumbers,
  { shown, misreadings }: WireProgram,
  { shots = 0, probabilities, seed }: SimulateOptions,
  precision: Precision,
): Work<Computed> {
  if (shots === 0 && !probabilities) return {};
  const exact = yield* readProbabilities(final, shown, misreadings, roundingOf[precision]);
  const draws = shots > 0 ? yield* drawIndices(exact.values, shots, seeded(seed)) : undefined;
  const counts = draws && (yield* countsOf(draws, exact.readout));
  const distribution = probabilities ? yield* distributionOf(exact) : undefined;
  return { ...(counts && { counts }), ...(distribution && { probabilities: distribution }) };
}

/** Memory and kernels for one run at a time. */
class Machine {
  readonly arena: Arena;
  readonly #host: Host;
  readonly #libraries = new Map<Precision, KernelLibrary>();

  constructor(host: Host) {
    this.#host = host;
    this.arena = new Arena(host);
  }

  get bytes(): number {
    return this.arena.memory.buffer.byteLength;
  }

  get isWornOut(): boolean {
    return [...this.#libraries.values()].some(({ size }) => size > mostKernels);
  }

  library(precision: Precision): KernelLibrary {
    let library = this.#libraries.get(precision);
    if (!library) {
      library = new KernelLibrary(this.#host, this.arena.memory);
      this.#libraries.set(precision, library);
    }
    return library;
  }
}

/** Whether a circuit is planned only when it runs, conditions counted by their branches. */
function isLong({ operations }: Pick<Circuit, "operations">): boolean {
  let left = mostPlannedOperations;
  const count = (some: readonly Operation[]): boolean =>
    some.some((operation) => {
      if (--left < 0) return true;
      return operation.kind === "if" && (count(operation.then) || count(operation.otherwise ?? []));
    });
  return count(operations);
}

/** How many index bits of each wire somebody looks at in the end. */
function keptBitsOf(program: WireProgram, options: SimulateOptions): number[] {
  const { observables = [] } = options;
  const kept = new Array<number>(program.bitsOfWire.length).fill(0);
  if (asksOutcomes(options)) for (const wire of program.shown) if (wire >= 0) kept[wire] = 1;
  for (const { terms } of observables) {
    for (const { paulis } of terms) {
      program.wireOfQubit.forEach((wire, qubit) => {
        const pauli = paulis[paulis.length - 1 - qubit];
        if (pauli !== "I") kept[wire] = Math.max(kept[wire], pauli === "Z" ? 1 : 2);
      });
    }
  }
  return kept;
}

const precisionOf = ({ qubitCount }: Circuit, { precision }: SimulateOptions): Precision =>
  precision ?? (qubitCount <= mostQubitsOfDoubleDefault ? "double" : "single");
