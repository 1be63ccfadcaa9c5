import fc from "fast-check";
import { expect, test } from "vitest";
import { FunctionWriter, f64, far, i32, i64, v128 } from "./function-writer.ts";
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

/** A memory with 64-bit addresses, as TypeScript's types do not know it yet. */
function wideMemory(pages: number): WebAssembly.Memory {
  const descriptor = { address: "i64", initial: BigInt(pages), maximum: BigInt(pages), shared: true };
  return new WebAssembly.Memory(descriptor as unknown as WebAssembly.MemoryDescriptor);
}

function callsOn(memory: WebAssembly.Memory, functions: readonly FunctionWriter[], isWide: boolean) {
  const bytes = writeModule(functions, { maximumPages: isWide ? 65_537 : 65_536, isShared: true, isWide });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { engine: { memory } });
  return exports as Record<string, (...values: number[]) => void>;
}

test("code for 32-bit addresses does the same in a memory with 64-bit ones", () => {
  const f = new FunctionWriter("copyAll", [i32, i32]);
  const [from, to] = [0, 1];
  f.get(to).get(from).loadInteger(4).storeInteger(4);
  f.get(to).get(from).loadShort(8).storeShort(8);
  f.get(to).get(from).loadFloat(16).storeFloat(16);
  f.get(to).get(from).loadVector(32).storeVector(32);
  f.get(to).get(from).loadVector(48).storeLane(3, 48);
  f.get(to).get(from).loadSplat(4, 64).storeVector(64);
  f.get(to).get(from).loadSplat(8, 80).storeVector(80);
  const copied = [false, true].map((isWide) => {
    const memory = isWide ? wideMemory(2) : new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true });
    const bytes = new Uint8Array(memory.buffer);
    for (let i = 0; i < 96; i++) bytes[i] = i + 1;
    callsOn(memory, [f], isWide).copyAll?.(0, 65_536);
    return [...bytes.slice(65_536, 65_536 + 96)];
  });
  expect(copied[1]).toEqual(copied[0]);
  expect(copied[0]?.filter((byte) => byte !== 0).length).toBe(4 + 2 + 8 + 16 + 4 + 16 + 16);
});

test("far addresses reach beyond 4 GiB, and are computed exactly", () => {
  const f = new FunctionWriter("copy", [far, far, i32]);
  const at = f.local(far);
  // the target moves by 64 · (block − 1) + 16 − (16 · 2 >> 1)
  f.get(2).toFar().farConstant(6).shiftFarLeft().get(0).addFar().farConstant(64).subtractFar().set(at);
  f.get(at).farConstant(16).addFar().farConstant(16).farConstant(2).multiplyFar().farConstant(1).shiftFarRight();
  f.subtractFar().get(1).loadFarVector(16).storeFarVector(16);
  const order = new FunctionWriter("order", [far, far, i32]);
  order.get(2).get(0).get(1).isBelowFar().storeInteger().get(2).get(0).fromFar().storeInteger(4);
  const page = 65_536;
  const memory = wideMemory(page + 1); // pages that nobody touches cost nothing
  const call = callsOn(memory, [f, order], true);
  const words = new Int32Array(memory.buffer);
  words.set([1, 2, 3, 4], 4);
  call.copy?.(2 ** 32 + 128, 0, 3);
  expect([...words.subarray(2 ** 30 + 64 + 4, 2 ** 30 + 64 + 8)]).toEqual([1, 2, 3, 4]);
  call.order?.(5, 2 ** 32 + 4, 0);
  expect([...words.subarray(0, 2)]).toEqual([1, 5]);
  call.order?.(2 ** 32 + 4, 5, 0);
  expect([...words.subarray(0, 2)]).toEqual([0, 4]);
});

test("far addresses are plain ones where the memory has 32-bit addresses", () => {
  const f = new FunctionWriter("copy", [far, far, i32]);
  f.get(0).get(2).toFar().addFar().get(1).loadFarVector().storeFarVector(16);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer);
  words.set([1, 2, 3, 4]);
  callsOn(memory, [f], false).copy?.(64, 0, 32);
  expect([...words.subarray(28, 32)]).toEqual([1, 2, 3, 4]);
});
