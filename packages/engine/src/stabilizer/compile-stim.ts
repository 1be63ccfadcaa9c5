import { gate, type StimElement, type StimInstruction, type StimProgram, stimElements } from "@naru/circuit";
import type { Work } from "../work.ts";
import { wordOfStep } from "./compile.ts";
import { type FrameProgram, type Misreading, type PauliChannel, pauliChannel } from "./program.ts";
import { codes, TapeWriter } from "./tape.ts";

/**
 * Reads a program of Stim's format. Results go to places that are counted from where the record ends, and only as many
 * are held as detectors look back.
 */
export function* compileStim(program: StimProgram): Work<FrameProgram> {
  const compiler = new StimCompiler(program.qubitCount);
  const tape = yield* compiler.block(program.instructions, true);
  return {
    qubitCount: program.qubitCount,
    tape,
    channels: compiler.channels,
    misreadings: compiler.misreadings,
    branches: [],
    placeCount: 2 ** Math.ceil(Math.log2(compiler.mostPlaces)),
    detectorCount: program.detectorCount,
    observableCount: program.observableCount,
  };
}

/** Targets compiled before giving way: a millisecond or two. */
const targetsBetweenPauses = 1024;

class StimCompiler {
  readonly channels: PauliChannel[] = [];
  readonly misreadings: Misreading[] = [];
  /** The furthest look back, or the most results of one instruction. */
  mostPlaces = 1;
  readonly #qubitCount: number;
  readonly #channelNumbers = new Map<string, number>();
  readonly #misreadingNumbers = new Map<number, number>();

  /** Since giving way. */
  #targets = 0;
  #lastPaulis: unknown;
  #lastChannel = -1;

  constructor(qubitCount: number) {
    this.#qubitCount = qubitCount;
  }

  *block(instructions: readonly StimInstruction[], isFirst: boolean): Work<Int32Array<ArrayBuffer>> {
    const writer = new TapeWriter(this.#qubitCount + 1);
    if (isFirst) for (let qubit = 0; qubit < this.#qubitCount; qubit++) writer.add(codes.reset, [qubit], [qubit]);
    for (const instruction of instructions) {
      if (instruction.kind === "repeat") {
        const body = yield* this.block(instruction.body, false);
        // Annotations alone leave nothing to repeat, however often.
        if (body.length > 0) writer.addRepeat(instruction.times, body);
        continue;
      }
      let measured = 0;
      this.#targets += instruction.targets.length + 1;
      if (this.#targets > targetsBetweenPauses) {
        this.#targets = 0;
        yield;
      }
      const elements = stimElements(instruction);
      for (const element of elements) measured = this.#add(element, writer, measured);
      this.#misread(elements, writer);
      if (measured === 0) continue;
      this.#reach(measured);
      writer.addAlone(codes.advance, [this.#record], [measured]);
    }
    return writer.finish();
  }

  /** The resource that keeps results in order. */
  get #record(): number {
    return this.#qubitCount;
  }

  #reach(places: number): void {
    this.mostPlaces = Math.max(this.mostPlaces, places);
  }

  /** Gives how many results the instruction has written then, of which `measured` before this element. */
  #add(element: StimElement, writer: TapeWriter, measured: number): number {
    switch (element.kind) {
      case "gate": {
        for (const { primitive, operands } of wordOfStep(gate(element.gate, element.qubits)) ?? []) {
          const qubits = operands.map((operand) => element.qubits[operand]);
          writer.add(codes[primitive], qubits, qubits);
        }
        return measured;
      }
      case "measure": {
        const { qubit, isInverted } = element;
        if (isInverted) writer.add(codes.x, [qubit], [qubit]);
        writer.add(codes.measure, [qubit, this.#record], [qubit, measured]);
        if (isInverted) writer.add(codes.x, [qubit], [qubit]);
        return measured + 1;
      }
      case "reset":
        writer.add(codes.reset, [element.qubit], [element.qubit]);
        return measured;
      case "feedback": {
        this.#reach(element.back);
        const pauli = { x: 1, z: 2, y: 3 }[element.gate];
        writer.add(codes.feedback, [element.qubit, this.#record], [-element.back, element.qubit, pauli]);
        return measured;
      }
      case "noise": {
        const number = this.#channel(element);
        if (number >= 0) writer.addHeaded(codes.error, number, element.qubits, element.qubits);
        return measured;
      }
      case "detector":
      case "observable": {
        const places = element.backs.map((back) => -back);
        for (const back of element.backs) this.#reach(back);
        if (element.kind === "detector") writer.addAlone(codes.detector, [this.#record], places);
        else writer.addAlone(codes.observable, [this.#record], [element.number, ...places]);
        return measured;
      }
    }
  }

  /** Wrong results come after all measurements of an instruction, so that these stay together. */
  #misread(elements: readonly StimElement[], writer: TapeWriter): void {
    let place = 0;
    for (const element of elements) {
      if (element.kind !== "measure") continue;
      const { errorProbability } = element;
      if (errorProbability > 0) {
        writer.addHeaded(codes.misread, this.#misreading(errorProbability), [this.#record], [place]);
      }
      place++;
    }
  }

  #misreading(probability: number): number {
    const known = this.#misreadingNumbers.get(probability);
    if (known !== undefined) return known;
    const right = 1 - probability;
    const number = this.misreadings.push({ width: 1, matrix: [right, probability, probability, right] }) - 1;
    this.#misreadingNumbers.set(probability, number);
    return number;
  }

  /** The number of a channel, −1 for one in which nothing ever strikes. */
  #channel({ qubits, paulis }: StimElement & { kind: "noise" }): number {
    if (paulis === this.#lastPaulis) return this.#lastChannel; // all targets of an instruction have the same
    this.#lastPaulis = paulis;
    this.#lastChannel = this.#numberOf(qubits.length, paulis);
    return this.#lastChannel;
  }

  #numberOf(width: number, paulis: (StimElement & { kind: "noise" })["paulis"]): number {
    const key = `${width} ${paulis.map(([each, probability]) => `${each}${probability}`).join(" ")}`;
    const known = this.#channelNumbers.get(key);
    if (known !== undefined) return known;
    const probabilities = paulis.map(([text, probability]) => [codeOf(text), probability] as const);
    const channel = pauliChannel(width, new Map(probabilities));
    const number = channel ? this.channels.push(channel) - 1 : -1;
    this.#channelNumbers.set(key, number);
    return number;
  }
}

/** A Pauli string as `PauliChannel` counts. */
const codeOf = (paulis: string): number =>
  [...paulis].reduce((sum, letter, j) => sum | (({ X: 1, Z: 2, Y: 3 }[letter] ?? 0) << (2 * j)), 0);
