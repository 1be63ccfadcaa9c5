import { FunctionWriter, i32, v128 } from "@naru/kernels";
import { type Arithmetic, imaginaryOffset, lanes32, lanes64, vectorBytes } from "../statevector/emit/arithmetic.ts";

/**
 * Kernels of the X mixer: exp(−iβX) on several qubits at once. Pairs of qubits are mixed exactly, a single one up to a
 * factor that is deferred: with c = cos β and s = sin β, `tangent` leaves out c and `cotangent` s, whichever is larger.
 */
export type MixForm = "tangent" | "cotangent";
const mixForms: readonly MixForm[] = ["tangent", "cotangent"];

/** Mixes `bits` qubits off the lanes, within memory or from one place to another. */
export interface MixKernels {
  /**
   * For each of `count` entries of `list`, two offsets in bytes, and each of `run` vectors from there: loads the 2^bits
   * vectors at `source`, which differ by the source strides, mixes them, and stores them at `target` likewise. `factor` is
   * the address of three numbers: tan β or cot β, −sin² β, and sin β cos β. In place, targets are the sources.
   */
  readonly moved: (form: MixForm, bits: number) => (...parameters: number[]) => void;
  readonly inPlace: (form: MixForm, bits: number) => (...parameters: number[]) => void;
  /** Mixes the lanes of `vectors` vectors at `base`; `factors` holds two numbers, see `laneFactors`. */
  mixLanes(base: number, vectors: number, factors: number): void;
}

/** Most qubits of one kernel: eight vectors fill half of the registers. */
export const mostMixedBits = 3;

export function mixKernels(arithmetic: Arithmetic): FunctionWriter[] {
  const kernels = [laneKernel(arithmetic)];
  for (const form of mixForms) {
    for (let bits = 1; bits <= mostMixedBits; bits++) {
      kernels.push(blockKernel(arithmetic, form, bits, false), blockKernel(arithmetic, form, bits, true));
    }
  }
  return kernels;
}

export function mixKernelsOf(exports: Readonly<Record<string, (...parameters: number[]) => void>>): MixKernels {
  return {
    moved: (form, bits) => exports[`move ${form} ${bits}`],
    inPlace: (form, bits) => exports[`mix ${form} ${bits}`],
    mixLanes: (...parameters) => exports.mixLanes(...parameters),
  };
}

/** The factors of x and of its partner: x' = first · x ± second · partner. */
export const laneFactors = (form: MixForm, factor: number): readonly [first: number, second: number] =>
  form === "tangent" ? [1, factor] : [factor, 1];

/**
 * exp(−iβX) turns (Re a, Im b) and (Re b, Im a) by β each. So with several qubits the real parts of even and the imaginary
 * parts of odd numbers turn among themselves, and so do all others: eight vectors at a time for three qubits.
 */
function blockKernel(arithmetic: Arithmetic, form: MixForm, bits: number, isMoved: boolean): FunctionWriter {
  const size = 1 << bits;
  const name = `${isMoved ? "move" : "mix"} ${form} ${bits}`;
  // source, [target,] list, count, run, source strides, [target strides,] factor
  const f = new FunctionWriter(name, new Array((isMoved ? 6 : 5) + (isMoved ? 2 : 1) * bits).fill(i32));
  const source = 0;
  const target = isMoved ? 1 : 0;
  const list = isMoved ? 2 : 1;
  const [count, run] = [list + 1, list + 2];
  const sourceStrides = Array.from({ length: bits }, (_, bit) => run + 1 + bit);
  const targetStrides = isMoved ? sourceStrides.map((stride) => stride + bits) : sourceStrides;
  const factorAt = (targetStrides.at(-1) ?? run) + 1;
  const [entry, r] = f.locals(2, i32);
  const from = f.locals(size, i32);
  const to = isMoved ? f.locals(size, i32) : from;
  const registers = f.locals(size, v128);
  const [spare, factor, squared, crossed] = f.locals(4, v128);
  const sums = f.locals(3, v128);
  [factor, squared, crossed].forEach((local, k) => {
    f.get(factorAt)
      .loadSplat(arithmetic.bytes, k * arithmetic.bytes)
      .set(local);
  });
  return f.repeat(() => {
    f.get(list).loadInteger(0).get(source).add().set(from[0]);
    if (isMoved) f.get(list).loadInteger(4).get(target).add().set(to[0]);
    f.get(list).constant(8).add().set(list);
    f.constant(0).set(r);
    f.repeat(() => {
      for (let e = 1; e < size; e++) {
        const top = 31 - Math.clz32(e);
        f.get(from[e ^ (1 << top)])
          .get(sourceStrides[top])
          .add()
          .set(from[e]);
        if (!isMoved) continue;
        f.get(to[e ^ (1 << top)])
          .get(targetStrides[top])
          .add()
          .set(to[e]);
      }
      for (const isOther of [false, true])
        writePart(f, arithmetic, form, { bits, isOther, from, to, registers, spare, factor, sums, squared, crossed });
      f.get(from[0]).constant(vectorBytes).add().set(from[0]);
      if (isMoved) f.get(to[0]).constant(vectorBytes).add().set(to[0]);
      f.get(r).constant(1).add().tee(r).get(run).isBelow();
    });
    f.get(entry).constant(1).add().tee(entry).get(count).isBelow();
  });
}

