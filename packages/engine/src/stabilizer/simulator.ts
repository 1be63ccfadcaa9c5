import { type Random, seeded, UnsupportedError } from "@naru/base";
import { type Circuit, checkPauliSum, type PauliSum } from "@naru/circuit";
import { shapeOf } from "../circuit-shape.ts";
import type { Host } from "../host.ts";
import { Pacer } from "../pacer.ts";
import type { Cost, Distribution, SimulateOptions, SimulateResult, Simulator, Support } from "../simulator.ts";
import { affineDistribution } from "./affine.ts";
import { compile } from "./compile.ts";
import { stabilizerCost } from "./cost.ts";
import { lanes } from "./frame-kernels.ts";
import { Frames, frameBytes } from "./frames.ts";
import { Machines } from "./machine.ts";
import { OutcomeTable } from "./outcome-table.ts";
import type { FrameProgram } from "./program.ts";
import { type Reference, referenceOf } from "./reference.ts";
import { stabilizerSupport } from "./support.ts";
import { Tableau, tableauBytes } from "./tableau.ts";

/** Parts of a run, for its progress. */
const compiled = 0.1;
const referenceMade = 0.3;

/** Widest outcomes that are numbers. */
const mostListedBits = 53;

/**
 * Clifford circuits of thousands of qubits, with Pauli noise: one reference shot by a tableau, all others as Pauli frames
 * of 1024 at a time. Cost grows with gates and shots, not with 2^qubits.
 */
export class StabilizerSimulator implements Simulator {
  readonly name = "stabilizer";
  readonly #host: Host;
  readonly #machines: Machines;

  constructor(host: Host) {
    this.#host = host;
    this.#machines = new Machines(host);
  }

  supports(circuit: Circuit, options: SimulateOptions): Support {
    return stabilizerSupport(circuit, options);
  }

  estimate(circuit: Circuit, options: SimulateOptions): Cost {
    return stabilizerCost(circuit, options);
  }

  async run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    const support = this.supports(circuit, options);
    if (!support.ok) throw new UnsupportedError(`The circuit cannot run here, because ${support.why}.`);
    for (const sum of options.observables ?? []) checkPauliSum(sum, circuit.qubitCount);
    const pacer = new Pacer(this.#host, options);
    pacer.check();
    const { shots = 0, noise, observables } = options;
    const bitCount = circuit.clbitCount || circuit.qubitCount;
    const isListed = options.probabilities === true && bitCount <= mostListedBits;
    const computed: { -readonly [Key in keyof SimulateResult]?: SimulateResult[Key] } = {};
    if (shots > 0 || isListed) {
      const program = await compile(circuit, noise, pacer, compiled);
      const reference = await this.#once(program, pacer, (_, made) => made);
      if (shots > 0) {
        const { counts, memory } = await this.#shots(program, reference, bitCount, options, pacer);
        computed.counts = counts;
        if (memory) computed.memory = memory;
      }
      if (isListed) {
        const distribution = await this.#distribution(program, reference, bitCount, pacer);
        if (distribution) computed.probabilities = distribution;
      }
    }
    if (observables) computed.expectations = await this.#expectations(circuit, observables, pacer);
    pacer.check(1);
    return { method: this.name, why: whyStabilizer(options), bitCount, ...computed, seconds: pacer.seconds };
  }

