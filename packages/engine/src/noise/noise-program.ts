import {
  type Assign,
  type Circuit,
  type Condition,
  clbitsOfExpression,
  measureAll,
  type Operation,
} from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { NoiseSite } from "./channel.ts";
import { ChannelsOfModel } from "./channels-of-model.ts";
import { clbitsOf } from "./condition.ts";
import { Decay } from "./decay.ts";
import { type Misreading, Readings } from "./readings.ts";

/** A circuit with its noise written out, item by item, as every method reads it. Barriers and delays are gone. */
export interface NoiseProgram {
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly items: readonly NoiseItem[];
}

export type NoiseItem =
  | { readonly kind: "step"; readonly step: UnitaryStep }
  /** Equal channels are mostly the same object, so that what is made of one can be kept. */
  | NoiseSite
  /** Writes what it finds, without error. */
  | { readonly kind: "measure"; readonly qubit: number; readonly clbit: number }
  | Misreading
  | { readonly kind: "reset"; readonly qubit: number }
  | {
      readonly kind: "if";
      readonly condition: Condition;
      readonly whenTrue: readonly NoiseItem[];
      readonly whenFalse: readonly NoiseItem[];
    }
  | {
      readonly kind: "while";
      readonly condition: Condition;
      readonly body: readonly NoiseItem[];
      readonly maxTurns: number;
    }
  | Assign;

/**
 * Puts the channels of a noise model between the operations of a circuit; one without classical bits has qubit k measured
 * into bit k. Without a model the items are the circuit's operations alone. The model must be sound and say what to do
 * with every gate (`noiseSupport`). What can be seen of no measurement may be left out: decay before a reset, and after
 * the last measurement of a qubit.
 */
export function noiseProgram(circuit: Circuit, model?: NoiseModel): NoiseProgram {
  const { qubitCount, clbitCount, operations } = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
  const writer = new Writer(qubitCount, clbitCount, model);
  return { qubitCount, bitCount: clbitCount, items: writer.write(operations) };
}

class Writer {
  readonly #qubitCount: number;
  readonly #channels: ChannelsOfModel | undefined;
  readonly #readings: Readings;
  #decay: Decay | undefined;
  #items: NoiseItem[] = [];

  constructor(qubitCount: number, bitCount: number, model?: NoiseModel) {
    this.#qubitCount = qubitCount;
    this.#channels = model && new ChannelsOfModel(model);
    this.#readings = new Readings(model ?? {});
    if (model?.relaxation) {
      this.#decay = Decay.of(model.relaxation, model.wideGateErrors ?? 0, qubitCount, bitCount, (site) =>
        this.#items.push(site),
      );
    }
  }

  write(operations: readonly Operation[]): readonly NoiseItem[] {
    this.#block(operations);
    this.#decay?.end();
    return this.#items;
  }

  #block(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const { kind } = operation;
      const isWithinReading = kind === "measure" || kind === "barrier" || kind === "delay";
      if (!isWithinReading) this.#items.push(...this.#readings.close());
      this.#add(operation);
    }
    this.#items.push(...this.#readings.close());
  }

  #add(operation: Operation): void {
    switch (operation.kind) {
      case "barrier":
        this.#decay?.barrier(operation.qubits);
        break;
      case "delay":
        this.#decay?.delay(operation.qubit, operation.seconds);
        break;
      case "measure": {
        const { qubit, clbit } = operation;
        this.#decay?.measure(qubit, clbit);
        this.#items.push(...this.#readings.open(qubit, clbit), { kind: "measure", qubit, clbit });
        break;
      }
      case "reset":
        this.#decay?.reset(operation.qubit);
        this.#items.push({ kind: "reset", qubit: operation.qubit });
        break;
      case "if":
        this.#conditional(operation);
        break;
      case "while":
        this.#loop(operation);
        break;
      case "assign":
        this.#decay?.assign(operation.clbits, clbitsOfExpression(operation.value));
        this.#items.push(operation);
        break;
      default:
        this.#step(operation);
    }
  }

  #step(step: UnitaryStep): void {
    const operands = operandsOf(step);
    const endsAt = this.#decay?.gate(step, operands) ?? 0;
    this.#items.push({ kind: "step", step });
    for (const site of this.#channels?.after(step, operands) ?? []) {
      for (const qubit of site.qubits) if (!operands.includes(qubit)) this.#decay?.disturb(qubit, endsAt);
      this.#items.push(site);
    }
  }

  #conditional({ condition, then: whenTrue, otherwise: whenFalse = [] }: Operation & { kind: "if" }): void {
    const outer = this.#items;
    const qubits = new Set<number>();
    for (const operation of [...whenTrue, ...whenFalse]) this.#collect(operation, qubits);
    const before = this.#decay;
    before?.wait(qubits, clbitsOf(condition));
    const [first, second] = [whenTrue, whenFalse].map((operations) => {
      this.#decay = before?.copy();
      this.#items = [];
      this.#block(operations);
      return { items: this.#items, decay: this.#decay };
    });
    if (first?.decay && second?.decay) {
      const endsAt = Math.max(first.decay.latest(qubits), second.decay.latest(qubits));
      for (const { items, decay } of [first, second]) {
        this.#items = items;
        decay?.free(qubits, endsAt);
      }
      this.#decay = first.decay.joined(second.decay);
    }
    this.#items = outer;
    outer.push({ kind: "if", condition, whenTrue: first?.items ?? [], whenFalse: second?.items ?? [] });
  }

  /**
   * How long a loop takes is known only while it runs, so that all qubits of the circuit wait for it: they begin each turn
   * together, and decay until its end.
   */
  #loop({ condition, body, maxTurns }: Operation & { kind: "while" }): void {
    const outer = this.#items;
    const all = new Set(Array.from({ length: this.#qubitCount }, (_, qubit) => qubit));
    const before = this.#decay;
    if (before) {
      before.wait(all, clbitsOf(condition));
      const actedOn = new Set<number>();
      for (const operation of body) this.#collect(operation, actedOn);
      before.touch(actedOn); // by an earlier turn
    }
    this.#decay = before?.copy();
    this.#items = [];
    this.#block(body);
    this.#decay?.free(all, this.#decay.latest(all));
    this.#decay = before;
    const items = this.#items;
    this.#items = outer;
    outer.push({ kind: "while", condition, body: items, maxTurns });
  }

  /** Adds every qubit that an operation or its noise acts on, or that waits for it. */
  #collect(operation: Operation, qubits: Set<number>): void {
    switch (operation.kind) {
      case "if":
        for (const inner of [...operation.then, ...(operation.otherwise ?? [])]) this.#collect(inner, qubits);
        break;
      case "while":
        for (let qubit = 0; qubit < this.#qubitCount; qubit++) qubits.add(qubit);
        break;
      case "assign":
        break;
      case "measure":
      case "reset":
      case "delay":
        qubits.add(operation.qubit);
        break;
      case "barrier":
        for (const qubit of operation.qubits) qubits.add(qubit);
        break;
      default:
        for (const qubit of operandsOf(operation)) qubits.add(qubit);
        for (const site of this.#channels?.after(operation, operandsOf(operation)) ?? []) {
          for (const qubit of site.qubits) qubits.add(qubit);
        }
    }
  }
}
