import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { type Form, type KernelShape, one } from "./shape.ts";

/**
 * Writes the kernel of a shape: for each group of vectors, loads one for each column, applies what comes first on single
 * wires, then the matrix, and stores one for each row. Multiplication and addition are never fused, and sums are taken in
 * the order of the columns, so that results are the same everywhere.
 *
 * Parameters: address of a tile; address of a record (`recordWords`), behind which the constants lie.
 */
export function writeKernel(shape: KernelShape, name: string): FunctionWriter {
  return new KernelBody(shape, name).write();
}

/** 32-bit words of a record: two tables of offsets with their lengths, strides of the column bits, strides of the row bits. */
export const recordWords = { outerTable: 0, outerCount: 1, innerTable: 2, innerCount: 3, strides: 4 } as const;

/** Where the constants begin behind a record, in bytes. */
export const constantsAt = (columnBits: number, rowBits: number): number =>
  8 * Math.ceil((recordWords.strides + columnBits + rowBits) / 2);

class KernelBody {
  readonly #shape: KernelShape;
  readonly #f: FunctionWriter;
  readonly #multiply: number;
  readonly #add: number;

  constructor(shape: KernelShape, name: string) {
    this.#shape = shape;
    this.#f = new FunctionWriter(name, [i32, i32]);
    const isSingle = shape.laneBits === 2;
    this.#multiply = isSingle ? simd128.f32x4Multiply : simd128.f64x2Multiply;
    this.#add = isSingle ? simd128.f32x4Add : simd128.f64x2Add;
  }

  write(): FunctionWriter {
    const f = this.#f;
    const { form, before, isInPlace } = this.#shape;
    const [tile, record] = [0, 1];
    const [columnBits, rowBits] = [Math.log2(form.columns), Math.log2(form.rows)];
    const from = this.#offsets(columnBits, 0);
    const to = isInPlace ? from : this.#offsets(rowBits, columnBits);
    const constants = this.#constants(constantsAt(columnBits, rowBits));
    const [outer, outerEnd, inner, innerEnd, run, group] = f.locals(6, i32);
    const word = (index: number) => f.get(record).loadInteger(4 * index);
    word(recordWords.outerTable).tee(outer);
    word(recordWords.outerCount).constant(2).shiftLeft().add().set(outerEnd);
    f.repeat(() => {
      f.get(outer).loadInteger().get(tile).add().set(run);
      word(recordWords.innerTable).tee(inner);
      word(recordWords.innerCount).constant(2).shiftLeft().add().set(innerEnd);
      f.repeat(() => {
        f.get(inner).loadInteger().get(run).add().set(group);
        let values = this.#load(group, from);
        let used = 0;
        for (const { low, form: single } of before) {
          values = this.#apply(values, single, low, constants.slice(used));
          used += single.constantCount;
        }
        this.#store(values, group, to, constants.slice(used));
        f.get(inner).constant(4).add().tee(inner).get(innerEnd).isBelow();
      });
      f.get(outer).constant(4).add().tee(outer).get(outerEnd).isBelow();
    });
    return f;
  }

