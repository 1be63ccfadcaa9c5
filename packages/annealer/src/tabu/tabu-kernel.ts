import { type FunctionWriter, f32, f64, i32, simd128, v128, FunctionWriter as Writer } from "@naru/kernels";
import type { Lanes } from "./lanes.ts";

/** Byte offsets in the block of memory that `search` reads and writes; 64-bit floats unless said otherwise. */
export const control = {
  /** Of the state, and of the best one, in units. */
  energy: 0,
  best: 8,
  /** How many moves were made, and how many when the best state was found. */
  now: 16,
  improvedAt: 24,
  /** It returns after so many moves without a better state. */
  mostIdle: 32,
  /** By how much a state must be better to count as better. */
  margin: 40,
  /** Integers: a generator xorshift32, the shortest time that a spin may not be turned, how much longer it may be. */
  random: 48,
  tenure: 52,
  spread: 56,
  /** Integer: whether the state is the best one, which has not been copied yet. */
  isPending: 60,
  /** Two vectors: of each lane the best gain and the place of its vector. */
  gains: 64,
  places: 80,
  bytes: 96,
} as const;

/** Bytes of one neighbour in a list: the distance of its field, and the coupling. */
export const entryBytes = ({ bytes }: Lanes): number => 2 * bytes;

/** A gain below any that a spin has. */
const nothing = -1e30;

const floatOps = { isAbove: 0x64, isAtMost: 0x65, negate: 0x9a, promote: 0xbb, demote: 0xb6 } as const;
const remainder = 0x70;

/**
 * `turn(from, to, fields, change)` adds `change` times some couplings to fields: those of a row of numbers (dense), or
 * those of a list of neighbours (sparse), at `from` to `to`.
 */
export function turnKernel(lanes: Lanes, isDense: boolean): FunctionWriter {
  const w = new Writer("turn", [i32, i32, i32, lanes.type]);
  const [from, to, fields, change] = [0, 1, 2, 3] as const;
  if (isDense) {
    const factor = w.local(v128);
    w.get(change).simd(lanes.splat).set(factor);
    w.repeat(() => {
      w.get(fields).get(fields).loadVector().get(from).loadVector().get(factor);
      w.simd(lanes.multiply).simd(lanes.add).storeVector();
      w.get(fields).constant(16).add().set(fields);
      w.get(from).constant(16).add().tee(from).get(to).isDifferent();
    });
    return w;
  }
  const field = w.local(i32);
  const isSingle = lanes.type === f32;
  w.block(() => {
    w.get(from).get(to).isEqual().leaveIf();
    w.repeat(() => {
      w.get(fields).get(from).loadInteger().add().tee(field);
      w.get(field);
      if (isSingle) w.loadSingle().get(from).loadSingle(4).get(change).plain(0x94).plain(0x92).storeSingle();
      else w.loadFloat().get(from).loadFloat(8).get(change).multiplyFloat().addFloat().storeFloat();
      w.get(from).constant(entryBytes(lanes)).add().tee(from).get(to).isDifferent();
    });
  });
  return w;
}

/**
 * `search(width, moves, spins, fields, untils, couplings, best, control)`: one-flip tabu search. Each move turns the spin
 * that gains most among those that may be turned: that were not turned lately, or whose turn gives a state better than any
 * before. Of equal ones, the first after a random place.
 *
 * - `width`: bytes of n numbers, filled up to a multiple of 64 by spins that never turn.
 * - `spins`: numbers ±1. `fields`: local fields in units. `untils`: moves from which on spins may be turned.
 * - `couplings`: rows of `width` bytes (dense), or n + 1 addresses of lists of neighbours (sparse).
 * - `best`: where the best state is copied to, when the search leaves it. `control`: see above.
 *
 * A dense row is added to the fields while the next move is being chosen; `turn`, function 0 of the module, does the rest.
 */
