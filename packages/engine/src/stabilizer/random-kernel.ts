import { type FunctionWriter, simd128, v128 } from "@naru/kernels";

/** Bytes of the generator's state: four vectors. */
export const randomStateBytes = 64;

/**
 * Emits xoshiro128++ 1.0 (Blackman and Vigna, ACM Trans. Math. Softw. 47, 36 (2021)) on four lanes at a time: four
 * independent streams, whose states lie at address 0. `load` comes first, then any number of `next`, then `store`.
 */
export class RandomKernel {
  readonly #writer: FunctionWriter;
  readonly #state: readonly [number, number, number, number];
  readonly #held: number;

  constructor(writer: FunctionWriter) {
    this.#writer = writer;
    this.#state = writer.locals(4, v128) as [number, number, number, number];
    this.#held = writer.local(v128);
  }

  load(): void {
    for (const [i, local] of this.#state.entries()) {
      this.#writer
        .constant(0)
        .loadVector(16 * i)
        .set(local);
    }
  }

  store(): void {
    for (const [i, local] of this.#state.entries()) {
      this.#writer
        .constant(0)
        .get(local)
        .storeVector(16 * i);
    }
  }

  /** Leaves 128 random bits on the stack. */
  next(): void {
    const [a, b, c, d] = this.#state;
    const f = this.#writer;
    f.get(a).get(d).simd(simd128.i32x4Add);
    this.#rotate(7);
    f.get(a).simd(simd128.i32x4Add);
    // The result waits on the stack while the state moves on.
    const into = (target: number, source: number) => f.get(target).get(source).simd(simd128.xor).set(target);
    f.get(b).constant(9).simd(simd128.i32x4ShiftLeft);
    into(c, a);
    into(d, b);
    into(b, c);
    into(a, d);
    f.get(c).simd(simd128.xor).set(c);
    f.get(d);
    this.#rotate(11);
    f.set(d);
  }

  /** Turns the lanes of the vector on the stack to the left. */
  #rotate(bits: number): void {
    const f = this.#writer;
    f.tee(this.#held).constant(bits).simd(simd128.i32x4ShiftLeft);
    f.get(this.#held)
      .constant(32 - bits)
      .simd(simd128.i32x4ShiftRight)
      .simd(simd128.or);
  }
}
