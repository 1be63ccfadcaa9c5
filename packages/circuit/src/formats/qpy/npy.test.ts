import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy } from "./read-array.ts";
import { writeNpy } from "./write-array.ts";

/** A file whose header says this and whose entries follow. */
function fileOf(header: string, entries: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length & 255, text.length >> 8];
  return Uint8Array.from([...head, ...text, ...entries]);
}

const bytesOf = (values: Float64Array) => new Uint8Array(values.buffer);
const anyShape = fc.array(fc.nat(4), { maxLength: 5 });

test("what is written reads back", () => {
  fc.assert(
    fc.property(anyShape, (shape) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const data = Float64Array.from({ length: count }, (_, k) => k / 7);
      const read = readNpy(writeNpy("<f8", shape, bytesOf(data)), { maxEntries: count });
      expect(read).toEqual({ kind: "array", shape, isComplex: false, data });
    }),
  );
});

test("columns become rows, whatever the shape", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 5 }), (shape) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const data = Float64Array.from({ length: count }, (_, k) => k);
      const tuple = `(${shape.map((length) => `${length},`).join(" ")})`;
      const header = `{'descr': '<f8', 'fortran_order': True, 'shape': ${tuple}, }`;
      const read = readNpy(fileOf(header, bytesOf(data)), { maxEntries: count });
      for (let k = 0; k < count; k++) {
        // Entry k, row by row, has its index along each axis; the place adds them up from the first axis.
        let rest = k;
        const index = shape.map(() => 0);
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          index[axis] = rest % (shape[axis] ?? 1);
          rest = Math.floor(rest / (shape[axis] ?? 1));
        }
        const place = index.reduceRight((sum, each, axis) => sum * (shape[axis] ?? 1) + each, 0);
        expect(read.data[k]).toBe(place);
      }
    }),
  );
});

test("a shape that the bytes do not bear is refused before anything is allocated", () => {
  const refuse = (shape: string) => () =>
    readNpy(fileOf(`{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`, new Uint8Array(8)), {
      maxEntries: 1000,
    });
  expect(refuse("(1001,)")).toThrow(/1001 entries of an array; the limit is 1000/);
  expect(refuse("(100000, 100000, 100000)")).toThrow(/the limit is 1000/);
  expect(refuse("(999,)")).toThrow(/7992 bytes should follow and 8 are left/);
  expect(refuse(`(${"9".repeat(400)}, 0)`)).toThrow(/too long/);
  expect(refuse(`(${"1, ".repeat(65)})`)).toThrow(/64 axes at most/);
});
