import type { Circuit } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { Channel } from "../noise/channel.ts";
import { type NoiseItem, noiseProgram } from "../noise/noise-program.ts";
import type { Misreading } from "../noise/readings.ts";
import { splitReadout } from "../noise/split-readout.ts";
import { controlledStepMatrix } from "../noise/step-matrix.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import type { Work } from "../work.ts";
import { controlled, copying, measuring, misreading, resetting } from "./classical.ts";
import type { Matrix } from "./matrix.ts";
import { transferOfChannel, transferOfKraus } from "./pauli-transfer.ts";
import { type InnerTest, type Test, testOf } from "./predicate.ts";

/**
 * A circuit as a chain of linear maps on the numbers r_P = Tr(P ρ). Its wires are qubits, with two index bits each (z and
 * x), and classical bits, which are qubits that are never anything but I or Z, with one index bit. All wires begin in |0⟩;
 * a reset ends a qubit's wire and begins another.
 */
export interface WireProgram {
  /** Entry w: how many index bits wire w has, 2 or 1. */
  readonly bitsOfWire: readonly number[];
  readonly maps: readonly WireMap[];
  /** Entry c is the wire whose value in the end classical bit c shows, or −1 for 0. */
  readonly shown: readonly number[];
  /** How the bits are misread in the end, in this order. */
  readonly misreadings: readonly Misreading[];
  /** Entry k is the wire that qubit k ends on. */
  readonly wireOfQubit: readonly number[];
}

/** A map of some wires. Bits of row and column numbers are those of the wires, in order. */
export interface WireMap {
  readonly wires: readonly number[];
  /** How many index bits the wires have together. */
  readonly bits: number;
  /** Made when it is asked for: the wide ones take megabytes. */
  matrix(): Matrix;
}

/** Transfer matrices of gates on one qubit or two, by name and angles, from one circuit to the next. */
export type GateMatrices = Map<string, Matrix>;

/** Items written before giving way: some milliseconds. */
const itemsBetweenPauses = 2048;

/** A gate more, and the matrices are begun anew: some 4 MiB. */
const mostGateMatrices = 2048;

/** Writes out a circuit under noise. The model must be sound and say what to do with every gate (`noiseSupport`). */
export function* wireProgram(circuit: Circuit, noise?: NoiseModel, known: GateMatrices = new Map()): Work<WireProgram> {
  const { qubitCount, bitCount, items } = noiseProgram(circuit, noise);
  const { rest, readout, misreadings } = splitReadout(items, qubitCount, bitCount);
  const writer = new Writer(qubitCount, bitCount, known);
  for (let from = 0; from < rest.length; from += itemsBetweenPauses) {
    writer.write(rest.slice(from, from + itemsBetweenPauses));
    yield;
  }
  return {
    bitsOfWire: writer.bitsOfWire,
    maps: writer.maps,
    shown: readout.map((qubit, clbit) => (qubit < 0 ? writer.wireOfClbit[clbit] : writer.wireOfQubit[qubit])),
    misreadings,
    wireOfQubit: writer.wireOfQubit,
  };
}

/** How many index bits are in use at once at the most, if maps come in the order in which they are written. */
export function widthAsWritten({ bitsOfWire, maps }: WireProgram, keptBits: readonly number[]): number {
  const lastOf = new Map<number, WireMap>();
  for (const map of maps) if (map.wires.length > 1) for (const wire of map.wires) lastOf.set(wire, map);
  const isLive = new Uint8Array(bitsOfWire.length);
  let [live, most] = [0, 0];
  for (const map of maps) {
    if (map.wires.length === 1) continue;
    for (const wire of map.wires) {
      if (!isLive[wire]) live += bitsOfWire[wire];
      isLive[wire] = 1;
    }
    most = Math.max(most, live);
    for (const wire of map.wires) if (lastOf.get(wire) === map) live -= bitsOfWire[wire] - keptBits[wire];
  }
  return most;
}

class Writer {
  readonly bitsOfWire: number[] = [];
  readonly maps: WireMap[] = [];
  readonly wireOfQubit: number[];
  /** −1 for a bit that nothing has written yet. */
  readonly wireOfClbit: number[];
  readonly #matrices: GateMatrices;
  readonly #channels = new Map<Channel, Matrix>();

  constructor(qubitCount: number, bitCount: number, known: GateMatrices) {
    this.#matrices = known;
    this.wireOfQubit = Array.from({ length: qubitCount }, () => this.#wire(2));
    this.wireOfClbit = new Array<number>(bitCount).fill(-1);
  }

  write(items: readonly NoiseItem[], test?: Test): void {
    for (const item of items) this.#add(item, test);
  }

  /** A wire with so many index bits. */
  #wire(bits: number): number {
    return this.bitsOfWire.push(bits) - 1;
  }

