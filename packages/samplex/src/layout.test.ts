import { InvalidInputError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { broadcastShapes, layoutOf } from "./layout.ts";

const anyLayout = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 4 }), swept: fc.boolean() }), { maxLength: 4 })
  .map((axes) => ({
    shape: axes.map(({ length }) => length),
    varied: axes.map(({ length, swept }) => (swept ? length : 1)),
  }));

test("steps and draws together are every place of the shape, once", () => {
  fc.assert(
    fc.property(anyLayout, ({ shape, varied }) => {
      const layout = layoutOf(shape, varied);
      const places: number[] = [];
      for (let step = 0; step < layout.steps; step++) {
        const start = layout.placeOf(layout.indicesOf(step));
        for (const draw of layout.draws) places.push(start + draw);
      }
      const size = shape.reduce((product, length) => product * length, 1);
      expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, k) => k));
    }),
  );
});

test("arguments of shape [3, 1] sweep the second last axis of three, and the others are draws", () => {
  const layout = layoutOf([2, 3, 2], [3, 1]);
  expect(layout.steps).toBe(3);
  expect([...layout.draws]).toEqual([0, 1, 6, 7]);
  expect(layout.indicesOf(2)).toEqual([0, 2, 0]);
});

test("arguments that do not fit are refused", () => {
  expect(() => layoutOf([2, 3], [2])).toThrow(InvalidInputError);
  expect(() => layoutOf([3], [3, 1])).toThrow(InvalidInputError);
});

test("shapes are broadcast as NumPy does", () => {
  expect(broadcastShapes([3, 1], [2, 1, 4])).toEqual([2, 3, 4]);
  expect(broadcastShapes([], [5])).toEqual([5]);
  expect(broadcastShapes([3], [4])).toBeUndefined();
});
