import type { Random } from "@naru/base";
import { type Circuit, type GateOperation, gate, gates, type Operation } from "@naru/circuit";
import type { Twirling } from "@naru/workload";
import { flippableBits } from "./flippable.ts";
import { isPair, type Layer, layersOf, type PairOperation, qubitsOfPair } from "./layers.ts";
import { addPauli } from "./native-run.ts";
import { type Pauli, passThroughOne, paulisThrough, paulisThroughGate, pauliX } from "./pauli.ts";

/** A variant of a circuit that does the same, but for flips of what is read. */
export interface TwirledCircuit {
  readonly circuit: Circuit;
  /** Classical bits that are read the other way round. */
  readonly flipped: readonly number[];
}

/**
 * Draws variants of a circuit with random Pauli matrices around its gates on two qubits and before its measurements, whose
 * effect cancels: the unitary stays the same up to a global phase, and errors of the gates and readings become random flips
 * on average over the variants (Wallman and Emerson, Phys. Rev. A 94, 052325 (2016)).
 *
 * Before a gate a Pauli is drawn uniformly from those that it turns into Paulis: all 16 for Clifford gates, the eight that
 * commute with it for rzz. What undoes it is not put in at once, but carried on, through gates on one qubit by the signs of
 * their angles, and merged with the next Pauli; the strategy says which idle qubits get one beside those of each layer.
 * New gates are rz and x. A measurement is flipped at random where `flippableBits` allows.
 *
 * What is left over behind the last measurement of a qubit is dropped. The circuit's angles are those of one set of values.
 */
export function twirlOf(
  circuit: Circuit,
  twirling: Pick<Twirling, "gates" | "measurements" | "strategy">,
): (random: Random) => TwirledCircuit {
  const plan: Plan = {
    circuit,
    twirling,
    flippable: twirling.measurements ? flippableBits(circuit) : new Set(),
    blocks: new Map(),
    images: new Map(),
    used: new Set(),
  };
  lookAt(plan, circuit.operations);
  return (random) => {
    const flipped = new Set<number>();
    const operations = new Walk(plan, random, flipped).whole();
    return { circuit: { ...circuit, operations }, flipped: [...flipped].toSorted((a, b) => a - b) };
  };
}

/** What variants have in common. */
interface Plan {
  readonly circuit: Circuit;
  readonly twirling: Pick<Twirling, "gates" | "measurements" | "strategy">;
  readonly flippable: ReadonlySet<number>;
  /** Layers of each list of operations, by the place where they start. */
  readonly blocks: Map<readonly Operation[], ReadonlyMap<number, Layer>>;
  /** What each gate on two qubits makes of Paulis. */
  readonly images: Map<PairOperation, PairImages>;
  /** Qubits of all gates on two qubits. */
  readonly used: Set<number>;
}

interface PairImages {
  readonly through: Int8Array;
  /** Paulis that come out as Paulis. */
  readonly allowed: readonly Pauli[];
}

function lookAt(plan: Plan, operations: readonly Operation[]): void {
  const layers = plan.twirling.gates ? layersOf(operations) : [];
  plan.blocks.set(operations, new Map(layers.map((layer) => [layer.start, layer])));
  for (const { qubits } of layers) for (const qubit of qubits) plan.used.add(qubit);
  for (const operation of operations) {
    if (isPair(operation)) plan.images.set(operation, imagesOf(operation));
    else if (operation.kind === "while") lookAt(plan, operation.body);
    else if (operation.kind === "if") {
      lookAt(plan, operation.then);
      lookAt(plan, operation.otherwise ?? none);
    }
  }
}

const none: readonly Operation[] = [];

function imagesOf(operation: PairOperation): PairImages {
  const known = operation.kind === "gate" && imagesOfFixed.get(operation.gate);
  if (known && !operation.controls?.length) return known;
  const through = throughOf(operation);
  const allowed = Array.from(through.keys()).filter((pauli) => (through[pauli] ?? -1) >= 0);
  const images = { through, allowed };
  if (operation.kind === "gate" && !operation.controls?.length && !operation.params?.length) {
    imagesOfFixed.set(operation.gate, images);
  }
  return images;
}

const imagesOfFixed = new Map<string, PairImages>();

