import { TooLargeError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { broadcast, broadcastPlaces, sizeWithin } from "./shape.ts";

test("shapes broadcast as NumPy's do", () => {
  expect(broadcast([], [], "p")).toEqual([]);
  expect(broadcast([3], [2, 1], "p")).toEqual([2, 3]);
  expect(broadcast([5, 1, 4], [3, 1], "p")).toEqual([5, 3, 4]);
  expect(() => broadcast([3], [2], "p")).toThrow(
    '"p": observables of shape [2] and parameter values of shape [3] do not broadcast.',
  );
});

test("an entry of the result is repeated from the entry at its index, with 0 along axes of length 1", () => {
  const anyAxis = fc.record({ length: fc.integer({ min: 1, max: 4 }), isRepeated: fc.boolean() });
  fc.assert(
    fc.property(fc.array(anyAxis, { maxLength: 4 }), fc.nat(4), (axes, missing) => {
      const shape = axes.map(({ length }) => length);
      const own = axes.map(({ length, isRepeated }) => (isRepeated ? 1 : length)).slice(Math.min(missing, axes.length));
      const places = broadcastPlaces(own, shape);
      expect(places).toHaveLength(shape.reduce((product, length) => product * length, 1));
      places.forEach((place, k) => {
        let rest = k;
        let expected = 0;
        let stride = 1;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          const index = rest % (shape[axis] ?? 1);
          rest = Math.floor(rest / (shape[axis] ?? 1));
          const length = own[axis - (shape.length - own.length)] ?? 1;
          expected += (length === 1 ? 0 : index) * stride;
          stride *= length;
        }
        expect(place).toBe(expected);
      });
    }),
  );
});

test("sizes beyond a limit are refused, however the axes multiply", () => {
  expect(sizeWithin([2, 3], 6, "p", "things")).toBe(6);
  expect(() => sizeWithin([2, 4], 6, "p", "things")).toThrow(/"p": there are 8 things; the limit is 6/);
  expect(() => sizeWithin([1e200, 1e200], 6, "p", "things")).toThrow(TooLargeError);
});
