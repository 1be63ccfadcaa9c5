import { signed, unsigned } from "./leb.ts";

/** Value types of WebAssembly. */
export const i32 = 0x7f;
export const i64 = 0x7e;
export const f32 = 0x7d;
export const f64 = 0x7c;
export const v128 = 0x7b;
export type ValueType = typeof i32 | typeof i64 | typeof f32 | typeof f64 | typeof v128;
/**
 * An address that may lie beyond 4 GiB: 64 bits where the memory has 64-bit addresses, 32 elsewhere. As a parameter it
 * is a plain number in either case.
 */
export const far = "far";
export type LocalType = ValueType | typeof far;

const emptyBlock = 0x40;

/** A place in the code that is other instructions where the memory has 64-bit addresses. */
interface WideForm {
  readonly at: number;
  /** How many bytes of the code it takes the place of. */
  readonly replaced: number;
  readonly code: readonly number[];
  /** The type of a value that lies on top of an address, which the code lifts off and puts back. */
  readonly above?: ValueType;
}
const toLong = 0xad; // i64.extend_i32_u
const toInteger = 0xa7; // i32.wrap_i64
const floatToLong = [0xfc, 0x07]; // i64.trunc_sat_f64_u

/**
 * Writes the body of one WebAssembly function, instruction by instruction. Instructions take their operands from the
 * stack, so a formula is written in postfix order. Locals are zero at the start; parameters are locals 0, 1, …
 *
 * Plain names (`add`, `and`, …) work on 32-bit integers, and names that end in `Float` on 64-bit floats; SIMD instructions
 * go by their names in `simd128`, and what is rare goes by its opcode through `plain`.
 *
 * Loads and stores take 32-bit addresses, in memories with 64-bit addresses as well, whose first 4 GiB they reach. Names
 * with `Far` are for addresses of the type `far`, which reach everything.
 */
export class FunctionWriter {
  readonly name: string;
  readonly parameters: readonly LocalType[];
  readonly results: readonly ValueType[];
  readonly #locals: LocalType[] = [];
  readonly #code: number[] = [];
  readonly #wideForms: WideForm[] = [];
  /** The local that stands for a far parameter, which comes as another type than it is used as. */
  readonly #localOfParameter = new Map<number, number>();

  constructor(name: string, parameters: readonly LocalType[], results: readonly ValueType[] = []) {
    this.name = name;
    this.parameters = parameters;
    this.results = results;
    parameters.forEach((type, parameter) => {
      if (type !== far) return;
      const local = this.local(far);
      this.get(parameter).#wideFrom(this.#code.length, floatToLong).set(local);
      this.#localOfParameter.set(parameter, local);
    });
  }

  local(type: LocalType): number {
    this.#locals.push(type);
    return this.parameters.length + this.#locals.length - 1;
  }

  /** Some locals of a type, to be taken apart; a list if it is not known here how many. */
  locals<Count extends number>(count: Count, type: LocalType): Locals<Count> {
    return Array.from({ length: count }, () => this.local(type)) as Locals<Count>;
  }

  get(local: number): this {
    return this.#withIndex(0x20, this.#localOfParameter.get(local) ?? local);
  }
  set(local: number): this {
    return this.#withIndex(0x21, this.#localOfParameter.get(local) ?? local);
  }
  /** As `set`, and leaves the value on the stack. */
  tee(local: number): this {
    return this.#withIndex(0x22, this.#localOfParameter.get(local) ?? local);
  }

