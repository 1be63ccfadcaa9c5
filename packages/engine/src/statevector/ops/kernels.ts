import { FunctionWriter, f64, i32, simd128, v128 } from "@naru/kernels";
import {
  type Arithmetic,
  type ComplexLocal,
  imaginaryOffset,
  lanes32,
  lanes64,
  vectorBytes,
} from "../emit/arithmetic.ts";

/**
 * Kernels that sweep over a whole state that lies in memory, one gate at a time, for states that mostly fit the cache.
 *
 * `base` is where the state begins and `count` how many vectors it has. A sweep visits the vectors whose number has all
 * bits of `mask`; a second vector, where there is one, is the one without the bits of `flips`. `constants` is where the
 * factors lie, 16 bytes each: one for each lane, so that controls within a vector need no kernels of their own.
 */
export interface SweepKernels {
  /** (without, with) ↦ a real, a complex, or a real-diagonal and imaginary-off-diagonal 2×2 matrix; mask ⊇ flips. */
  readonly mixReal: Sweep;
  readonly mixComplex: Sweep;
  readonly mixCross: Sweep;
  /** The same on two lanes of each vector: v ↦ P·v + Q·w, w being v with neighbouring lanes (0) or pairs of them (1) exchanged. */
  readonly mixLanes0: Sweep;
  readonly mixLanes1: Sweep;
  /** Exchanges the vectors that differ from those visited by `flips` and by the bits in `constants`. */
  readonly exchange: Sweep;
  /** Exchanges a lane bit with the bit `flips`, which is in the mask. */
  readonly swapLanes0: Sweep;
  readonly swapLanes1: Sweep;
  /** Multiplies the vectors that differ by `flips` from those visited, by a complex number for each lane. */
  readonly multiply: Sweep;
  /** The same by a real number. */
  readonly stretch: Sweep;
  /** Z on the bits of `mask`, then X on those of `flips`; constants: signs of lanes, then where each byte comes from. */
  readonly pauli: Sweep;
  /** Any 4×4 matrix on the bits in `constants` (two integers), then 16 complex numbers; mask ⊇ both. */
  readonly mixFour: Sweep;
  /** Sums of |amplitude|² of the vectors that differ by `flips` from those visited, lane by lane, as doubles to `constants`. */
  readonly sumLanes: Sweep;
  /** Sums of |amplitude|² of each block of `mask` vectors, as doubles to `constants`. */
  readonly sumBlocks: Sweep;
}

export type Sweep = (base: number, count: number, mask: number, flips: number, constants: number) => void;

export function sweepKernels(arithmetic: Arithmetic): FunctionWriter[] {
  return [
    mixKernel("mixReal", arithmetic, "real"),
    mixKernel("mixComplex", arithmetic, "complex"),
    mixKernel("mixCross", arithmetic, "cross"),
    mixLanesKernel("mixLanes0", arithmetic, 0),
    mixLanesKernel("mixLanes1", arithmetic, arithmetic.lanes === 4 ? 1 : 0),
    exchangeKernel(),
    swapLanesKernel("swapLanes0", arithmetic, 0),
    swapLanesKernel("swapLanes1", arithmetic, arithmetic.lanes === 4 ? 1 : 0),
    multiplyKernel(arithmetic),
    stretchKernel(arithmetic),
    pauliKernel(),
    mixFourKernel(arithmetic),
    sumLanesKernel(arithmetic),
    sumBlocksKernel(arithmetic),
  ];
}

const [base, count, mask, flips, constants] = [0, 1, 2, 3, 4];
const vectorShift = Math.log2(vectorBytes);

const sweepWriter = (name: string) => new FunctionWriter(name, [i32, i32, i32, i32, i32]);
const complexLocal = (f: FunctionWriter): ComplexLocal => ({ re: f.local(v128), im: f.local(v128) });

function load(f: FunctionWriter, address: number, to: ComplexLocal): void {
  f.get(address).loadVector(0).set(to.re).get(address).loadVector(imaginaryOffset).set(to.im);
}

/** Loads the constant number `at` into a new local. */
function constant(f: FunctionWriter, at: number): number {
  const local = f.local(v128);
  f.get(constants)
    .loadVector(16 * at)
    .set(local);
  return local;
}

/** Visits the vectors of the mask: `body` finds the address of each in `address`, and its number in `index`. */
function sweep(f: FunctionWriter, body: (address: number, index: number) => void): FunctionWriter {
  const [index, address] = f.locals(2, i32);
  f.get(mask).set(index);
  return f.repeat(() => {
    f.get(index).constant(vectorShift).shiftLeft().get(base).add().set(address);
    body(address, index);
    f.get(index).constant(1).add().get(mask).or().tee(index).get(count).isBelow();
  });
}

