import fc from "fast-check";
import { expect, test } from "vitest";
import { FunctionWriter, f64, i32, i64, v128 } from "./function-writer.ts";
import { writeModule } from "./module-writer.ts";
import { simd128 } from "./simd128.ts";

function instantiate(functions: readonly FunctionWriter[]) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const module = new WebAssembly.Module(writeModule(functions, { maximumPages: 2, isShared: false }));
  const { exports } = new WebAssembly.Instance(module, { engine: { memory } });
  return { memory, call: exports as unknown as Record<string, (...values: unknown[]) => unknown> };
}

test("constants of every size come back", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double(),
      (int, long, float) => {
        const integer = new FunctionWriter("integer", [], [i32]).constant(int);
        const wide = new FunctionWriter("wide", [], [i64]).longConstant(long);
        const number = new FunctionWriter("number", [], [f64]).floatConstant(float);
        const { call } = instantiate([integer, wide, number]);
        expect(call.integer?.()).toBe(int);
        expect(call.wide?.()).toBe(long);
        expect(call.number?.()).toBe(float);
      },
    ),
    { numRuns: 60 },
  );
});

test("a loop with a branch and a call: the sum of the odd numbers below n", () => {
  const isOdd = new FunctionWriter("isOdd", [i32], [i32]).get(0).constant(1).and();
  const f = new FunctionWriter("sum", [i32], [i32]);
  const [i, sum] = f.locals(2, i32) as [number, number];
  f.block(() => {
    f.get(0).isZero().leaveIf();
    f.repeat(() => {
      f.get(i)
        .call(0)
        .when(() => f.get(sum).get(i).add().set(sum));
      f.get(i).constant(1).add().tee(i).get(0).isBelow();
    });
  }).get(sum);
  const { call } = instantiate([isOdd, f]);
  expect(call.sum?.(0)).toBe(0);
  expect(call.sum?.(10)).toBe(25);
});

test("a vector goes through memory", () => {
  const f = new FunctionWriter("double", [i32]);
  const vector = f.local(v128);
  f.get(0).loadVector(16).tee(vector).get(vector).simd(simd128.f64x2Add).set(vector);
  f.get(0).get(vector).storeVector(16);
  const { memory, call } = instantiate([f]);
  const numbers = new Float64Array(memory.buffer);
  numbers.set([1.5, -2], 2);
  call.double?.(0);
  expect([...numbers.subarray(2, 4)]).toEqual([3, -4]);
});

test("halves of a vector and shifts of its lanes", () => {
  const f = new FunctionWriter("upper", [i32, i32], [i64]);
  f.get(0).loadVector().get(1).simd(simd128.i32x4ShiftLeft).constant(1).simd(simd128.i32x4ShiftRight);
  f.get(0).loadVector().simd(simd128.i32x4Add).extractLong(1);
  const { memory, call } = instantiate([f]);
  new Uint32Array(memory.buffer).set([1, 2, 3, 0x8000_0004]);
  expect(call.upper?.(0, 5)).toBe((((4n << 5n) >> 1n) + 0x8000_0004n) * 2n ** 32n + (3n << 4n) + 3n - 2n ** 64n);
});

test("a lane of a vector is stored alone", () => {
  const f = new FunctionWriter("pick", [i32]);
  f.constant(32).get(0).loadVector().storeLane(2, 4);
  const { memory, call } = instantiate([f]);
  const words = new Uint32Array(memory.buffer);
  words.set([1, 2, 3, 4]);
  call.pick?.(0);
  expect([...words.subarray(8, 11)]).toEqual([0, 3, 0]);
});

test("memories of every kind are declared as they are made", () => {
  const nothing = new FunctionWriter("nothing", []);
  for (const isShared of [false, true]) {
    for (const isWide of [false, true]) {
      expect(WebAssembly.validate(writeModule([nothing], { maximumPages: 4, isShared, isWide }))).toBe(true);
    }
  }
});
