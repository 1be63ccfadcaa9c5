/** Value types of WebAssembly that the kernels use. */
export const i32 = 0x7f;
export const f64 = 0x7c;
export const v128 = 0x7b;
export type ValueType = typeof i32 | typeof f64 | typeof v128;

/** Appends an unsigned number in LEB128. */
export function unsigned(value: number, to: number[]): void {
  let rest = value >>> 0;
  do {
    const more = rest > 127;
    to.push((rest & 127) | (more ? 128 : 0));
    rest >>>= 7;
  } while (rest !== 0);
}

/** Appends a signed 32-bit number in LEB128. */
function signed(value: number, to: number[]): void {
  let rest = value | 0;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    const isLast = (rest === 0 && !(byte & 64)) || (rest === -1 && byte & 64);
    to.push(isLast ? byte : byte | 128);
    if (isLast) return;
  }
}

/**
 * Writes the body of one WebAssembly function, instruction by instruction, with what the kernels need: 32-bit integers,
 * 64-bit floats and SIMD128. Instructions take their operands from the stack, so a formula is written in postfix order.
 * Locals are zero at the start; parameters are locals 0, 1, …
 */
export class FunctionWriter {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  constructor(name: string, parameters: readonly ValueType[]) {
    this.name = name;
    this.parameters = parameters;
  }

  local(type: ValueType): number {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  locals(count: number, type: ValueType): number[] {
    return Array.from({ length: count }, () => this.local(type));
  }

  get(local: number): this {
    return this.#withIndex(0x20, local);
  }
  set(local: number): this {
    return this.#withIndex(0x21, local);
  }
  /** As `set`, and leaves the value on the stack. */
  tee(local: number): this {
    return this.#withIndex(0x22, local);
  }

  constant(value: number): this {
    this.#code.push(0x41);
    signed(value, this.#code);
    return this;
  }
  add(): this {
    return this.#plain(0x6a);
  }
  and(): this {
    return this.#plain(0x71);
  }
  or(): this {
    return this.#plain(0x72);
  }
  shiftLeft(): this {
    return this.#plain(0x74);
  }
  isBelow(): this {
    return this.#plain(0x49);
  }
  addFloat(): this {
    return this.#plain(0xa0);
  }

  loadInteger(offset = 0): this {
    return this.#memory(0x28, 2, offset);
  }
  storeFloat(offset = 0): this {
    return this.#memory(0x39, 3, offset);
  }
  loadVector(offset = 0): this {
    this.simd(0x00).#code.push(4);
    unsigned(offset, this.#code);
    return this;
  }
  storeVector(offset = 0): this {
    this.simd(0x0b).#code.push(4);
    unsigned(offset, this.#code);
    return this;
  }
  /** Loads one number of 4 or 8 bytes into all lanes. */
  loadSplat(bytes: 4 | 8, offset = 0): this {
    this.simd(bytes === 4 ? 0x09 : 0x0a).#code.push(bytes === 4 ? 2 : 3);
    unsigned(offset, this.#code);
    return this;
  }

  /** A SIMD instruction by its number in the SIMD128 opcode space. */
  simd(instruction: number): this {
    this.#code.push(0xfd);
    unsigned(instruction, this.#code);
    return this;
  }
  /** Picks 16 bytes out of two vectors. */
  shuffle(bytes: readonly number[]): this {
    this.simd(0x0d).#code.push(...bytes);
    return this;
  }
  /** A lane of a pair of 64-bit floats. */
  extractFloat(lane: 0 | 1): this {
    this.simd(0x21).#code.push(lane);
    return this;
  }

  /** Repeats the body while it leaves a true value; runs it at least once. */
  repeat(body: () => void): this {
    this.#code.push(0x03, 0x40);
    body();
    this.#code.push(0x0d, 0, 0x0b);
    return this;
  }

  /** The function as an entry of the code section. */
  bytes(): number[] {
    const body: number[] = [];
    unsigned(this.#locals.length, body);
    for (const type of this.#locals) body.push(1, type);
    for (const byte of this.#code) body.push(byte);
    body.push(0x0b);
    const entry: number[] = [];
    unsigned(body.length, entry);
    for (const byte of body) entry.push(byte);
    return entry;
  }

  #plain(instruction: number): this {
    this.#code.push(instruction);
    return this;
  }
  #withIndex(instruction: number, index: number): this {
    this.#code.push(instruction);
    unsigned(index, this.#code);
    return this;
  }
  #memory(instruction: number, alignment: number, offset: number): this {
    this.#code.push(instruction, alignment);
    unsigned(offset, this.#code);
    return this;
  }
}