interface PartLocals {
  readonly bits: number;
  /** Imaginary parts of even numbers and real parts of odd ones, rather than the other way round. */
  readonly isOther: boolean;
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly registers: readonly number[];
  readonly spare: number;
  readonly factor: number;
  /** Three to spare; −s²; and s · c. */
  readonly sums: readonly number[];
  readonly squared: number;
  readonly crossed: number;
}

function writePart(f: FunctionWriter, arithmetic: Arithmetic, form: MixForm, locals: PartLocals): void {
  const { bits, isOther, from, to, factor } = locals;
  const { add, subtract, multiply } = arithmetic;
  const holdsImaginary = (e: number) => isOddNumber(e) !== isOther;
  const offset = (e: number) => (holdsImaginary(e) ? imaginaryOffset : 0);
  const registers = [...locals.registers];
  let { spare } = locals;
  registers.forEach((register, e) => {
    f.get(from[e]).loadVector(offset(e)).set(register);
  });
  let bit = 1;
  if (bits >= 2) {
    for (let e = 0; e < 1 << bits; e += 4)
      writePairMix(f, arithmetic, locals, registers.slice(e, e + 4), holdsImaginary(e));
    bit = 4;
  }
  for (; bit < 1 << bits; bit *= 2) {
    for (let e = 0; e < 1 << bits; e++) {
      if (e & bit) continue;
      const [x, y] = [registers[e], registers[e | bit]];
      // a real part gains, and an imaginary part loses, t times its partner
      const [ofX, ofY] = holdsImaginary(e) ? [subtract, add] : [add, subtract];
      if (form === "tangent") {
        f.get(x).get(factor).get(y).simd(multiply).simd(ofX).set(spare);
        f.get(y).get(factor).get(x).simd(multiply).simd(ofY).set(y);
      } else {
        f.get(factor).get(x).simd(multiply).get(y).simd(ofX).set(spare);
        f.get(factor).get(y).simd(multiply).get(x).simd(ofY).set(y);
      }
      registers[e] = spare;
      spare = x;
    }
  }
  registers.forEach((register, e) => {
    f.get(to[e]).get(register).storeVector(offset(e));
  });
}

/**
 * Two qubits at once, exactly: with u = a₀₀ + a₁₁ and p = a₀₁ + a₁₀, both of the first gain −s²u − isc·p and both of the
 * others −s²p − isc·u. Twelve operations on four numbers, where two rotations in tangent form take sixteen.
 */
function writePairMix(
  f: FunctionWriter,
  { add, subtract, multiply }: Arithmetic,
  { sums, squared, crossed }: PartLocals,
  [a, b, c, d]: readonly number[],
  holdsImaginary: boolean,
): void {
  const [u, p, gain] = sums;
  const [ofFirst, ofOthers] = holdsImaginary ? [subtract, add] : [add, subtract];
  f.get(a).get(d).simd(add).set(u).get(b).get(c).simd(add).set(p);
  f.get(squared).get(u).simd(multiply).get(crossed).get(p).simd(multiply).simd(ofFirst).set(gain);
  for (const local of [a, d]) f.get(local).get(gain).simd(add).set(local);
  f.get(squared).get(p).simd(multiply).get(crossed).get(u).simd(multiply).simd(ofOthers).set(gain);
  for (const local of [b, c]) f.get(local).get(gain).simd(add).set(local);
}

/** The qubits of a block of so many whose factor is deferred: pairs are mixed exactly. */
export const deferredOf = (bits: number): number => bits % 2;

const isOddNumber = (e: number): boolean => (((e >> 2) ^ (e >> 1) ^ e) & 1) === 1;

function laneKernel(arithmetic: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("mixLanes", [i32, i32, i32]);
  const [base, vectors, factors] = [0, 1, 2];
  const v = f.local(i32);
  const [re, im] = f.locals(2, v128);
  const lanes = laneMixer(f, arithmetic, factors);
  return f.repeat(() => {
    f.get(base).loadVector(0).set(re).get(base).loadVector(imaginaryOffset).set(im);
    lanes(re, im);
    f.get(base).get(re).storeVector(0).get(base).get(im).storeVector(imaginaryOffset);
    f.get(base).constant(vectorBytes).add().set(base);
    f.get(v).constant(1).add().tee(v).get(vectors).isBelow();
  });
}

/** Reads the factors at an address, and gives what writes the mixing of the lanes of a complex vector in locals. */
export function laneMixer(
  f: FunctionWriter,
  arithmetic: Arithmetic,
  factors: number,
): (re: number, im: number) => void {
  const { lanes, laneBits, bytes, add, subtract, multiply } = arithmetic;
  const [first, second, spare] = f.locals(3, v128);
  f.get(factors).loadSplat(bytes, 0).set(first).get(factors).loadSplat(bytes, bytes).set(second);
  return (re, im) => {
    for (let bit = 0; bit < laneBits; bit++) {
      const order = Array.from({ length: lanes }, (_, lane) => lane ^ (1 << bit));
      const flipped = (local: number) =>
        f
          .get(local)
          .get(local)
          .shuffle(lanes === 4 ? lanes32(...order) : lanes64(...order))
          .get(second)
          .simd(multiply);
      f.get(first).get(re).simd(multiply);
      flipped(im).simd(add).set(spare);
      f.get(first).get(im).simd(multiply);
      flipped(re).simd(subtract).set(im);
      f.get(spare).set(re);
    }
  };
}