  /** A 32-bit integer; numbers from 2^31 on are taken modulo 2^32. */
  constant(value: number): this {
    this.#code.push(0x41);
    signed(BigInt(value | 0), this.#code);
    return this;
  }
  longConstant(value: bigint): this {
    this.#code.push(0x42);
    signed(value, this.#code);
    return this;
  }
  floatConstant(value: number): this {
    this.#code.push(0x44, ...new Uint8Array(new Float64Array([value]).buffer));
    return this;
  }

  add(): this {
    return this.plain(0x6a);
  }
  subtract(): this {
    return this.plain(0x6b);
  }
  multiply(): this {
    return this.plain(0x6c);
  }
  and(): this {
    return this.plain(0x71);
  }
  or(): this {
    return this.plain(0x72);
  }
  xor(): this {
    return this.plain(0x73);
  }
  shiftLeft(): this {
    return this.plain(0x74);
  }
  /** The upper bits become zero. */
  shiftRight(): this {
    return this.plain(0x76);
  }
  countTrailingZeros(): this {
    return this.plain(0x68);
  }
  countOnes(): this {
    return this.plain(0x69);
  }
  isZero(): this {
    return this.plain(0x45);
  }
  isEqual(): this {
    return this.plain(0x46);
  }
  isDifferent(): this {
    return this.plain(0x47);
  }
  /** Unsigned. */
  isBelow(): this {
    return this.plain(0x49);
  }
  /** Unsigned. */
  isAbove(): this {
    return this.plain(0x4b);
  }

  addFloat(): this {
    return this.plain(0xa0);
  }
  subtractFloat(): this {
    return this.plain(0xa1);
  }
  multiplyFloat(): this {
    return this.plain(0xa2);
  }
  isBelowFloat(): this {
    return this.plain(0x63);
  }

  loadInteger(offset = 0): this {
    return this.#near().#memory(0x28, 2, offset);
  }
  storeInteger(offset = 0): this {
    return this.#near(i32).#memory(0x36, 2, offset);
  }
  loadFloat(offset = 0): this {
    return this.#near().#memory(0x2b, 3, offset);
  }
  storeFloat(offset = 0): this {
    return this.#near(f64).#memory(0x39, 3, offset);
  }
  /** A 32-bit float. */
  loadSingle(offset = 0): this {
    return this.#near().#memory(0x2a, 2, offset);
  }
  storeSingle(offset = 0): this {
    return this.#near(f32).#memory(0x38, 2, offset);
  }
  /** Two bytes, as an integer from 0 to 65535. */
  loadShort(offset = 0): this {
    return this.#near().#memory(0x2f, 1, offset);
  }
  storeShort(offset = 0): this {
    return this.#near(i32).#memory(0x3b, 1, offset);
  }
  loadVector(offset = 0): this {
    return this.#near().loadFarVector(offset);
  }
  storeVector(offset = 0): this {
    return this.#near(v128).storeFarVector(offset);
  }
  loadFarVector(offset = 0): this {
    this.simd(0x00).#code.push(4);
    unsigned(offset, this.#code);
    return this;
  }
  storeFarVector(offset = 0): this {
    this.simd(0x0b).#code.push(4);
    unsigned(offset, this.#code);
    return this;
  }
  /** Stores one of the four 32-bit lanes of a vector. */
  storeLane(lane: 0 | 1 | 2 | 3, offset = 0): this {
    this.#near(v128).simd(0x5a).#code.push(2);
    unsigned(offset, this.#code);
    this.#code.push(lane);
    return this;
  }
  /** Loads one number of 4 or 8 bytes into all lanes. */
  loadSplat(bytes: 4 | 8, offset = 0): this {
    this.#near()
      .simd(bytes === 4 ? 0x09 : 0x0a)
      .#code.push(bytes === 4 ? 2 : 3);
    unsigned(offset, this.#code);
    return this;
  }

  /** A 32-bit integer, unsigned, as an address or as a distance of addresses. */
  toFar(): this {
    return this.#wideFrom(this.#code.length, [toLong]);
  }
  /** The lowest 32 bits of an address. */
  fromFar(): this {
    return this.#wideFrom(this.#code.length, [toInteger]);
  }
  /** A distance of addresses below 2^31. */
  farConstant(value: number): this {
    const at = this.#code.length;
    const code = [0x42];
    signed(BigInt(value), code);
    return this.constant(value).#wideFrom(at, code);
  }
  addFar(): this {
    return this.#far(0x6a, 0x7c);
  }
  subtractFar(): this {
    return this.#far(0x6b, 0x7d);
  }
  multiplyFar(): this {
    return this.#far(0x6c, 0x7e);
  }
  shiftFarLeft(): this {
    return this.#far(0x74, 0x86);
  }
  /** The upper bits become zero. */
  shiftFarRight(): this {
    return this.#far(0x76, 0x88);
  }
  isBelowFar(): this {
    return this.#far(0x49, 0x54);
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
  /** A lane of four 32-bit floats. */
  extractSingle(lane: 0 | 1 | 2 | 3): this {
    this.simd(0x1f).#code.push(lane);
    return this;
  }
  /** A half of a vector, as a 64-bit integer. */
  extractLong(lane: 0 | 1): this {
    this.simd(0x1d).#code.push(lane);
    return this;
  }
  /** Puts a 64-bit float into a lane of the pair below it on the stack. */
  replaceFloat(lane: 0 | 1): this {
    this.simd(0x22).#code.push(lane);
    return this;
  }
  vectorConstant(bytes: readonly number[]): this {
    this.simd(0x0c).#code.push(...bytes);
    return this;
  }

  /** Repeats the body while it leaves a true value; runs it at least once. */
  repeat(body: () => void): this {
    this.#code.push(0x03, emptyBlock);
    body();
    this.#code.push(0x0d, 0, 0x0b);
    return this;
  }
  /** A block that `leaveIf` within the body leaves. */
  block(body: () => void): this {
    this.#code.push(0x02, emptyBlock);
    body();
    this.#code.push(0x0b);
    return this;
  }
  /** Takes a value from the stack and, if it is true, leaves the block that is `depth` blocks further out. */
  leaveIf(depth = 0): this {
    return this.#withIndex(0x0d, depth);
  }
  /** Takes a value from the stack and runs one of the bodies. */
  when(isTrue: () => void, isFalse?: () => void): this {
    this.#code.push(0x04, emptyBlock);
    isTrue();
    if (isFalse) {
      this.#code.push(0x05);
      isFalse();
    }
    this.#code.push(0x0b);
    return this;
  }
  /** Calls a function of the same module by its position there. */
  call(position: number): this {
    return this.#withIndex(0x10, position);
  }

  /** An instruction without immediate operands, by its opcode. */
  plain(instruction: number): this {
    this.#code.push(instruction);
    return this;
  }

  /** Types of the parameters in a module, which depend on whether its memory has 64-bit addresses. */
  parameterTypes(isWide = false): ValueType[] {
    return this.parameters.map((type) => (type !== far ? type : isWide ? f64 : i32));
  }

  /** The function as an entry of the code section. */
  bytes(isWide = false): number[] {
    const locals = this.#locals.map((type) => (type !== far ? type : isWide ? i64 : i32));
    const code = isWide ? this.#wideCode(locals) : this.#code;
    const body: number[] = [];
    unsigned(locals.length, body);
    for (const type of locals) body.push(1, type);
    for (const byte of code) body.push(byte);
    body.push(0x0b);
    const entry: number[] = [];
    unsigned(body.length, entry);
    for (const byte of body) entry.push(byte);
    return entry;
  }

  /** The code for a memory with 64-bit addresses; adds the locals that it needs besides. */
  #wideCode(locals: ValueType[]): number[] {
    const code: number[] = [];
    const spare = new Map<ValueType, number>();
    let from = 0;
    for (const { at, replaced, code: wide, above } of this.#wideForms) {
      for (; from < at; from++) code.push(this.#code[from]!);
      from += replaced;
      if (above === undefined) {
        code.push(...wide);
        continue;
      }
      const local = spare.get(above) ?? this.parameters.length + locals.push(above) - 1;
      spare.set(above, local);
      code.push(0x21);
      unsigned(local, code);
      code.push(...wide, 0x20);
      unsigned(local, code);
    }
    for (; from < this.#code.length; from++) code.push(this.#code[from]!);
    return code;
  }

  /** The code from `at` on is to be `code` where addresses have 64 bits. */
  #wideFrom(at: number, code: readonly number[]): this {
    this.#wideForms.push({ at, replaced: this.#code.length - at, code });
    return this;
  }
  /** The address on the stack, below a value of the type `above` if there is one, has 32 bits in any memory. */
  #near(above?: ValueType): this {
    this.#wideForms.push({ at: this.#code.length, replaced: 0, code: [toLong], ...(above && { above }) });
    return this;
  }
  #far(instruction: number, wide: number): this {
    return this.plain(instruction).#wideFrom(this.#code.length - 1, [wide]);
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

type Locals<Count extends number, Taken extends number[] = []> = number extends Count
  ? number[]
  : Taken["length"] extends Count
    ? Taken
    : Locals<Count, [...Taken, number]>;
