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

/** Entries that must be apart although they have the same code begin with a number of their own (channel, …). */
const headLength: Readonly<Partial<Record<Code, number>>> = {
  [codes.error]: 1,
  [codes.misread]: 1,
};

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
  /** Code and head → position of its latest group. */
  readonly #open = new Map<number, number>();

  constructor(resourceCount: number) {
    this.#lastTouch = new Int32Array(resourceCount).fill(-1);
  }

  /** Adds to an entry of this kind. `head` tells entries of one code apart, −1 for codes without a head. */
  add(code: Code, head: number, resources: readonly number[], payload: readonly number[]): void {
    let earliest = 0;
    for (const resource of resources) earliest = Math.max(earliest, this.#lastTouch[resource]);
    const key = code + 32 * (head + 1);
    let position = this.#open.get(key) ?? -1;
    if (position < earliest) {
      position = this.#groups.length;
      this.#groups.push({ code, payload: headLength[code] ? [head] : [] });
      this.#open.set(key, position);
    }
    const target = this.#groups[position].payload;
    for (const number of payload) target.push(number);
    for (const resource of resources) this.#lastTouch[resource] = position;
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