  /** Appends a map, which acts only where the test holds, if there is one. */
  #map(wires: readonly number[], matrix: () => Matrix, test?: Test): void {
    const bits = wires.reduce((sum, wire) => sum + this.bitsOfWire[wire], 0);
    if (!test) {
      this.maps.push({ wires, bits, matrix });
      return;
    }
    // Where a map writes a bit that its own test reads, the bit is one wire in both; `#protect` has seen to it.
    this.maps.push({
      wires: [...test.wires, ...wires],
      bits: test.wires.length + bits,
      matrix: () => controlled(test, matrix()),
    });
  }

  #add(item: NoiseItem, test?: Test): void {
    switch (item.kind) {
      case "while":
      case "assign":
        throw new Error("Circuits with loops and calculations are refused.");
      case "step": {
        const { step } = item;
        const wires = operandsOf(step).map((qubit) => this.wireOfQubit[qubit]);
        this.#map(wires, this.#matrixOf(step), test);
        return;
      }
      case "noise": {
        const { channel, qubits } = item;
        const wires = qubits.map((qubit) => this.wireOfQubit[qubit]);
        this.#map(wires, () => this.#matrixOfChannel(channel, qubits.length), test);
        return;
      }
      case "reset":
        if (test) this.#map([this.wireOfQubit[item.qubit]], resetting, test);
        else this.wireOfQubit[item.qubit] = this.#wire(2);
        return;
      case "measure": {
        const { qubit, clbit } = item;
        // What an unconditional measurement writes is a new wire: the old value is of no more use.
        if (!test || this.wireOfClbit[clbit] < 0) this.wireOfClbit[clbit] = this.#wire(1);
        this.#map([this.wireOfQubit[qubit], this.wireOfClbit[clbit]], measuring, test);
        return;
      }
      case "misread": {
        const wires = item.clbits.map((clbit) => {
          if (this.wireOfClbit[clbit] < 0) this.wireOfClbit[clbit] = this.#wire(1);
          return this.wireOfClbit[clbit];
        });
        this.#map(wires, () => misreading(item.matrix), test);
        return;
      }
      case "if": {
        const read = testOf(item.condition, (clbit) => this.wireOfClbit[clbit], test);
        const whenTrue = this.#protect(read, [...item.whenTrue, ...item.whenFalse]);
        const whenFalse = {
          ...whenTrue,
          holds: (values: number) => whenTrue.isOuter(values) && !whenTrue.holds(values),
        };
        if (whenTrue.isConstant !== false) this.write(item.whenTrue, whenTrue.isConstant ? test : whenTrue);
        if (whenTrue.isConstant !== true) this.write(item.whenFalse, whenTrue.isConstant === false ? test : whenFalse);
      }
    }
  }

  /** A test whose bits the items do not write: those that they do are copied first. */
  #protect(test: InnerTest, items: readonly NoiseItem[]): InnerTest {
    const written = new Set<number>();
    const collect = (item: NoiseItem): void => {
      if (item.kind === "measure") written.add(this.wireOfClbit[item.clbit]);
      if (item.kind === "misread") for (const clbit of item.clbits) written.add(this.wireOfClbit[clbit]);
      if (item.kind === "if") [...item.whenTrue, ...item.whenFalse].forEach(collect);
    };
    items.forEach(collect);
    const wires = test.wires.map((wire) => {
      if (!written.has(wire)) return wire;
      const copy = this.#wire(1);
      this.#map([wire, copy], copying);
      return copy;
    });
    return { ...test, wires };
  }

  #matrixOf(step: UnitaryStep): () => Matrix {
    const width = operandsOf(step).length;
    const make = () => transferOfKraus([controlledStepMatrix(step)], width);
    if (step.kind === "unitary") return make;
    const name = `${step.gate} ${step.controls?.length ?? 0} ${step.params?.join(" ") ?? ""}`;
    return () => {
      let matrix = this.#matrices.get(name);
      if (!matrix) {
        matrix = make();
        if (this.#matrices.size >= mostGateMatrices) this.#matrices.clear();
        if (width <= mostKeptWidth) this.#matrices.set(name, matrix);
      }
      return matrix;
    };
  }

  #matrixOfChannel(channel: Channel, width: number): Matrix {
    let matrix = this.#channels.get(channel);
    if (!matrix) {
      matrix = transferOfChannel(channel, width);
      this.#channels.set(channel, matrix);
    }
    return matrix;
  }
}

/** Matrices of gates on more qubits than this are made when they are needed: they take 32 KiB to 8 MiB. */
const mostKeptWidth = 2;