  /** Runs a program once on a tableau, which `work` may then ask; gives what it answers. */
  async #once<Result>(
    program: FrameProgram,
    pacer: Pacer,
    work: (tableau: Tableau, reference: Reference) => Result | Promise<Result>,
  ): Promise<Result> {
    const tapeAt = tableauBytes(program.qubitCount);
    pacer.check(compiled);
    return this.#machines.use("tableau", tapeAt + program.tape.byteLength, async ({ kernels, memory }) => {
      new Int32Array(memory.buffer, tapeAt).set(program.tape);
      const tableau = new Tableau(program.qubitCount, kernels, memory, 0);
      const progress = (part: number) => compiled + part * (referenceMade - compiled);
      return work(tableau, await referenceOf(program, tableau, tapeAt, pacer, progress));
    });
  }

  async #frames<Result>(
    program: FrameProgram,
    random: Random,
    pacer: Pacer,
    reference: Reference | undefined,
    work: (frames: Frames) => Promise<Result>,
  ): Promise<Result> {
    const bytes = frameBytes(program, reference?.values.length ?? 0);
    return this.#machines.use("frames", bytes, ({ kernels, memory }) =>
      work(new Frames(program, kernels, memory, random, pacer, reference)),
    );
  }

  async #shots(
    program: FrameProgram,
    reference: Reference,
    bitCount: number,
    { shots = 0, memory, seed }: SimulateOptions,
    pacer: Pacer,
  ): Promise<{ counts: SimulateResult["counts"] & {}; memory?: Uint32Array }> {
    const table = new OutcomeTable(bitCount);
    const width = Math.max(1, Math.ceil(bitCount / 32));
    const numbers = memory ? new Uint32Array(shots) : undefined;
    await this.#frames(program, seeded(seed), pacer, reference, async (frames) => {
      for (let from = 0; from < shots; from += lanes) {
        const done = referenceMade + (1 - referenceMade) * (from / shots);
        await pacer.pause(done);
        await frames.shots(done);
        const here = Math.min(lanes, shots - from);
        const batch = frames.gather("places", 0, bitCount, here);
        for (let shot = 0; shot < here; shot++) {
          const number = table.add(batch, shot * width);
          if (numbers) numbers[from + shot] = number;
        }
      }
    });
    const { counts, positions } = await table.finish(() => pacer.pause());
    return { counts, ...(numbers && { memory: numbers.map((number) => positions[number]) }) };
  }

  /** What a turned random bit changes spans the outcomes that are possible, from the reference's on. */
  async #distribution(
    program: FrameProgram,
    reference: Reference,
    bitCount: number,
    pacer: Pacer,
  ): Promise<Distribution | undefined> {
    const width = Math.max(1, Math.ceil(bitCount / 32));
    const bitsOf = (batch: Uint32Array, at: number) =>
      (BigInt(width > 1 ? batch[at + 1] : 0) << 32n) | BigInt(batch[at] ?? 0);
    const vectors = new Set<bigint>();
    await this.#frames(program, seeded(0), pacer, undefined, async (frames) => {
      for (let first = 0, count = 1; first < count; first += lanes) {
        await pacer.pause(referenceMade);
        count = await frames.generators(first);
        const batch = frames.gather("places", 0, bitCount, lanes);
        for (let lane = 0; lane < lanes; lane++) vectors.add(bitsOf(batch, lane * width));
      }
    });
    const origin = await this.#frames(program, seeded(0), pacer, reference, async (frames) => {
      await frames.generators(Number.MAX_SAFE_INTEGER); // no random bit is turned: the reference itself
      return bitsOf(frames.gather("places", 0, bitCount, 1), 0);
    });
    return affineDistribution(origin, vectors);
  }

  async #expectations(circuit: Circuit, observables: readonly PauliSum[], pacer: Pacer): Promise<Float64Array> {
    const shape = shapeOf(circuit);
    const operations = shape.kind === "static" ? shape.steps : [];
    const unmeasured = { qubitCount: circuit.qubitCount, clbitCount: 1, operations }; // a bit that nothing writes
    const program = await compile(unmeasured, undefined, pacer, compiled);
    return this.#once(program, pacer, async (tableau) => {
      const values = new Float64Array(observables.length);
      for (const [i, { terms }] of observables.entries()) {
        for (const [k, term] of terms.entries()) {
          if (term.coefficient !== 0) values[i] += term.coefficient * tableau.expectation(term);
          if (k % 64 === 63) await pacer.pause();
        }
      }
      return values;
    });
  }
}

function whyStabilizer({ noise }: SimulateOptions): string {
  const why = "Every gate is a Clifford gate, so a table of Paulis holds the state";
  return noise
    ? `${why}, and noise moves shots by Paulis from one that is simulated without it.`
    : `${why}, whatever the number of qubits.`;
}
