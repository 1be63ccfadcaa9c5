import { CancelledError, InvalidInputError, type Random, TooLargeError } from "@naru/base";
import type { BitTensor } from "@naru/workload";
import { type Buffers, bytesOf, gatesFor, shareBuffers } from "./buffers.ts";
import type { ExpressionTable } from "./expression-table.ts";
import { type BoundInputs, bindInputs, offsetOf } from "./inputs.ts";
import { type Layout, layoutOf } from "./layout.ts";
import type { Plan, Run, Step } from "./plan.ts";
import type { Output, Specification } from "./specification.ts";
import { shapeOf } from "./tensor.ts";

/** What a samplex gave. */
export interface Samples {
  /**
   * Values of the template circuit's parameters, in its order along the last axis, row by row: `[...shape, parameters]`.
   * Those of gates that are made of angles are 32-bit floats.
   */
  readonly values: { readonly shape: readonly number[]; readonly numbers: Float64Array<ArrayBuffer> };
  /** Everything else, by name, such as `measurement_flips.meas`: `[...shape, ...its own axes]`. */
  readonly outputs: Readonly<Record<string, BitTensor>>;
}

/** A samplex with its arguments, ready to be sampled. */
export interface BoundSamplex {
  /** The sets of values. */
  readonly shape: readonly number[];
  /** Product of the shape. */
  readonly sets: number;
  /** Parameters of the template circuit. */
  readonly parameterCount: number;
  /** Products of gates and the like, for all sets; some 10⁷ take a second. */
  readonly work: number;
  /** Of the samples and while they are drawn. */
  readonly bytes: number;
  /**
   * Draws all sets. The same random stream and arguments give the same samples. Throws CancelledError soon after `stop`
   * is aborted, InvalidInputError for arguments that turn out to have no meaning.
   */
  sample(random: Random, stop?: { readonly aborted: boolean }): Samples;
}

/** Parameters of the template that are the values of expressions as they are: pairs of parameter and expression. */
export interface Passthrough {
  readonly parameters: readonly number[];
  readonly expressions: readonly number[];
}

interface Parts {
  readonly inputs: readonly Specification[];
  readonly outputs: readonly Output[];
  readonly expressions: ExpressionTable;
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly passthrough: Passthrough;
}

/** Name of the input with the caller's parameters, and of the output with the template's. */
const parameterValues = "parameter_values";
const mostSets = 10_000_000;
const mostBytes = 2 ** 30;
const mostWork = 20_000_000_000;
/** Samples are drawn in pieces whose registers stay in the processor's caches. */
const bytesOfPiece = 4 * 1024 * 1024;
/** Pieces are multiples of four, which balanced draws come in. */
const smallestPiece = 4;
const largestPiece = 256;

