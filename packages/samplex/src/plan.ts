import type { Random } from "@naru/base";
import type { Lifetime } from "./buffers.ts";
import { damaged } from "./fields.ts";
import type { BoundInputs } from "./inputs.ts";
import type { Gates, Register, RegisterType } from "./register.ts";
import type { Output } from "./specification.ts";
import type { Tables } from "./tables.ts";

/** What nodes work on while some samples of one step of the sweep are drawn. */
export interface Run {
  /** How many samples are drawn together. */
  samples: number;
  /** By the place of a register; registers of shared gates have one sample, others `samples`. */
  readonly gates: Gates[];
  readonly inputs: BoundInputs;
  /** Indices of the step along all axes of the shape. */
  indices: readonly number[];
  /** Values of the expressions at this step. */
  readonly expressions: Float64Array;
  /** Where each sample lies in the shape. */
  readonly rows: Int32Array;
  /** In the order of the samplex's outputs. */
  readonly outputs: readonly (Uint8Array | Float64Array)[];
  /** By the number of the node. */
  random(node: number): Random;
}

/** A node as a function. */
export type Step = (run: Run) => void;

/** All registers together have at most so many subsystems: memory and time of a sample are in proportion. */
const mostSubsystems = 1_000_000;
/** Gates that all nodes together touch for one sample. */
const mostWork = 50_000_000;

/** What is known while nodes are turned into functions, in the order in which they will run. */
export class Plan {
  readonly tables: Tables;
  readonly inputs: ReadonlySet<string>;
  readonly outputs: readonly Output[];
  readonly expressionCount: number;
  /** Pauli–Lindblad maps by the name of their input, once for each node that draws of them. */
  readonly noises: string[] = [];
  readonly #places: ReadonlyMap<string, number>;
  readonly #names = new Map<string, Register>();
  readonly #registers: Register[] = [];
  readonly #lifetimes: Lifetime[] = [];
  #step = 0;
  #subsystems = 0;
  #work = 0;

  constructor(tables: Tables, inputs: ReadonlySet<string>, outputs: readonly Output[], expressionCount: number) {
    this.tables = tables;
    this.inputs = inputs;
    this.outputs = outputs;
    this.expressionCount = expressionCount;
    this.#places = new Map(outputs.map(({ name }, place) => [name, place]));
  }

  /** By place. */
  get registers(): readonly Register[] {
    return this.#registers;
  }

  /** By place. */
  get lifetimes(): readonly Lifetime[] {
    return this.#lifetimes;
  }

  /** What is found and added from now on is of the next step. */
  beginStep(): void {
    this.#step++;
  }

  /** Gates that the nodes touch for one sample. */
  get work(): number {
    return this.#work;
  }

  spend(work: number, where: string): void {
    this.#work += work;
    if (this.#work > mostWork) throw damaged(where, `the nodes touch more than ${mostWork} gates`);
  }

  add(name: string, type: RegisterType, subsystems: number, isShared: boolean, where: string): Register {
    if (this.#names.has(name)) throw damaged(where, `a register "${name}" is there already`);
    this.#subsystems += subsystems;
    if (this.#subsystems > mostSubsystems) {
      throw damaged(where, `the registers have more than ${mostSubsystems} subsystems`);
    }
    this.spend(subsystems, where);
    const register: Register = { type, subsystems, isShared, place: this.#registers.length };
    this.#registers.push(register);
    this.#lifetimes.push({ first: this.#step, last: this.#step });
    this.#names.set(name, register);
    return register;
  }

  find(name: string, where: string): Register {
    const register = this.#names.get(name);
    if (register === undefined) throw damaged(where, `there is no register "${name}" at this point`);
    this.#lifetimes[register.place].last = this.#step;
    return register;
  }

  findOfType(name: string, type: RegisterType, where: string): Register {
    const register = this.find(name, where);
    if (register.type !== type)
      throw damaged(where, `register "${name}" should be of type ${type}, not ${register.type}`);
    return register;
  }

  remove(name: string): void {
    this.#names.delete(name);
  }

  /** The place of an output. */
  output(name: string, where: string): number {
    const place = this.#places.get(name);
    if (place === undefined) throw damaged(where, `there is no output "${name}"`);
    return place;
  }
}

/** Samples that a register keeps. */
export const samplesOf = (register: Register, run: Run): number => (register.isShared ? 1 : run.samples);
