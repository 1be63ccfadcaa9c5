import { type Circuit, type Condition, type GateName, gates, measureAll, type Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { Channel } from "../noise/channel.ts";
import { clbitsOf } from "../noise/condition.ts";
import { type NoiseItem, noiseProgram } from "../noise/index.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { Pacer } from "../pacer.ts";
import type { UnitaryStep } from "../simulator.ts";
import { cliffordImages } from "./clifford.ts";
import { laneTest } from "./lane-test.ts";
import { type Branch, type FrameProgram, type Misreading, type PauliChannel, pauliChannel } from "./program.ts";
import { codes, TapeWriter } from "./tape.ts";
import { type Word, wordOf } from "./words.ts";

/** The words of gates that are asked for again and again; undefined for what is no Clifford gate. */
const words = new Map<string, Word | undefined>();
/** Enough for all gates at all Clifford angles; angles that come from elsewhere must not fill the memory. */
const mostWords = 4096;

/**
 * The word of a step, or undefined if it is no Clifford gate on one or two qubits. Gates are recognised by their
 * matrices, within 1e-12 of an entry.
 */
export function wordOfStep(step: UnitaryStep): Word | undefined {
  if (step.kind === "gate" && !step.params?.length && !step.controls?.length) return plainWord(step.gate);
  const operands = operandsOf(step);
  if (operands.length > 2) return undefined;
  if (step.kind === "unitary") return wordOfMatrix(step.matrix, operands.length);
  const key = `${step.gate} ${step.controls?.length ?? 0} ${step.params?.join(" ") ?? ""}`;
  const known = words.get(key);
  if (known || words.has(key)) return known;
  const { matrix } = gates[step.gate];
  const own = matrix(step.params ?? []);
  const word = wordOfMatrix(step.controls?.length ? controlled(own) : own, operands.length);
  if (words.size >= mostWords) words.clear();
  words.set(key, word);
  return word;
}

const plainWords = new Map<GateName, Word | undefined>();

/** The word of a gate of the table without parameters. */
function plainWord(name: GateName): Word | undefined {
  const known = plainWords.get(name);
  if (known || plainWords.has(name)) return known;
  const { qubitCount, matrix } = gates[name];
  const word = qubitCount <= 2 ? wordOfMatrix(matrix([]), qubitCount) : undefined;
  plainWords.set(name, word);
  return word;
}

function wordOfMatrix(matrix: readonly number[], width: number): Word | undefined {
  const images = cliffordImages(matrix, width);
  return images && wordOf(images);
}

/** A one-qubit matrix on qubit 1 where qubit 0 is 1. */
function controlled(matrix: readonly number[]): number[] {
  const wide = new Array<number>(32).fill(0);
  wide[0] = 1;
  wide[2 * (2 * 4 + 2)] = 1;
  for (const [row, column] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    for (const part of [0, 1]) {
      wide[2 * ((2 * row + 1) * 4 + 2 * column + 1) + part] = matrix[2 * (2 * row + column) + part];
    }
  }
  return wide;
}

/** The word of a channel that does the same to every shot, or undefined if it is no Clifford gate. */
export const wordOfUnitary = (channel: Channel & { kind: "unitary" }): Word | undefined =>
  wordOfMatrix(channel.matrix, channel.matrix.length === 8 ? 1 : 2);

/** Items between two looks at the pacer: some milliseconds. */
const itemsBetweenLooks = 4096;

/**
 * Reads a circuit that `stabilizerSupport` takes. Classical bit c is place c. A circuit without classical bits has qubit k
 * measured into bit k. The pacer is told that `done` of the run is done when this is.
 */
export async function compile(
  circuit: Circuit,
  noise: NoiseModel | undefined,
  pacer: Pacer,
  done: number,
): Promise<FrameProgram> {
  const measured = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
  const compiler = new Compiler(measured.qubitCount, measured.clbitCount);
  // Without noise the operations are the items, but for their names, and go in as they are.
  const items = noise ? noiseProgram(measured, noise).items : measured.operations;
  for (let k = 0; k < items.length; k++) {
    compiler.add(items[k]);
    if (k % itemsBetweenLooks === itemsBetweenLooks - 1) await pacer.pause((done * k) / items.length);
  }
  return compiler.finish();
}

class Compiler {
  readonly #qubitCount: number;
  readonly #bitCount: number;
  readonly #writer: TapeWriter;
  readonly #channels: PauliChannel[] = [];
  readonly #channelNumbers = new Map<Channel, number>();
  readonly #words = new Map<Channel, Word>();
  readonly #misreadings: Misreading[] = [];
  readonly #misreadingNumbers = new Map<string, number>();
  readonly #branches: Branch[] = [];

  constructor(qubitCount: number, bitCount: number) {
    this.#qubitCount = qubitCount;
    this.#bitCount = bitCount;
    this.#writer = new TapeWriter(qubitCount + bitCount);
    for (let qubit = 0; qubit < qubitCount; qubit++) this.#writer.add(codes.reset, [qubit], [qubit]);
  }

  finish(): FrameProgram {
    return {
      qubitCount: this.#qubitCount,
      tape: this.#writer.finish(),
      channels: this.#channels,
      misreadings: this.#misreadings,
      branches: this.#branches,
      placeCount: 2 ** Math.ceil(Math.log2(Math.max(1, this.#bitCount))),
      detectorCount: 0,
      observableCount: 0,
    };
  }

  add(item: NoiseItem | Operation): void {
    switch (item.kind) {
      case "barrier":
      case "delay":
        break;
      case "while":
      case "assign":
        throw new Error("Circuits with loops and calculations are refused.");
      case "gate":
      case "unitary":
        this.#word(wordOfStep(item) ?? [], operandsOf(item), this.#writer);
        break;
      case "measure":
        this.#writer.add(codes.measure, [item.qubit, this.#resource(item.clbit)], [item.qubit, item.clbit]);
        break;
      case "reset":
        this.#writer.add(codes.reset, [item.qubit], [item.qubit]);
        break;
      case "misread":
        this.#misread(item.clbits, item.matrix);
        break;
      case "if":
        this.#conditional("then" in item ? itemOf(item) : item);
        break;
      default:
        this.#always(item, this.#writer);
    }
  }

  #always(item: NoiseItem & { kind: "step" | "noise" }, writer: TapeWriter): void {
    if (item.kind === "step") {
      this.#word(wordOfStep(item.step) ?? [], operandsOf(item.step), writer);
    } else if (item.channel.kind === "unitary") {
      const word = this.#words.get(item.channel) ?? wordOfUnitary(item.channel) ?? [];
      this.#words.set(item.channel, word);
      this.#word(word, item.qubits, writer);
    } else if (item.channel.kind === "pauli") {
      const number = this.#channel(item.channel, item.qubits.length);
      if (number >= 0) writer.addHeaded(codes.error, number, item.qubits, item.qubits);
    }
  }

  #word(word: Word, operands: readonly number[], writer: TapeWriter): void {
    for (const { primitive, operands: positions } of word) {
      const code = codes[primitive];
      if (positions.length === 1) writer.addOne(code, operands[positions[0]]);
      else writer.addTwo(code, operands[positions[0]], operands[positions[1]]);
    }
  }

  /** The number of a channel, −1 for one in which nothing ever strikes. */
  #channel(channel: Channel & { kind: "pauli" }, width: number): number {
    const known = this.#channelNumbers.get(channel);
    if (known !== undefined) return known;
    const paulis = new Map<number, number>();
    channel.probabilities.forEach((probability, index) => {
      if (index > 0) paulis.set(xzOf[index & 3] | (xzOf[index >> 2] << 2), probability);
    });
    const striking = pauliChannel(width, paulis);
    const number = striking ? this.#channels.push(striking) - 1 : -1;
    this.#channelNumbers.set(channel, number);
    return number;
  }

  #misread(clbits: readonly number[], matrix: readonly number[]): void {
    const key = matrix.join(" ");
    let number = this.#misreadingNumbers.get(key);
    if (number === undefined) {
      number = this.#misreadings.push({ width: clbits.length, matrix }) - 1;
      this.#misreadingNumbers.set(key, number);
    }
    const places = clbits.map((clbit) => this.#resource(clbit));
    this.#writer.addHeaded(codes.misread, number, places, clbits);
  }

  /** A condition inside of a branch holds where both do: Paulis change no classical bit. */
  #conditional(item: NoiseItem & { kind: "if" }, outer: readonly Condition[] = []): void {
    for (const [items, own] of [
      [item.whenTrue, item.condition],
      [item.whenFalse, { kind: "not", operand: item.condition } as const],
    ] as const) {
      const operands = [...outer, own];
      const condition: Condition = operands.length === 1 ? own : { kind: "and", operands };
      let open: (NoiseItem & { kind: "step" | "noise" })[] = [];
      const close = () => {
        if (open.length > 0) this.#branch(condition, open);
        open = [];
      };
      for (const inner of items) {
        if (inner.kind === "step" || inner.kind === "noise") open.push(inner);
        if (inner.kind !== "if") continue;
        close();
        this.#conditional(inner, operands);
      }
      close();
    }
  }

  #branch(condition: Condition, items: readonly (NoiseItem & { kind: "step" | "noise" })[]): void {
    const writer = new TapeWriter(this.#qubitCount);
    const touched = new Set(clbitsOf(condition).map((clbit) => this.#resource(clbit)));
    for (const item of items) {
      this.#always(item, writer);
      for (const qubit of item.kind === "step" ? operandsOf(item.step) : item.qubits) touched.add(qubit);
    }
    this.#writer.addAlone(codes.branch, [...touched], [this.#branches.length]);
    this.#branches.push({ test: laneTest(condition), tape: writer.finish() });
  }

  #resource(clbit: number): number {
    return this.#qubitCount + clbit;
  }
}

/** A conditional without noise, as noise has it. */
function itemOf({ condition, then: whenTrue, otherwise: whenFalse = [] }: Operation & { kind: "if" }) {
  const items = (operations: readonly Operation[]): NoiseItem[] =>
    operations.flatMap((inner): NoiseItem[] => {
      if (inner.kind === "if") return [itemOf(inner)];
      return inner.kind === "gate" || inner.kind === "unitary" ? [{ kind: "step", step: inner }] : [];
    });
  return { kind: "if", condition, whenTrue: items(whenTrue), whenFalse: items(whenFalse) } as const;
}

/** X and Z, as bits, of the noise's letters: nothing, X, Y, Z. */
const xzOf = [0, 1, 3, 2];

/** Whether a word is made of Paulis alone. */
export const isPauliWord = (word: Word): boolean =>
  word.every(({ primitive }) => primitive === "x" || primitive === "z");