/** Sets `to` to an address that differs by a distance in bytes, which is a power of two within an aligned state. */
const flipped = (f: FunctionWriter, address: number, distance: number, to: number) =>
  f.get(address).get(distance).subtract().set(to);

function distanceOf(f: FunctionWriter, bits: number): number {
  const distance = f.local(i32);
  f.get(bits).constant(vectorShift).shiftLeft().set(distance);
  return distance;
}

type Entries = "real" | "complex" | "cross";

/** Leaves (re, im) parts of p·a + q·b in memory at `address`; factors are (re, im) or, for the short forms, one local. */
function mixKernel(name: string, { add, subtract, multiply }: Arithmetic, entries: Entries): FunctionWriter {
  const f = sweepWriter(name);
  const distance = distanceOf(f, flips);
  const other = f.local(i32);
  const [a, b] = [complexLocal(f), complexLocal(f)];
  const factors = Array.from({ length: entries === "complex" ? 8 : 4 }, (_, at) => constant(f, at));
  const times = (part: number, factor: number) => f.get(part).get(factor).simd(multiply);
  const row = (address: number, first: number) => {
    if (entries === "complex") {
      const [pr, pi, qr, qi] = factors.slice(4 * first);
      f.get(address);
      times(a.re, pr);
      times(a.im, pi);
      f.simd(subtract);
      times(b.re, qr);
      f.simd(add);
      times(b.im, qi);
      f.simd(subtract).storeVector(0);
      f.get(address);
      times(a.im, pr);
      times(a.re, pi);
      f.simd(add);
      times(b.im, qr);
      f.simd(add);
      times(b.re, qi);
      f.simd(add).storeVector(imaginaryOffset);
      return;
    }
    const [p, q] = factors.slice(2 * first);
    // Cross: a row of one real and one imaginary factor, (p, i·q) or (i·p, q).
    const [firstPart, secondPart] = entries === "real" ? [b.re, b.im] : [b.im, b.re];
    if (entries === "real" || first === 0) {
      f.get(address);
      times(a.re, p);
      times(firstPart, q);
      f.simd(entries === "real" ? add : subtract).storeVector(0);
      f.get(address);
      times(a.im, p);
      times(secondPart, q);
      f.simd(add).storeVector(imaginaryOffset);
    } else {
      f.get(address);
      times(b.re, q);
      times(a.im, p);
      f.simd(subtract).storeVector(0);
      f.get(address);
      times(b.im, q);
      times(a.re, p);
      f.simd(add).storeVector(imaginaryOffset);
    }
  };
  return sweep(f, (address) => {
    flipped(f, address, distance, other);
    load(f, other, a);
    load(f, address, b);
    row(other, 0);
    row(address, 1);
  });
}

/** Lane bit 0 exchanges neighbours, lane bit 1 pairs of neighbours. */
const exchanged = (arithmetic: Arithmetic, laneBit: number): number[] => {
  if (arithmetic.lanes === 2) return lanes64(1, 0);
  return laneBit === 0 ? lanes32(1, 0, 3, 2) : lanes32(2, 3, 0, 1);
};

function mixLanesKernel(name: string, arithmetic: Arithmetic, laneBit: number): FunctionWriter {
  const { add, subtract, multiply } = arithmetic;
  const f = sweepWriter(name);
  const [v, w] = [complexLocal(f), complexLocal(f)];
  const [pr, pi, qr, qi] = [0, 1, 2, 3].map((at) => constant(f, at));
  const times = (part: number, factor: number) => f.get(part).get(factor).simd(multiply);
  return sweep(f, (address) => {
    load(f, address, v);
    f.get(v.re).get(v.re).shuffle(exchanged(arithmetic, laneBit)).set(w.re);
    f.get(v.im).get(v.im).shuffle(exchanged(arithmetic, laneBit)).set(w.im);
    f.get(address);
    times(v.re, pr);
    times(v.im, pi);
    f.simd(subtract);
    times(w.re, qr);
    f.simd(add);
    times(w.im, qi);
    f.simd(subtract).storeVector(0);
    f.get(address);
    times(v.im, pr);
    times(v.re, pi);
    f.simd(add);
    times(w.im, qr);
    f.simd(add);
    times(w.re, qi);
    f.simd(add).storeVector(imaginaryOffset);
  });
}

