import { FunctionWriter, f64, far, i32, simd128, v128 } from "@naru/kernels";
import { type Arithmetic, imaginaryOffset, lanes32, vectorBytes } from "./arithmetic.ts";

/** Kernels that read a state, which may reach beyond 4 GiB. Addresses in bytes; weights are |amplitude|², added up in 64 bits. */
export interface ReadKernels {
  /** Turns `count` numbers into their running sums: entry i becomes the sum of entries 0 … i. */
  addUp(numbers: number, count: number): void;
  /**
   * Finds, for each of `targets` (`count` ascending 64-bit floats), the first index at which the sum of weights passes it,
   * and writes it to `found` as a 32-bit integer. `sums` are the running sums of the blocks' weights, `lastBlock` the last
   * block that has any, and `source` the state. An index of weight 0 is never found.
   */
  findTargets(
    found: number,
    targets: number,
    count: number,
    sums: number,
    lastBlock: number,
    source: number,
    vectorsOfBlock: number,
  ): void;
}

export function readKernels(arithmetic: Arithmetic): FunctionWriter[] {
  return [addUpKernel(), findKernel(arithmetic)];
}

const { f64x2Add, f64x2PromoteLow } = simd128;

function addUpKernel(): FunctionWriter {
  const f = new FunctionWriter("addUp", [i32, i32]);
  const [numbers, count] = [0, 1];
  const i = f.local(i32);
  const sum = f.local(f64);
  return f.repeat(() => {
    f.get(numbers).get(numbers).loadFloat().get(sum).addFloat().tee(sum).storeFloat();
    f.get(numbers).constant(8).add().set(numbers);
    f.get(i).constant(1).add().tee(i).get(count).isBelow();
  });
}

function findKernel({ precision, add, multiply, lanes }: Arithmetic): FunctionWriter {
  const f = new FunctionWriter("findTargets", [i32, i32, i32, i32, i32, far, i32]);
  const [found, targets, count, sums, lastBlock, source, vectorsOfBlock] = [0, 1, 2, 3, 4, 5, 6];
  /** Where the walk is: a vector of a block, the sum of all before it, and the last vector that had any weight. */
  const [block, left, shot, lane] = f.locals(4, i32);
  const [at, hit] = f.locals(2, far);
  const [sum, target, weight] = f.locals(3, f64);
  const [re, im, square] = f.locals(3, v128);
  /** The weights of a vector's amplitudes, in pairs of 64-bit floats. */
  const pairs = f.locals(lanes / 2, v128);
  const setWeights = (address: number) => {
    f.get(address).loadFarVector(0).set(re).get(address).loadFarVector(imaginaryOffset).set(im);
    f.get(re).get(re).simd(multiply).get(im).get(im).simd(multiply).simd(add).set(square);
    if (precision === "double") f.get(square).set(pairs[0]);
    else {
      f.get(square).simd(f64x2PromoteLow).set(pairs[0]);
      f.get(square)
        .get(square)
        .shuffle(lanes32(2, 3, 2, 3))
        .simd(f64x2PromoteLow)
        .set(pairs[1]);
    }
  };
  const sumAt = (offset: number) => f.get(block).constant(3).shiftLeft().get(sums).add().loadFloat(offset);
  const blockBytes = () => f.get(vectorsOfBlock).constant(Math.log2(vectorBytes)).shiftLeft();
  f.get(source).tee(at).set(hit).get(vectorsOfBlock).set(left);
  return f.repeat(() => {
    f.get(targets).loadFloat().set(target);
    f.block(() => {
      f.repeat(() => {
        f.get(block).get(lastBlock).isEqual().leaveIf(1);
        f.get(target);
        sumAt(0).isBelowFloat().leaveIf(1);
        sumAt(0).set(sum);
        f.get(block).constant(1).add().tee(block).toFar();
        blockBytes().toFar().multiplyFar().get(source).addFar().tee(at).set(hit);
        f.get(vectorsOfBlock).set(left).constant(1);
      });
    });
    f.block(() => {
      f.repeat(() => {
        f.get(left).isZero().leaveIf(1);
        setWeights(at);
        if (precision === "double") f.get(pairs[0]).set(square);
        else f.get(pairs[0]).get(pairs[1]).simd(f64x2Add).set(square);
        f.get(square).extractFloat(0).get(square).extractFloat(1).addFloat().set(weight);
        f.floatConstant(0)
          .get(weight)
          .isBelowFloat()
          .when(() => f.get(at).set(hit));
        f.get(target).get(sum).get(weight).addFloat().isBelowFloat().leaveIf(1);
        f.get(sum).get(weight).addFloat().set(sum);
        f.get(at).farConstant(vectorBytes).addFar().set(at).get(left).constant(1).subtract().set(left).constant(1);
      });
    });
    // at the end of a block, rounding may leave the target just beyond the last weight
    setWeights(hit);
    f.get(sum).set(weight);
    f.block(() => {
      for (let k = 0; k < lanes; k++) {
        const own = () => f.get(pairs[k >> 1]).extractFloat((k & 1) as 0 | 1);
        f.floatConstant(0);
        own()
          .isBelowFloat()
          .when(() => {
            f.constant(k).set(lane).get(weight);
            own().addFloat().set(weight);
            f.get(target).get(weight).isBelowFloat().leaveIf(1);
          });
      }
    });
    f.get(found);
    f.get(hit)
      .get(source)
      .subtractFar()
      .farConstant(Math.log2(vectorBytes / lanes))
      .shiftFarRight()
      .fromFar()
      .get(lane)
      .or();
    f.storeInteger();
    f.get(found).constant(4).add().set(found);
    f.get(targets).constant(8).add().set(targets);
    f.get(shot).constant(1).add().tee(shot).get(count).isBelow();
  });
}
