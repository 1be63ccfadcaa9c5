import { seeded } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeBitArray } from "./bit-array.ts";
import { unpacked } from "./unpack.testing.ts";

/** Distinct classical bits, in a run or not. */
const anyRegister = fc
  .record({ bitCount: fc.integer({ min: 1, max: 40 }), isRun: fc.boolean(), seed: fc.nat() })
  .map(({ bitCount, isRun, seed }) => {
    const random = seeded(seed);
    const first = random.below(bitCount);
    const size = 1 + random.below(bitCount - first);
    const run = Array.from({ length: size }, (_, k) => first + k);
    const clbits = isRun ? run : run.sort(() => random.below(3) - 1);
    return { bitCount, clbits, random };
  });

test("bit k of a register is bit k of the number that its bytes make, the first byte highest", async () => {
  await fc.assert(
    fc.asyncProperty(anyRegister, fc.nat(5), async ({ bitCount, clbits, random }, count) => {
      const width = Math.ceil(bitCount / 8);
      const bits = Uint8Array.from({ length: count * width }, (_, at) =>
        // Bits beyond the last are 0.
        at % width === width - 1 ? random.below(256) & (0xff >> (width * 8 - bitCount)) : random.below(256),
      );
      const written = await writeBitArray({ name: "c", clbits }, [count], { count, bitCount, bits });
      const { array, num_bits } = unpacked(written.__value__) as {
        array: { shape: number[]; type: string; data: number[] };
        num_bits: number;
      };
      const bytes = Math.ceil(clbits.length / 8);
      expect([num_bits, array.shape, array.type]).toEqual([clbits.length, [count, bytes], "|u1"]);
      for (let shot = 0; shot < count; shot++) {
        const number = array.data
          .slice(shot * bytes, (shot + 1) * bytes)
          .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
        const expected = clbits.reduce((sum, clbit, k) => {
          const bit = ((bits[shot * width + (clbit >> 3)] ?? 0) >> (clbit & 7)) & 1;
          return sum + (BigInt(bit) << BigInt(k));
        }, 0n);
        expect(number).toBe(expected);
      }
    }),
  );
});
