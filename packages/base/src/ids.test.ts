import fc from "fast-check";
import { expect, test } from "vitest";
import { isUuid, maxParts, partId, uuidV7, uuidV7OfWhole, wholeId } from "./index.ts";

const unixMs = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const entropy = fc.uint8Array({ minLength: 10, maxLength: 10 });

test("the example of RFC 9562, appendix A.6, is reproduced", () => {
  // 2022-02-22 19:22:22 UTC; rand_a = 0xCC3, rand_b = 0b01, 0x8C4DC0C0C07398F. The version and variant bits are overwritten.
  const random = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
  expect(uuidV7(0x017f22e279b0, random)).toBe("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
});

test("every id is a UUID of version 7 and variant 10 that holds its moment", () => {
  fc.assert(
    fc.property(unixMs, entropy, (ms, random) => {
      const id = uuidV7(ms, random);
      expect(isUuid(id)).toBe(true);
      expect(id[14]).toBe("7");
      expect("89ab").toContain(id[19]);
      expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(ms);
    }),
  );
});

test("ids sort as text in the order of their moments, whatever their random bits", () => {
  fc.assert(
    fc.property(unixMs, unixMs, entropy, entropy, (a, b, randomA, randomB) => {
      fc.pre(a < b);
      expect(uuidV7(a, randomA) < uuidV7(b, randomB)).toBe(true);
    }),
  );
});

test("the bits that are random all reach the id", () => {
  const ids = new Set<string>();
  for (let bit = 0; bit < 80; bit++) {
    const random = new Uint8Array(10);
    random[bit >> 3] = 1 << (bit & 7);
    ids.add(uuidV7(0, random));
  }
  expect(ids.size).toBe(74 + 1); // 80 bits, of which 6 are overwritten and so leave the id of zeros
});

test("the id of a part leads back to its whole and its index", () => {
  fc.assert(
    fc.property(unixMs, entropy, fc.integer({ min: 0, max: maxParts - 1 }), (ms, random, index) => {
      const whole = uuidV7OfWhole(ms, random);
      const part = partId(whole, index);
      expect(isUuid(whole) && isUuid(part)).toBe(true);
      expect(part).not.toBe(whole);
      expect(wholeId(part)).toEqual({ whole, index });
      expect(wholeId(whole)).toEqual({ whole, index: null });
    }),
  );
});

test("a text that is nearly a UUID is not taken for one", () => {
  const id = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f";
  expect(isUuid(id)).toBe(true);
  for (const other of [id.toUpperCase(), ` ${id}`, `${id}\n`, id.slice(1), id.replaceAll("-", ""), `{${id}}`, ""]) {
    expect(isUuid(other)).toBe(false);
  }
});