/** A graph of random choices that gives values for the parameters of a template circuit. */
export class Samplex {
  readonly #parts: Parts;
  readonly #buffers: Buffers;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#buffers = shareBuffers(parts.plan.registers, parts.plan.lifetimes);
  }

  /** Names of the inputs, those that may be left out included. */
  get inputs(): readonly string[] {
    return this.#parts.inputs.map(({ name }) => name);
  }

  /** Parameters of the template circuit. */
  get parameterCount(): number {
    return this.#parts.outputs.find(({ name }) => name === parameterValues)?.width ?? 0;
  }

  /**
   * Puts arguments in, as IBM's clients send them. The first axes of an argument, before those that the samplex says, are
   * aligned at their end with those of `shape`: axes along which arguments vary are a sweep, along the others each index
   * is a draw of its own.
   *
   * Throws InvalidInputError for arguments that are missing or do not fit, TooLargeError for more than can be borne.
   */
  bind(given: Readonly<Record<string, unknown>>, shape: readonly number[]): BoundSamplex {
    const { inputs: specifications, outputs, plan, expressions } = this.#parts;
    const lengths = shapeOf(shape, "the item");
    const sets = lengths.reduce((product, length) => product * length, 1);
    if (sets > mostSets) throw tooLarge("sets of values", sets, mostSets);
    const inputs = bindInputs(specifications, given);
    const layout = layoutOf(lengths, inputs.varied);
    const parameters = inputs.tensors.get(parameterValues)?.size ?? 0;
    if (parameters !== expressions.parameterCount) {
      throw new InvalidInputError(
        `The expressions of the samplex have ${expressions.parameterCount} parameters, and ${parameters} values are given.`,
      );
    }
    const noise = plan.noises.reduce((sum, name) => sum + (inputs.maps.get(name)?.rates.length ?? 0), 0);
    const work =
      sets * (plan.work + noise + this.#parts.passthrough.parameters.length + 1) + layout.steps * expressions.work;
    if (work > mostWork) throw tooLarge("steps of drawing", work, mostWork);
    const piece = this.#pieceOf(layout);
    const bytes =
      outputs.reduce((sum, { content, size }) => sum + sets * size * (content === "bits" ? 1 : 8), 0) +
      bytesOf(this.#buffers, piece);
    if (bytes > mostBytes) throw tooLarge("bytes", bytes, mostBytes);
    return {
      shape: lengths,
      sets,
      parameterCount: this.parameterCount,
      work,
      bytes,
      sample: (random, stop = { aborted: false }) => this.#sample(inputs, layout, piece, random, stop),
    };
  }

  #pieceOf(layout: Layout): number {
    const fitting = Math.floor(bytesOfPiece / Math.max(1, bytesOf(this.#buffers, 1)) / smallestPiece) * smallestPiece;
    return Math.min(layout.draws.length, Math.max(smallestPiece, Math.min(fitting, largestPiece)));
  }

  #sample(inputs: BoundInputs, layout: Layout, piece: number, random: Random, stop: { aborted: boolean }): Samples {
    const { outputs, plan, expressions, steps, passthrough } = this.#parts;
    const sets = layout.steps * layout.draws.length;
    const streams = new Map<number, Random>();
    const run: Run = {
      samples: 0,
      gates: gatesFor(this.#buffers, plan.registers, piece),
      inputs,
      indices: [],
      expressions: new Float64Array(expressions.size),
      rows: new Int32Array(piece),
      outputs: outputs.map(({ content, size }) =>
        content === "bits" ? new Uint8Array(sets * size) : new Float64Array(sets * size),
      ),
      random: (node) => {
        const stream = streams.get(node) ?? random.fork(node);
        streams.set(node, stream);
        return stream;
      },
    };
    const parameters = inputs.tensors.get(parameterValues);
    for (let step = 0; step < layout.steps; step++) {
      run.indices = layout.indicesOf(step);
      const start = layout.placeOf(run.indices);
      const from = parameters ? offsetOf(parameters, run.indices) : 0;
      expressions.evaluate(
        parameters?.numbers.subarray(from, from + parameters.size) ?? new Float64Array(),
        run.expressions,
      );
      for (let drawn = 0; drawn < layout.draws.length; drawn += piece) {
        run.samples = Math.min(piece, layout.draws.length - drawn);
        for (let s = 0; s < run.samples; s++) run.rows[s] = start + layout.draws[drawn + s];
        this.#writePassthrough(run, passthrough);
        for (const work of steps) {
          if (stop.aborted) throw new CancelledError("The samplex was stopped while it was sampled.");
          work(run);
        }
      }
    }
    return this.#samplesOf(run, layout.shape);
  }

  #writePassthrough(run: Run, { parameters, expressions }: Passthrough): void {
    const place = this.#parts.outputs.findIndex(({ name }) => name === parameterValues);
    if (place < 0) return;
    const { width, content } = this.#parts.outputs[place];
    const output = run.outputs[place];
    for (let s = 0; s < run.samples; s++) {
      for (let k = 0; k < parameters.length; k++) {
        const value = run.expressions[expressions[k]];
        output[run.rows[s] * width + parameters[k]] = content === "float32" ? Math.fround(value) : value;
      }
    }
  }

  #samplesOf(run: Run, shape: readonly number[]): Samples {
    const others: [string, BitTensor][] = [];
    let numbers: Float64Array<ArrayBuffer> = new Float64Array();
    this.#parts.outputs.forEach(({ name, shape: own }, place) => {
      const values = run.outputs[place];
      if (values instanceof Uint8Array) others.push([name, { shape: [...shape, ...own], bits: values }]);
      else numbers = values as Float64Array<ArrayBuffer>;
    });
    return { values: { shape: [...shape, this.parameterCount], numbers }, outputs: Object.fromEntries(others) };
  }
}

const tooLarge = (what: string, asked: number, limit: number): TooLargeError =>
  new TooLargeError(`The samplex asks for ${asked} ${what}; the limit is ${limit}. Run less at once.`, {
    asked,
    limit,
  });
