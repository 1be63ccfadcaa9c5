/**
 * What a tableau and frames run: a tape of 32-bit integers, entry by entry `[code, length, …payload]`, so that one loop
 * reads it and kernels take their operands from where it lies.
 *
 * Measured bits go to places: a place is counted from a position that `advance` moves on, so that the body of a
 * repetition writes new places each time. Circuits never advance; there, place c is classical bit c.
 */
export const codes = {
  h: 0,
  s: 1,
  v: 2,
  cx: 3,
  cz: 4,
  swap: 5,
  x: 6,
  z: 7,
  /** Payload: pairs (qubit, place). */
  measure: 8,
  /** Payload: qubits. */
  reset: 9,
  /** Payload: channel, then the qubits of each site. */
  error: 10,
  /** Payload: number of the misreading, then places. */
  misread: 11,
  /** Payload: triples (place, qubit, Pauli): the Pauli (1 X, 2 Z, 3 both) strikes where the bit is 1. */
  feedback: 12,
  /** Payload: number of the branch. */
  branch: 13,
  /** Payload: by how many places. */
  advance: 14,
  /** Payload: places, whose parity is the next detector. */
  detector: 15,
  /** Payload: number of the observable, then places that are added to it. */
  observable: 16,
  /** Payload: how often (modulo 2^30, and the rest), and the length of the body that follows the entry. */
  repeat: 17,
} as const;
export type Code = (typeof codes)[keyof typeof codes];

/** How often the repetition whose payload begins at `at` is run; below 2^53. */
export const timesAt = (tape: Int32Array, at: number): number => tape[at] + 2 ** 30 * tape[at + 1];

interface Group {
  readonly code: Code;
  readonly payload: number[];
  /** What follows the entry: the body of a repetition. */
  readonly body?: Int32Array;
}

/**
 * Collects entries and puts as many as possible together, since a kernel is called once for each.
 *
 * An entry may join an earlier one of its kind when nothing in between touches its resources (qubits, then places): what
 * acts on different qubits commutes. Within an entry the order is kept.
 */
export class TapeWriter {
  readonly #groups: Group[] = [];
  readonly #lastTouch: Int32Array;
  /** Code and head → position of its latest group, −1 if there is none. */
  readonly #open = new Map<number, number>();
  /** The same for codes without a head. */
  readonly #openGates = new Int32Array(32).fill(-1);

  constructor(resourceCount: number) {
    this.#lastTouch = new Int32Array(resourceCount).fill(-1);
  }

  /** Adds to an entry of this code. Resources are what it touches. */
  add(code: Code, resources: readonly number[], payload: readonly number[]): void {
    const position = this.#place(code, this.#latest(resources));
    this.#append(position, resources, payload);
  }

  /** As `add`, for a code whose entries begin with a number that tells them apart. */
  addHeaded(code: Code, head: number, resources: readonly number[], payload: readonly number[]): void {
    const key = code + 32 * head;
    let position = this.#open.get(key) ?? -1;
    if (position < Math.max(0, this.#latest(resources))) {
      position = this.#groups.push({ code, payload: [head] }) - 1;
      this.#open.set(key, position);
    }
    this.#append(position, resources, payload);
  }

  #latest(resources: readonly number[]): number {
    let latest = -1;
    for (const resource of resources) latest = Math.max(latest, this.#lastTouch[resource]);
    return latest;
  }

  #append(position: number, resources: readonly number[], payload: readonly number[]): void {
    for (const number of payload) this.#groups[position].payload.push(number);
    for (const resource of resources) this.#lastTouch[resource] = position;
  }

  /** As `add`, for a gate on one qubit. */
  addOne(code: Code, qubit: number): void {
    const position = this.#place(code, this.#lastTouch[qubit]);
    this.#groups[position].payload.push(qubit);
    this.#lastTouch[qubit] = position;
  }

  /** As `add`, for a gate on two qubits. */
  addTwo(code: Code, a: number, b: number): void {
    const position = this.#place(code, Math.max(this.#lastTouch[a], this.#lastTouch[b]));
    this.#groups[position].payload.push(a, b);
    this.#lastTouch[a] = position;
    this.#lastTouch[b] = position;
  }

  /** The position of a group of this code without a head, not before `earliest`. */
  #place(code: Code, earliest: number): number {
    const open = this.#openGates[code];
    if (open >= Math.max(0, earliest)) return open;
    this.#openGates[code] = this.#groups.length;
    return this.#groups.push({ code, payload: [] }) - 1;
  }

  /** Adds an entry that nothing joins. */
  addAlone(code: Code, resources: readonly number[], payload: readonly number[]): void {
    const position = this.#groups.length;
    this.#groups.push({ code, payload: [...payload] });
    for (const resource of resources) this.#lastTouch[resource] = position;
  }

  /** Adds a tape that is run so often; nothing passes it by. */
  addRepeat(times: number, body: Int32Array): void {
    const position = this.#groups.length;
    this.#groups.push({
      code: codes.repeat,
      payload: [times % 2 ** 30, Math.floor(times / 2 ** 30), body.length],
      body,
    });
    this.#lastTouch.fill(position);
  }

  finish(): Int32Array<ArrayBuffer> {
    const lengthOf = ({ payload, body }: Group) => 2 + payload.length + (body?.length ?? 0);
    const tape = new Int32Array(this.#groups.reduce((sum, group) => sum + lengthOf(group), 0));
    let at = 0;
    for (const { code, payload, body } of this.#groups) {
      tape[at++] = code;
      tape[at++] = payload.length;
      tape.set(payload, at);
      at += payload.length;
      if (body) tape.set(body, at);
      at += body?.length ?? 0;
    }
    return tape;
  }
}