function throughOf(operation: PairOperation): Int8Array {
  if (operation.kind === "unitary") return paulisThrough(operation.matrix, 2);
  const { gate: name, params = [], controls = [] } = operation;
  if (controls.length === 0) return paulisThroughGate(name, params);
  const inner = gates[name].matrix(params); // acts on bit 0 where bit 1, the further control, is set
  const matrix = new Array<number>(32).fill(0);
  matrix[0] = 1;
  matrix[10] = 1;
  for (const [row, column] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const to = 2 * (4 * (row + 2) + column + 2);
    matrix[to] = inner[2 * (2 * row + column)] ?? 0;
    matrix[to + 1] = inner[2 * (2 * row + column) + 1] ?? 0;
  }
  return paulisThrough(matrix, 2);
}

/** One variant, in the making. */
class Walk {
  readonly #plan: Plan;
  readonly #random: Random;
  readonly #flipped: Set<number>;
  /** By qubit: the Pauli by which the state differs from that of the circuit. */
  readonly #frame: Uint8Array;
  /** Gates on one qubit that are not written yet. */
  readonly #runs: GateOperation[][];
  /** Qubits whose last operation was a measurement. */
  readonly #isRead: Uint8Array;
  readonly #seen = new Set<number>();
  /** Measurements to come before which everything is put in. */
  #ready = 0;
  #written: Operation[] = [];

  constructor(plan: Plan, random: Random, flipped: Set<number>) {
    this.#plan = plan;
    this.#random = random;
    this.#flipped = flipped;
    this.#frame = new Uint8Array(plan.circuit.qubitCount);
    this.#runs = Array.from(this.#frame, () => []);
    this.#isRead = new Uint8Array(this.#frame.length);
  }

  whole(): Operation[] {
    return this.#block(this.#plan.circuit.operations, false);
  }

  /** A list of operations. Within control flow nothing is left to undo at its end. */
  #block(operations: readonly Operation[], isNested: boolean): Operation[] {
    const outer = this.#written;
    this.#written = [];
    const layers = this.#plan.blocks.get(operations);
    operations.forEach((operation, at) => {
      const layer = layers?.get(at);
      if (layer) this.#twirlIdle(layer);
      if (operation.kind === "measure" && this.#ready === 0) this.#makeReady(operations, at, isNested);
      this.#one(operation);
    });
    this.#settle(isNested);
    const written = this.#written;
    this.#written = outer;
    return written;
  }

