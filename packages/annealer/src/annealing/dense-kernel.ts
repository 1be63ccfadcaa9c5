import { FunctionWriter, f32, i32, simd128, v128 } from "@naru/kernels";
import { entryBytes } from "./neighbour-lists.ts";
import { stepWords, uniformLog2 } from "./simd.ts";

/** Spins are asked in groups of so many; n is filled up to a multiple with spins that never turn. */
export const denseGroup = 16;

/**
 * `dense(n, sweeps, spins, sums, rows, scales, state, scratch)`: Metropolis sweeps of one read with 32-bit floats, for models
 * in which most pairs are coupled. Local fields are kept: a turn adds a row of couplings to them, and a spin that stays
 * costs next to nothing.
 *
 * - n: a multiple of 16. `spins`: n floats ±1. `sums`: n local fields; those of spins that fill up hold a huge field along
 *   the spin. `rows`: n × n couplings.
 * - `scales`, `state`: as in `lockstep`, with 4 generators. `scratch`: 16 bytes.
 *
 * Four thresholds are drawn at once; only if one of four spins would turn, they are asked one after another, with the fields
 * as they have become.
 */
export function denseKernel(): FunctionWriter {
  return keptFieldsKernel("dense");
}

/**
 * `kept(…)`: as `dense`, for models in which a spin has some tens of neighbours: in place of `rows` there are n + 1 addresses
 * of lists of neighbours, as in `lockstep`, whose distances count from `sums`, floats of 4 bytes each.
 */
export function keptKernel(): FunctionWriter {
  return keptFieldsKernel("kept");
}

function keptFieldsKernel(name: "dense" | "kept"): FunctionWriter {
  const w = new FunctionWriter(name, [i32, i32, i32, i32, i32, i32, i32, i32]);
  const [n, sweeps, spins, sums, rows, scales, state, scratch] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
  const [i, row, sum, end, width] = [w.local(i32), w.local(i32), w.local(i32), w.local(i32), w.local(i32)];
  const last = w.local(i32);
  const factor = w.local(f32);
  const [word, scale, thresholds, part, exponent, change, spin] = [
    w.local(v128),
    w.local(v128),
    w.local(v128),
    w.local(v128),
    w.local(v128),
    w.local(v128),
    w.local(v128),
  ];
  const addRow = (lane: number) => {
    w.get(rows)
      .get(i)
      .constant(4 * lane)
      .add()
      .constant(2)
      .shiftRight()
      .get(width)
      .multiply()
      .add()
      .set(row);
    w.get(sums).set(sum);
    w.repeat(() => {
      for (let v = 0; v < denseGroup / 4; v++) {
        w.get(sum)
          .get(sum)
          .loadVector(16 * v)
          .get(change)
          .get(row)
          .loadVector(16 * v);
        w.simd(simd128.f32x4Multiply)
          .simd(simd128.f32x4Add)
          .storeVector(16 * v);
      }
      w.get(row)
        .constant(4 * denseGroup)
        .add()
        .set(row);
      w.get(sum)
        .constant(4 * denseGroup)
        .add()
        .tee(sum)
        .get(end)
        .isDifferent();
    });
  };
  const addNeighbours = (lane: number) => {
    w.get(rows)
      .get(i)
      .add()
      .tee(row)
      .loadInteger(4 * lane + 4)
      .set(last)
      .get(row)
      .loadInteger(4 * lane)
      .set(row);
    w.get(change).extractSingle(0).set(factor);
    w.block(() => {
      w.get(row).get(last).isEqual().leaveIf();
      w.repeat(() => {
        w.get(sums).get(row).loadInteger().add().tee(sum).get(sum).loadSingle().get(row).loadSingle(4).get(factor);
        w.plain(multiplySingle).plain(addSingle).storeSingle();
        w.get(row).constant(entryBytes).add().tee(row).get(last).isDifferent();
      });
    });
  };

  w.get(n).constant(2).shiftLeft().set(width);
  w.get(sums).get(width).add().set(end);
  w.get(state).loadVector().set(word);
  w.repeat(() => {
    w.get(scales).loadSplat(4).set(scale);
    w.constant(0).set(i);
    w.repeat(() => {
      stepWords(w, word);
      uniformLog2(w, word, part, exponent);
      w.get(scale).simd(simd128.f32x4Multiply).set(thresholds);
      w.get(spins).get(i).add().loadVector().get(sums).get(i).add().loadVector().simd(simd128.f32x4Multiply);
      w.get(thresholds).simd(simd128.f32x4IsAbove).simd(simd128.anyTrue);
      w.when(() => {
        w.get(scratch).get(thresholds).storeVector();
        for (let lane = 0; lane < 4; lane++) {
          w.get(spins)
            .get(i)
            .add()
            .loadSplat(4, 4 * lane)
            .tee(spin);
          w.get(sums)
            .get(i)
            .add()
            .loadSplat(4, 4 * lane)
            .simd(simd128.f32x4Multiply);
          w.get(scratch)
            .loadSplat(4, 4 * lane)
            .simd(simd128.f32x4IsAbove)
            .simd(simd128.anyTrue);
          w.when(() => {
            w.get(spin).get(spin).simd(simd128.f32x4Add).simd(simd128.f32x4Negate).set(change);
            w.get(spins)
              .get(i)
              .add()
              .get(spin)
              .simd(simd128.f32x4Negate)
              .storeLane(0, 4 * lane);
            if (name === "dense") addRow(lane);
            else addNeighbours(lane);
          });
        }
      });
      w.get(i).constant(16).add().tee(i).get(width).isDifferent();
    });
    w.get(scales).constant(4).add().set(scales);
    w.get(sweeps).constant(1).subtract().tee(sweeps);
  });
  w.get(state).get(word).storeVector();
  return w;
}

const [addSingle, multiplySingle] = [0x92, 0x94];