  /** Locals with the offset of each number of `bits` bits, from the strides in the record. */
  #offsets(bits: number, firstStride: number): number[] {
    const f = this.#f;
    const offsets = f.locals(2 ** bits, i32);
    for (let bit = 0; bit < bits; bit++) {
      for (let low = 0; low < 1 << bit; low++) {
        f.get(offsets[low])
          .get(1)
          .loadInteger(4 * (recordWords.strides + firstStride + bit))
          .add()
          .set(offsets[low | (1 << bit)]);
      }
    }
    return offsets;
  }

  #constants(address: number): number[] {
    const { before, form, laneBits } = this.#shape;
    const bytes = laneBits === 2 ? 4 : 8;
    const count = before.reduce((sum, single) => sum + single.form.constantCount, form.constantCount);
    return Array.from({ length: count }, (_, i) => {
      const local = this.#f.local(v128);
      this.#f
        .get(1)
        .loadSplat(bytes, address + bytes * i)
        .set(local);
      return local;
    });
  }

  /** One local for each column; columns that nothing depends on are not loaded. */
  #load(group: number, from: readonly number[]): number[] {
    const f = this.#f;
    const { exchanged } = this.#shape;
    const isNeeded = this.#neededColumns();
    const mask = exchanged.reduce((sum, bit) => sum | (1 << bit), 0);
    const values = from.map((offset, column) => {
      const local = f.local(v128);
      // columns that change lanes with a needed one are needed as well
      const isLoaded = isNeeded.some((needed, other) => needed && (other & ~mask) === (column & ~mask));
      if (isLoaded) f.get(group).get(offset).add().loadVector().set(local);
      return local;
    });
    if (exchanged.length === 0) return values;
    for (let first = 0; first < values.length; first++) {
      if (first & mask) continue;
      if (exchanged.length === 1) this.#exchangeTwo(values, first, first | mask);
      else this.#exchangeFour(values, first, 1 << exchanged[0], 1 << exchanged[1]);
    }
    return values;
  }

  #neededColumns(): boolean[] {
    const { form, before } = this.#shape;
    const isNeeded = new Array<boolean>(form.columns).fill(before.length > 0);
    for (let row = 0; row < form.rows; row++) {
      if (this.#staysInMemory(row)) continue;
      for (let column = 0; column < form.columns; column++) {
        if (form.entries[row * form.columns + column] !== 0) isNeeded[column] = true;
      }
    }
    return isNeeded;
  }

  /** Whether a row is its own column, unchanged, at its own place. */
  #staysInMemory(row: number): boolean {
    const { form, before, exchanged, isInPlace } = this.#shape;
    if (!isInPlace || before.length > 0 || exchanged.length > 0) return false;
    for (let column = 0; column < form.columns; column++) {
      if (form.entries[row * form.columns + column] !== (column === row ? one : 0)) return false;
    }
    return true;
  }

  /** A form on some bits of the columns' numbers. */
  #apply(values: readonly number[], form: Form, low: number, constants: readonly number[]): number[] {
    const result = [...values];
    const mask = (form.rows - 1) << low;
    for (let first = 0; first < values.length; first++) {
      if (first & mask) continue;
      const taken = Array.from({ length: form.columns }, (_, column) => values[first | (column << low)]);
      for (let row = 0; row < form.rows; row++) {
        const unchanged = onlyOne(form, row);
        if (unchanged >= 0) result[first | (row << low)] = taken[unchanged];
        else {
          const local = this.#f.local(v128);
          this.#row(taken, form, row, constants);
          this.#f.set(local);
          result[first | (row << low)] = local;
        }
      }
    }
    return result;
  }

  #store(values: readonly number[], group: number, to: readonly number[], constants: readonly number[]): void {
    const { form } = this.#shape;
    for (let row = 0; row < form.rows; row++) {
      if (this.#staysInMemory(row)) continue;
      this.#f.get(group).get(to[row]).add();
      this.#row(values, form, row, constants);
      this.#f.storeVector();
    }
  }

  /** Leaves Σ entry · value on the stack. */
  #row(values: readonly number[], form: Form, row: number, constants: readonly number[]): void {
    const f = this.#f;
    let isFirst = true;
    for (let column = 0; column < form.columns; column++) {
      const entry = form.entries[row * form.columns + column];
      if (entry === 0) continue;
      f.get(values[column]);
      if (entry !== one) f.get(constants[entry - 1]).simd(this.#multiply);
      if (!isFirst) f.simd(this.#add);
      isFirst = false;
    }
    if (isFirst) f.vectorConstant(new Array<number>(16).fill(0));
  }

  /** Exchanges the only lane bit with the register bit in which two registers differ. */
  #exchangeTwo(values: number[], a: number, b: number): void {
    const f = this.#f;
    const [low, high] = f.locals(2, v128);
    f.get(values[a])
      .get(values[b])
      .shuffle(lanesOf(8, [0, 2]))
      .set(low);
    f.get(values[a])
      .get(values[b])
      .shuffle(lanesOf(8, [1, 3]))
      .set(high);
    values[a] = low;
    values[b] = high;
  }

  /** Exchanges lane bits 0 and 1 with two register bits: a 4×4 transpose, in two rounds of shuffles. */
  #exchangeFour(values: number[], first: number, bit0: number, bit1: number): void {
    const f = this.#f;
    const shuffled = (a: number, b: number, lanes: readonly number[]): number => {
      const local = f.local(v128);
      f.get(a).get(b).shuffle(lanesOf(4, lanes)).set(local);
      return local;
    };
    const [a, b, c, d] = [first, first | bit0, first | bit1, first | bit0 | bit1].map((e) => values[e]);
    const [ab0, ab1] = [shuffled(a, b, [0, 4, 2, 6]), shuffled(a, b, [1, 5, 3, 7])];
    const [cd0, cd1] = [shuffled(c, d, [0, 4, 2, 6]), shuffled(c, d, [1, 5, 3, 7])];
    values[first] = shuffled(ab0, cd0, [0, 1, 4, 5]);
    values[first | bit0] = shuffled(ab1, cd1, [0, 1, 4, 5]);
    values[first | bit1] = shuffled(ab0, cd0, [2, 3, 6, 7]);
    values[first | bit0 | bit1] = shuffled(ab1, cd1, [2, 3, 6, 7]);
  }
}

/** The column that a row is equal to, or −1. */
function onlyOne(form: Form, row: number): number {
  let found = -1;
  for (let column = 0; column < form.columns; column++) {
    const entry = form.entries[row * form.columns + column];
    if (entry === 0) continue;
    if (entry !== one || found >= 0) return -1;
    found = column;
  }
  return found;
}

/** Byte numbers for `shuffle` that pick lanes of so many bytes; those of the second vector are counted on. */
const lanesOf = (bytes: number, lanes: readonly number[]): number[] =>
  lanes.flatMap((lane) => Array.from({ length: bytes }, (_, byte) => bytes * lane + byte));
