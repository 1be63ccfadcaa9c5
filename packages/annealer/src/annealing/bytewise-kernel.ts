import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { bytesOf, stepBytes } from "./simd.ts";

/** Reads that one call anneals side by side: the bytes of a vector. */
export const bytewiseReads = 16;
/** Bytes of a sweep's row of the table: chances of turns that cost 0 … 31 units, and how much is hopeless. */
export const bytewiseRowBytes = 80;
/** The most that a local field may be, in units, for the chances to fit into the table. */
export const bytewiseMaxField = 31;

/**
 * `bytewise(n, sweeps, spins, starts, fields, table, state)`: Metropolis sweeps of 16 reads at once, for models whose
 * fields and couplings are whole multiples of one unit. A spin of all 16 reads is one vector of bytes ±1; its local field is
 * the sum of its neighbours' vectors, one for each unit of coupling.
 *
 * - `spins`: n vectors. `fields`: n vectors, h in units in each byte.
 * - `starts`: addresses of lists of byte distances 16·j from `spins`, 2n + 1 integers: of spin i those to be added begin
 *   at starts[2i], those to be subtracted at starts[2i + 1], and they end at starts[2i + 2].
 * - `table`: 80 bytes a sweep. A turn that costs 2d units of energy has the chance table[d]/2^16: upper bytes of d = 0 … 15,
 *   lower bytes, the same for 16 … 31, and 16 times the first d that is hopeless.
 * - `state`: 4 generators xorshift64, whose bytes are the upper and lower halves of 16-bit random numbers.
 *
 * A sum of bytes never overflows, since fields are at most 31 units. Each read is a Metropolis chain of its own, but for the
 * 2^-16 to which chances are rounded.
 */
export function bytewiseKernel(): FunctionWriter {
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
  const rows = [vector(), vector(), vector(), vector()] as const;

  /** Adds or subtracts the neighbours from `at` up to `to`. */
  const gather = (to: number, instruction: number) =>
    w.block(() => {
      w.get(at).get(to).isEqual().leaveIf();
      w.repeat(() => {
        w.get(sum).get(spins).get(at).loadInteger().add().loadVector().simd(instruction).set(sum);
        w.get(at).constant(4).add().tee(at).get(to).isDifferent();
      });
    });
  /** The chance of `cost` from the rows for 0 … 15 and 16 … 31; a swizzle gives 0 for what is outside of its row. */
  const lookUp = (low: number, high: number) => {
    w.get(low).get(cost).simd(simd128.i8x16Swizzle);
    w.get(high).get(cost).vectorConstant(bytesOf(16)).simd(simd128.i8x16Subtract).simd(simd128.i8x16Swizzle);
    w.simd(simd128.or);
  };

  w.get(spins).get(n).constant(4).shiftLeft().add().set(last);
  w.get(state).loadVector(0).set(upper).get(state).loadVector(16).set(lower);
  w.repeat(() => {
    rows.forEach((row, k) => {
      w.get(table)
        .loadVector(16 * k)
        .set(row);
    });
    w.get(table).loadVector(64).set(hopeless);
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
        lookUp(rows[0], rows[2]);
        w.set(chanceUpper);
        lookUp(rows[1], rows[3]);
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