function exchangeKernel(): FunctionWriter {
  const f = sweepWriter("exchange");
  const [first, second] = [distanceOf(f, flips), f.local(i32)];
  const [from, to] = f.locals(2, i32);
  const held = complexLocal(f);
  f.get(constants).constant(vectorShift).shiftLeft().set(second);
  return sweep(f, (address) => {
    flipped(f, address, first, from);
    flipped(f, address, second, to);
    load(f, from, held);
    for (const offset of [0, imaginaryOffset]) f.get(from).get(to).loadVector(offset).storeVector(offset);
    f.get(to).get(held.re).storeVector(0).get(to).get(held.im).storeVector(imaginaryOffset);
  });
}

function swapLanesKernel(name: string, { lanes }: Arithmetic, laneBit: number): FunctionWriter {
  const f = sweepWriter(name);
  const distance = distanceOf(f, flips);
  const other = f.local(i32);
  const [a, b] = f.locals(2, v128);
  const [low, high] =
    lanes === 2
      ? [lanes64(0, 2), lanes64(1, 3)]
      : laneBit === 0
        ? [lanes32(0, 4, 2, 6), lanes32(1, 5, 3, 7)]
        : [lanes32(0, 1, 4, 5), lanes32(2, 3, 6, 7)];
  return sweep(f, (address) => {
    flipped(f, address, distance, other);
    for (const offset of [0, imaginaryOffset]) {
      f.get(other).loadVector(offset).set(a).get(address).loadVector(offset).set(b);
      f.get(other).get(a).get(b).shuffle(low).storeVector(offset);
      f.get(address).get(a).get(b).shuffle(high).storeVector(offset);
    }
  });
}

function multiplyKernel({ add, subtract, multiply }: Arithmetic): FunctionWriter {
  const f = sweepWriter("multiply");
  const distance = distanceOf(f, flips);
  const at = f.local(i32);
  const v = complexLocal(f);
  const [re, im] = [constant(f, 0), constant(f, 1)];
  return sweep(f, (address) => {
    flipped(f, address, distance, at);
    load(f, at, v);
    f.get(at).get(v.re).get(re).simd(multiply).get(v.im).get(im).simd(multiply).simd(subtract).storeVector(0);
    f.get(at).get(v.im).get(re).simd(multiply).get(v.re).get(im).simd(multiply).simd(add).storeVector(imaginaryOffset);
  });
}

function stretchKernel({ multiply }: Arithmetic): FunctionWriter {
  const f = sweepWriter("stretch");
  const distance = distanceOf(f, flips);
  const at = f.local(i32);
  const factor = constant(f, 0);
  return sweep(f, (address) => {
    flipped(f, address, distance, at);
    for (const offset of [0, imaginaryOffset]) {
      f.get(at).get(at).loadVector(offset).get(factor).simd(multiply).storeVector(offset);
    }
  });
}

const swizzle = 0x0e;

/** Visits pairs by the highest bit of `flips`; without any, each vector by itself. */
function pauliKernel(): FunctionWriter {
  const f = sweepWriter("pauli");
  const [index, other, at, otherAt, step] = f.locals(5, i32);
  const [signs, opposite, bytes, ones] = [constant(f, 0), f.local(v128), constant(f, 1), constant(f, 2)];
  const [v, w] = [complexLocal(f), complexLocal(f)];
  f.get(signs).get(ones).simd(simd128.xor).set(opposite);
  /** Leaves what the part becomes: its lanes' signs turned by Z, then its lanes moved by X. */
  const turned = (part: number, number: number) => {
    f.get(part);
    f.get(opposite).get(signs);
    f.get(number).get(mask).and().countOnes().constant(1).and();
    f.plain(0x1b); // select: `opposite` for odd vectors
    f.simd(simd128.xor).get(bytes).simd(swizzle);
  };
  // The highest bit of flips: 2^31 shifted right by the number of leading zeros; 0 without flips.
  f.get(flips).when(
    () => f.constant(0x80000000).get(flips).plain(0x67).shiftRight().set(step),
    () => f.constant(0).set(step),
  );
  f.get(step).set(index);
  return f.repeat(() => {
    f.get(index).get(flips).xor().set(other);
    f.get(index).constant(vectorShift).shiftLeft().get(base).add().set(at);
    f.get(other).constant(vectorShift).shiftLeft().get(base).add().set(otherAt);
    load(f, at, v);
    load(f, otherAt, w);
    for (const [to, part, number, offset] of [
      [at, w.re, other, 0],
      [at, w.im, other, imaginaryOffset],
      [otherAt, v.re, index, 0],
      [otherAt, v.im, index, imaginaryOffset],
    ] as const) {
      f.get(to);
      turned(part, number);
      f.storeVector(offset);
    }
    f.get(index).constant(1).add().get(step).or().tee(index).get(count).isBelow();
  });
}