export function searchKernel(lanes: Lanes, isDense: boolean): FunctionWriter {
  const w = new Writer("search", [i32, i32, i32, i32, i32, i32, i32, i32]);
  const [width, moves, spins, fields, untils, couplings, best, at] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const [place, end, word, row, lane, chosen] = w.locals(6, i32);
  const [now, gain, other, energy, change] = w.locals(5, f64);
  const [gains, places, factor, time, bar, field, value, mask] = w.locals(8, v128);
  const isSingle = lanes.type === f32;
  const splatFloat = () => (isSingle ? w.plain(floatOps.demote) : w).simd(lanes.splat);

  /** Looks for the best move from `place` to `end`; adds a row to the fields on the way. */
  const scan = () =>
    w.block(() => {
      w.get(place).get(end).isEqual().leaveIf();
      w.repeat(() => {
        w.get(fields).get(place).add();
        if (isDense) {
          w.tee(lane).get(lane).loadVector().get(row).get(place).add().loadVector().get(factor);
          w.simd(lanes.multiply).simd(lanes.add).tee(field).storeVector();
        } else {
          w.loadVector().set(field);
        }
        w.get(field).get(spins).get(place).add().loadVector().simd(lanes.multiply).tee(value);
        w.get(gains).simd(lanes.isAbove);
        w.get(untils).get(place).add().loadVector().get(time).simd(lanes.isAtMost);
        w.get(value).get(bar).simd(lanes.isAbove).simd(simd128.or).simd(simd128.and).set(mask);
        w.get(value).get(gains).get(mask).simd(simd128.bitselect).set(gains);
        w.get(place).simd(simd128.i32x4Splat).get(places).get(mask).simd(simd128.bitselect).set(places);
        w.get(place).constant(16).add().tee(place).get(end).isDifferent();
      });
    });
  const loadNumber = (offset = 0) => (isSingle ? w.loadSingle(offset).plain(floatOps.promote) : w.loadFloat(offset));
  const storeNumber = () => (isSingle ? w.plain(floatOps.demote).storeSingle() : w.storeFloat());
  const stepRandom = () => {
    w.get(word).get(word).constant(13).shiftLeft().xor().set(word);
    w.get(word).get(word).constant(17).shiftRight().xor().set(word);
    w.get(word).get(word).constant(5).shiftLeft().xor().set(word);
  };

  w.get(at).loadInteger(control.random).set(word);
  w.get(at).loadFloat(control.now).set(now);
  w.get(at).loadFloat(control.energy).set(energy);
  w.get(couplings).set(row);
  w.repeat(() => {
    stepRandom();
    w.floatConstant(nothing);
    splatFloat().set(gains);
    w.get(change);
    splatFloat().set(factor);
    w.get(now);
    splatFloat().set(time);
    // A turn gives energy − 2·gain, which is to be below best − margin.
    w.get(energy).get(at).loadFloat(control.best).subtractFloat().get(at).loadFloat(control.margin).addFloat();
    w.floatConstant(0.5).multiplyFloat();
    splatFloat().set(bar);
    w.get(word).constant(4).shiftRight().get(width).constant(4).shiftRight().plain(remainder).constant(4).shiftLeft();
    w.tee(chosen).set(place);
    w.get(width).set(end);
    scan();
    w.constant(0).set(place).get(chosen).set(end);
    scan();

    // The best of the lanes, the first after a random one.
    w.get(at).get(gains).storeVector(control.gains).get(at).get(places).storeVector(control.places);
    w.floatConstant(nothing).set(gain);
    for (let k = 0; k < lanes.count; k++) {
      w.get(word)
        .constant(k)
        .add()
        .constant(lanes.count - 1)
        .and()
        .constant(lanes.bytes === 4 ? 2 : 3)
        .shiftLeft();
      w.tee(lane).get(at).add();
      loadNumber(control.gains).tee(other).get(gain).plain(floatOps.isAbove);
      w.when(() => {
        w.get(other).set(gain);
        w.get(at).get(lane).add().loadInteger(control.places).get(lane).add().set(chosen);
      });
    }

    w.floatConstant(0).set(change);
    w.get(gain).floatConstant(nothing).plain(floatOps.isAbove);
    w.when(() => {
      // Leaving the best state uphill: now it must be kept.
      w.get(at).loadInteger(control.isPending).get(gain).floatConstant(0).plain(floatOps.isAtMost).and();
      w.when(() => {
        w.constant(0).set(place);
        w.repeat(() => {
          w.get(best).get(place).add().get(spins).get(place).add().loadVector().storeVector();
          w.get(place).constant(16).add().tee(place).get(width).isDifferent();
        });
        w.get(at).constant(0).storeInteger(control.isPending);
      });
      w.get(spins).get(chosen).add();
      loadNumber().tee(other).floatConstant(-2).multiplyFloat().set(change);
      w.get(spins).get(chosen).add().get(other).plain(floatOps.negate);
      storeNumber();
      w.get(energy).get(gain).get(gain).addFloat().subtractFloat().set(energy);
      w.get(untils).get(chosen).add();
      w.get(word).get(at).loadInteger(control.spread).plain(remainder).get(at).loadInteger(control.tenure).add();
      w.plain(0xb8).get(now).addFloat(); // f64.convert_i32_u
      storeNumber();
      w.get(chosen)
        .constant(lanes.bytes === 4 ? 2 : 3)
        .shiftRight();
      if (isDense) {
        w.get(width).multiply().get(couplings).add().set(row);
      } else {
        w.constant(2).shiftLeft().get(couplings).add().tee(row).loadInteger().get(row).loadInteger(4).get(fields);
        w.get(change);
        if (isSingle) w.plain(floatOps.demote);
        w.call(0);
      }
    });
    w.get(now).floatConstant(1).addFloat().set(now);
    w.get(energy).get(at).loadFloat(control.margin).addFloat().get(at).loadFloat(control.best).isBelowFloat();
    w.when(() => {
      w.get(at).get(energy).storeFloat(control.best);
      w.get(at).get(now).storeFloat(control.improvedAt);
      w.get(at).constant(1).storeInteger(control.isPending);
    });
    w.get(moves).constant(1).subtract().tee(moves).constant(0).isDifferent();
    w.get(now).get(at).loadFloat(control.improvedAt).subtractFloat().get(at).loadFloat(control.mostIdle).isBelowFloat();
    w.and();
  });
  if (isDense) {
    w.get(row).get(row).get(width).add().get(fields).get(change);
    if (isSingle) w.plain(floatOps.demote);
    w.call(0);
  }
  w.get(at).get(word).storeInteger(control.random);
  w.get(at).get(now).storeFloat(control.now);
  w.get(at).get(energy).storeFloat(control.energy);
  return w;
}