  #one(operation: Operation): void {
    switch (operation.kind) {
      case "gate":
      case "unitary":
        this.#unitary(operation);
        break;
      case "measure":
        this.#ready--;
        this.#write(operation, [operation.qubit]);
        this.#isRead[operation.qubit] = 1;
        break;
      case "reset":
        this.#frame[operation.qubit] = 0;
        this.#write(operation, [operation.qubit]);
        break;
      case "barrier":
        this.#close(operation.qubits);
        this.#written.push(operation);
        break;
      case "delay":
        this.#close([operation.qubit]);
        this.#written.push(operation);
        break;
      case "assign":
        this.#written.push(operation);
        break;
      case "if": {
        this.#settle(true);
        const then = this.#block(operation.then, true);
        const otherwise = operation.otherwise && this.#block(operation.otherwise, true);
        this.#written.push({ ...operation, then, ...(otherwise && { otherwise }) });
        this.#isRead.fill(0);
        break;
      }
      case "while":
        this.#settle(true);
        this.#written.push({ ...operation, body: this.#block(operation.body, true) });
        this.#isRead.fill(0);
        break;
    }
  }

  #unitary(operation: PairOperation): void {
    const qubits = qubitsOfPair(operation);
    if (qubits.length === 2) this.#pair(operation);
    else if (operation.kind === "gate" && qubits.length === 1) this.#single(operation);
    else this.#unknown(operation, qubits);
  }

  #single(operation: GateOperation): void {
    const [qubit = 0] = operation.qubits;
    this.#isRead[qubit] = 0;
    const frame = this.#frame[qubit] ?? 0;
    if (frame === 0) {
      this.#runs[qubit]?.push(operation);
      return;
    }
    const passed = passThroughOne(operation.gate, operation.params ?? [], frame);
    if (!passed) this.#insert(qubit, frame);
    else this.#frame[qubit] = passed.pauli;
    this.#runs[qubit]?.push(passed ? gate(passed.gate, [qubit], passed.params) : operation);
  }

  /** Draws what the gate is to meet, makes it so, and takes over what the gate makes of it. */
  #pair(operation: PairOperation): void {
    const qubits = qubitsOfPair(operation);
    const [first = 0, second = 0] = qubits;
    const { through, allowed } = this.#plan.images.get(operation) ?? imagesOf(operation);
    const frame = (this.#frame[first] ?? 0) | ((this.#frame[second] ?? 0) << 2);
    const isTwirled = this.#plan.twirling.gates;
    const kept = (through[frame] ?? -1) >= 0 ? frame : 0;
    const met = isTwirled ? (allowed[this.#random.below(allowed.length)] ?? 0) : kept;
    this.#insert(first, (met ^ frame) & 3);
    this.#insert(second, (met ^ frame) >> 2);
    const image = through[met] ?? 0;
    this.#frame[first] = image & 3;
    this.#frame[second] = image >> 2;
    this.#write(operation, qubits);
  }

  /** Qubits that wait while a layer runs get a Pauli too, where the strategy says so and they are not measured already. */
  #twirlIdle(layer: Layer): void {
    for (const qubit of layer.qubits) this.#seen.add(qubit);
    for (const qubit of this.#twirledBeside()) {
      if (layer.qubits.has(qubit) || this.#isRead[qubit]) continue;
      this.#insert(qubit, this.#random.below(4));
    }
  }

  #twirledBeside(): Iterable<number> {
    switch (this.#plan.twirling.strategy) {
      case "active":
        return [];
      case "active-accum":
        return this.#seen;
      case "active-circuit":
        return this.#plan.used;
      case "all":
        return this.#frame.keys();
    }
  }

  /** Puts in what comes before measurements that are one reading, so that they stay one. */
  #makeReady(operations: readonly Operation[], from: number, isNested: boolean): void {
    const qubits = new Set<number>();
    for (let at = from; at < operations.length; at++) {
      const operation = operations[at];
      if (operation?.kind === "barrier") continue;
      if (operation?.kind !== "measure" || qubits.has(operation.qubit)) break;
      const { qubit, clbit } = operation;
      qubits.add(qubit);
      this.#prepare(qubit, clbit, !isNested && this.#plan.flippable.has(clbit));
    }
    this.#close(qubits);
    this.#ready = qubits.size;
  }

  #prepare(qubit: number, clbit: number, isFlippable: boolean): void {
    const flip = isFlippable ? this.#random.below(2) : 0;
    const frame = this.#frame[qubit] ?? 0;
    this.#insert(qubit, (frame ^ flip) & pauliX);
    this.#frame[qubit] = flip; // a sign of |1⟩ is a global phase from here on
    if (!isFlippable) return;
    if (flip) this.#flipped.add(clbit);
    else this.#flipped.delete(clbit);
  }

  #unknown(operation: Operation, qubits: readonly number[]): void {
    for (const qubit of qubits) this.#insert(qubit, this.#frame[qubit] ?? 0);
    this.#write(operation, qubits);
  }

  #insert(qubit: number, pauli: Pauli): void {
    if (pauli === 0) return;
    this.#frame[qubit] = (this.#frame[qubit] ?? 0) ^ pauli;
    addPauli(this.#runs[qubit] ?? [], qubit, pauli);
  }

  #write(operation: Operation, qubits: readonly number[]): void {
    this.#close(qubits);
    this.#written.push(operation);
    for (const qubit of qubits) this.#isRead[qubit] = 0;
  }

  #close(qubits: Iterable<number>): void {
    for (const qubit of qubits) {
      const run = this.#runs[qubit];
      if (!run || run.length === 0) continue;
      for (const operation of run) this.#written.push(operation);
      this.#runs[qubit] = [];
    }
  }

  /** Undoes what is left; at the end of the circuit not on qubits that were measured last. */
  #settle(isWhole: boolean): void {
    for (const qubit of this.#frame.keys()) {
      if (isWhole || !this.#isRead[qubit]) this.#insert(qubit, this.#frame[qubit] ?? 0);
    }
    this.#close(this.#frame.keys());
  }
}