function mixFourKernel({ bytes, add, subtract, multiply }: Arithmetic): FunctionWriter {
  const f = sweepWriter("mixFour");
  const [first, second] = f.locals(2, i32);
  const places = f.locals(4, i32);
  const parts = places.map(() => complexLocal(f));
  const [re, im, factor] = f.locals(3, v128);
  f.get(constants).loadInteger(0).constant(vectorShift).shiftLeft().set(first);
  f.get(constants).loadInteger(4).constant(vectorShift).shiftLeft().set(second);
  const entry = (at: number) =>
    f
      .get(constants)
      .loadSplat(bytes, 16 + bytes * at)
      .set(factor);
  return sweep(f, (address) => {
    f.get(address).get(first).subtract().get(second).subtract().set(places[0]);
    f.get(address).get(second).subtract().set(places[1]);
    f.get(address).get(first).subtract().set(places[2]);
    f.get(address).set(places[3]);
    places.forEach((place, column) => {
      load(f, place, parts[column]);
    });
    places.forEach((place, row) => {
      parts.forEach((part, column) => {
        const at = 2 * (4 * row + column);
        entry(at);
        if (column > 0) f.get(re);
        f.get(factor).get(part.re).simd(multiply);
        if (column > 0) f.simd(add);
        f.set(re);
        if (column > 0) f.get(im);
        f.get(factor).get(part.im).simd(multiply);
        if (column > 0) f.simd(add);
        f.set(im);
        entry(at + 1);
        f.get(re).get(factor).get(part.im).simd(multiply).simd(subtract).set(re);
        f.get(im).get(factor).get(part.re).simd(multiply).simd(add).set(im);
      });
      f.get(place).get(re).storeVector(0).get(place).get(im).storeVector(imaginaryOffset);
    });
  });
}

/** Leaves the squares of a vector added to two locals of doubles; `high` is only used in single precision. */
function addSquares(
  f: FunctionWriter,
  { precision, add, multiply }: Arithmetic,
  at: number,
  low: number,
  high: number,
) {
  const [part, square] = f.locals(2, v128);
  return () => {
    f.get(at).loadVector(0).tee(part).get(part).simd(multiply);
    f.get(at).loadVector(imaginaryOffset).tee(part).get(part).simd(multiply).simd(add).set(square);
    if (precision === "double") {
      f.get(square).get(low).simd(simd128.f64x2Add).set(low);
      return;
    }
    f.get(square).simd(simd128.f64x2PromoteLow).get(low).simd(simd128.f64x2Add).set(low);
    f.get(square)
      .get(square)
      .shuffle(lanes32(2, 3, 2, 3))
      .simd(simd128.f64x2PromoteLow);
    f.get(high).simd(simd128.f64x2Add).set(high);
  };
}

function sumLanesKernel(arithmetic: Arithmetic): FunctionWriter {
  const f = sweepWriter("sumLanes");
  const distance = distanceOf(f, flips);
  const at = f.local(i32);
  const [low, high] = f.locals(2, v128);
  const addVector = addSquares(f, arithmetic, at, low, high);
  sweep(f, (address) => {
    flipped(f, address, distance, at);
    addVector();
  });
  return f.get(constants).get(low).storeVector(0).get(constants).get(high).storeVector(16);
}

function sumBlocksKernel(arithmetic: Arithmetic): FunctionWriter {
  const f = sweepWriter("sumBlocks");
  const [left, end, target] = f.locals(3, i32);
  const [low, high, zero] = f.locals(3, v128);
  const total = f.local(f64);
  const addVector = addSquares(f, arithmetic, base, low, high);
  f.get(count).constant(vectorShift).shiftLeft().get(base).add().set(end).get(constants).set(target);
  return f.repeat(() => {
    f.get(zero).set(low).get(zero).set(high).get(mask).set(left);
    f.repeat(() => {
      addVector();
      f.get(base).constant(vectorBytes).add().set(base);
      f.get(left).constant(1).subtract().tee(left);
    });
    f.get(low).get(high).simd(simd128.f64x2Add).set(low);
    f.get(low).extractFloat(0).get(low).extractFloat(1).addFloat().set(total);
    f.get(target).get(total).storeFloat().get(target).constant(8).add().set(target);
    f.get(base).get(end).isBelow();
  });
}
