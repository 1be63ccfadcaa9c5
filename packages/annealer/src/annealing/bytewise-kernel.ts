import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { bytesOf, stepBytes } from "./simd.ts";

/** Reads that one call anneals side by side: the bytes of a vector. */
export const bytewiseReads = 16;
/** The most that a local field may be, in units: what is hopeless must be more, and fit into a signed byte. */
export const bytewiseMaxField = 126;
/** Lists of neighbours have a multiple of so many entries. */
export const bytewiseStride = 4;
/** Costs whose chances one look-up finds. */
export const bytewiseTier = 16;
/** Where a sweep's row of the table has what is hopeless, and its bytes. */
export const bytewiseHopelessAt = 256;
export const bytewiseRowBytes = bytewiseHopelessAt + 16;

/** Into how many tiers all costs that have a chance must fall; the fewer, the faster. */
export const bytewiseTiers = [2, 4, 8] as const;
export type BytewiseTiers = (typeof bytewiseTiers)[number];

/**
 * `bytewise(n, sweeps, spins, starts, fields, table, state)`: Metropolis sweeps of 16 reads at once, for models whose
 * fields and couplings are whole multiples of one unit. A spin of all 16 reads is one vector of bytes ±1; its local field is
 * the sum of its neighbours' vectors, one for each unit of coupling.
 *
 * - `spins`: n vectors. `fields`: n vectors, h in units in each byte.
 * - `starts`: addresses of lists of byte distances 16·j from `spins`, 2n + 1 integers: of spin i those to be added begin
 *   at starts[2i], those to be subtracted at starts[2i + 1], and they end at starts[2i + 2].
 * - `table`: 272 bytes a sweep. A turn that costs 2d units of energy has the chance table[d]/2^16: upper bytes of d = 0 … 15,
 *   lower bytes, the same for 16 … 31 and so on to 127, and 16 times the first d that is hopeless. Beyond the
 *   tiers that are looked at there must be no chance.
 * - `state`: 4 generators xorshift64, whose bytes are the upper and lower halves of 16-bit random numbers.
 *
 * A sum of bytes never overflows, since fields are at most 126 units. Each read is a Metropolis chain of its own, but for the
 * 2^-16 to which chances are rounded.
 */
export function bytewiseKernel(tiers: BytewiseTiers): FunctionWriter {
  const w = new FunctionWriter("bytewise", [i32, i32, i32, i32, i32, i32, i32]);
  const [n, sweeps, spins, starts, fields, table, state] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [at, middle, end, start, field, spin, last] = [
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
    w.local(i32),
  ];
  const vector = () => w.local(v128);
  const [sum, old, upper, lower, hopeless, cost, turned, isDown] = [
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
    vector(),
  ];
  const [chanceUpper, chanceLower] = [vector(), vector()];
  const chances = Array.from({ length: tiers }, () => ({ upper: vector(), lower: vector() }));

  /** Adds or subtracts the neighbours from `at` up to `to`. */
  const gather = (to: number, instruction: number) =>
    w.block(() => {
      w.get(at).get(to).isEqual().leaveIf();
      w.repeat(() => {
        for (let k = 0; k < bytewiseStride; k++) {
          w.get(sum)
            .get(spins)
            .get(at)
            .loadInteger(4 * k)
            .add()
            .loadVector()
            .simd(instruction)
            .set(sum);
        }
        w.get(at)
          .constant(4 * bytewiseStride)
          .add()
          .tee(at)
          .get(to)
          .isDifferent();
      });
    });
  /** Half of the chance of `cost`; a swizzle gives 0 for what is outside of its tier. */
  const lookUp = (half: "upper" | "lower") =>
    chances.forEach((tier, k) => {
      w.get(tier[half]).get(cost);
      if (k > 0) w.vectorConstant(bytesOf(bytewiseTier * k)).simd(simd128.i8x16Subtract);
      w.simd(simd128.i8x16Swizzle);
      if (k > 0) w.simd(simd128.or);
    });

  w.get(spins).get(n).constant(4).shiftLeft().add().set(last);
  w.get(state).loadVector(0).set(upper).get(state).loadVector(16).set(lower);
  w.repeat(() => {
    chances.forEach((tier, k) => {
      w.get(table)
        .loadVector(32 * k)
        .set(tier.upper);
      w.get(table)
        .loadVector(32 * k + 16)
        .set(tier.lower);
    });
    w.get(table).loadVector(bytewiseHopelessAt).set(hopeless);
    w.get(starts).tee(start).loadInteger().set(at);
    w.get(spins).set(spin).get(fields).set(field);
    w.repeat(() => {
      w.get(start).loadInteger(4).set(middle).get(start).loadInteger(8).set(end);
      w.get(field).loadVector().set(sum);
      gather(middle, simd128.i8x16Add);
      gather(end, simd128.i8x16Subtract);
      // What a turn costs, in half units: −s·sum, which is −sum where s = 1 and sum where s = −1.
      w.get(spin).loadVector().tee(old).constant(7).simd(simd128.i8x16ShiftRight).set(isDown);
      w.get(sum)
        .simd(simd128.i8x16Negate)
        .get(isDown)
        .simd(simd128.xor)
        .get(isDown)
        .simd(simd128.i8x16Subtract)
        .set(cost);
      w.get(cost).get(hopeless).simd(simd128.i8x16IsBelow).simd(simd128.anyTrue);
      w.when(() => {
        stepBytes(w, upper);
        stepBytes(w, lower);
        lookUp("upper");
        w.set(chanceUpper);
        lookUp("lower");
        w.set(chanceLower);
        w.get(upper).get(chanceUpper).simd(simd128.i8x16IsBelowUnsigned);
        w.get(upper).get(chanceUpper).simd(simd128.i8x16IsEqual);
        w.get(lower).get(chanceLower).simd(simd128.i8x16IsBelowUnsigned).simd(simd128.and).simd(simd128.or);
        w.get(cost).vectorConstant(bytesOf(1)).simd(simd128.i8x16IsBelow).simd(simd128.or).set(turned);
        w.get(spin).get(old).get(turned).simd(simd128.xor).get(turned).simd(simd128.i8x16Subtract).storeVector();
      });
      w.get(field).constant(16).add().set(field);
      w.get(start).constant(8).add().set(start);
      w.get(spin).constant(16).add().tee(spin).get(last).isDifferent();
    });
    w.get(table).constant(bytewiseRowBytes).add().set(table);
    w.get(sweeps).constant(1).subtract().tee(sweeps);
  });
  w.get(state).get(upper).storeVector(0).get(state).get(lower).storeVector(16);
  return w;
}
