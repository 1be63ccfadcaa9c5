import fc from "fast-check";
import { expect, test } from "vitest";
import { packShots, shotBytes } from "./pack.ts";

test("bit k of a shot is bit k mod 8 of byte ⌊k/8⌋, turned where it was flipped", () => {
  const anyCase = fc.integer({ min: 1, max: 70 }).chain((bitCount) =>
    fc.record({
      bitCount: fc.constant(bitCount),
      outcomes: fc.uniqueArray(
        fc.array(fc.constantFrom("0", "1"), { minLength: bitCount, maxLength: bitCount }).map((bits) => bits.join("")),
        { minLength: 1, maxLength: 4 },
      ),
      order: fc.array(fc.nat(3), { minLength: 1, maxLength: 10 }),
      flipped: fc.subarray(Array.from({ length: bitCount }, (_, k) => k)),
    }),
  );
  fc.assert(
    fc.property(anyCase, ({ bitCount, outcomes, order, flipped }) => {
      const memory = Uint32Array.from(order, (place) => place % outcomes.length);
      const counts = new Map(outcomes.map((outcome) => [outcome, 1]));
      const width = shotBytes(bitCount);
      const into = new Uint8Array((memory.length + 1) * width);
      packShots({ counts, memory, bitCount }, flipped, into, width);
      expect([...into.subarray(0, width)]).toEqual(new Array(width).fill(0));
      memory.forEach((place, shot) => {
        for (let k = 0; k < bitCount; k++) {
          const byte = into[(shot + 1) * width + Math.floor(k / 8)] ?? 0;
          const meant = Number(outcomes[place]?.charAt(bitCount - 1 - k)) ^ (flipped.includes(k) ? 1 : 0);
          expect((byte >> (k % 8)) & 1).toBe(meant);
        }
      });
    }),
  );
});
