import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { lanes64 } from "../statevector/emit/arithmetic.ts";

/**
 * The Walsh–Hadamard transform of 64-bit numbers, in place and without a factor: entry z becomes Σ (−1)^|i & z| entry i.
 * Each kernel does some bits of the index; `bytes` is the length of the list.
 */
export interface WalshKernels {
  /** Bit 0. */
  walshLane(base: number, bytes: number): void;
  /** One bit, whose numbers lie `stride` bytes apart; at least 16. */
  walshOne(base: number, bytes: number, stride: number): void;
  /** Three bits, from the one whose numbers lie `stride` bytes apart; at least 16. */
  walshThree(base: number, bytes: number, stride: number): void;
}

export const walshKernels = (): FunctionWriter[] => [
  laneKernel(),
  strideKernel("walshOne", 1),
  strideKernel("walshThree", 3),
];

/** Transforms 2^bits numbers at `base`; at least two. */
export function walsh(kernels: WalshKernels, base: number, bits: number): void {
  const bytes = 8 * 2 ** bits;
  kernels.walshLane(base, bytes);
  let bit = 1;
  for (; bit + 3 <= bits; bit += 3) kernels.walshThree(base, bytes, 8 << bit);
  for (; bit < bits; bit++) kernels.walshOne(base, bytes, 8 << bit);
}

function laneKernel(): FunctionWriter {
  const f = new FunctionWriter("walshLane", [i32, i32]);
  const [base, bytes] = [0, 1];
  const end = f.local(i32);
  const vector = f.local(v128);
  const signs = f.local(v128);
  f.vectorConstant([...new Uint8Array(new BigUint64Array([0n, 1n << 63n]).buffer)]).set(signs);
  f.get(base).get(bytes).add().set(end);
  return f.repeat(() => {
    // (a, b) becomes (b, a) + (a, −b)
    f.get(base).get(base).loadVector().tee(vector).get(vector).shuffle(lanes64(1, 0));
    f.get(vector).get(signs).simd(simd128.xor).simd(simd128.f64x2Add).storeVector();
    f.get(base).constant(16).add().tee(base).get(end).isBelow();
  });
}

function strideKernel(name: string, bits: number): FunctionWriter {
  const f = new FunctionWriter(name, [i32, i32, i32]);
  const [base, bytes, stride] = [0, 1, 2];
  const [end, blockEnd] = f.locals(2, i32);
  const addresses = f.locals(1 << bits, i32);
  const values = f.locals(1 << bits, v128);
  const spare = f.local(v128);
  f.get(base).get(bytes).add().set(end);
  return f.repeat(() => {
    f.get(base).get(stride).add().set(blockEnd);
    f.repeat(() => {
      f.get(base).set(addresses[0]);
      for (let e = 1; e < addresses.length; e++)
        f.get(addresses[e - 1])
          .get(stride)
          .add()
          .set(addresses[e]);
      const registers = [...values];
      let free = spare;
      registers.forEach((register, e) => {
        f.get(addresses[e]).loadVector().set(register);
      });
      for (let bit = 1; bit < registers.length; bit *= 2) {
        for (let e = 0; e < registers.length; e++) {
          if (e & bit) continue;
          const [a, b] = [registers[e], registers[e | bit]];
          f.get(a).get(b).simd(simd128.f64x2Add).set(free);
          f.get(a).get(b).simd(simd128.f64x2Subtract).set(b);
          registers[e] = free;
          free = a;
        }
      }
      registers.forEach((register, e) => {
        f.get(addresses[e]).get(register).storeVector();
      });
      f.get(base).constant(16).add().tee(base).get(blockEnd).isBelow();
    });
    f.get(addresses[addresses.length - 1])
      .constant(16)
      .add()
      .tee(base)
      .get(end)
      .isBelow();
  });
}
