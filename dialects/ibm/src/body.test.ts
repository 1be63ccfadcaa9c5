import fc from "fast-check";
import { expect, test } from "vitest";
import { readJson } from "./body.ts";

test("values of the outermost object are found as they were written, wherever brackets and quotes hide", () => {
  const text = `{ "a" : {"b":"}\\"{", "params":[1,{"x":2}]} , "params":[ 1.0,"\\\\" ],"c": 1e3, "d":"\\\\\\",", "e":null }`;
  expect([...readJson(text).texts]).toEqual([
    ["a", '{"b":"}\\"{", "params":[1,{"x":2}]}'],
    ["params", '[ 1.0,"\\\\" ]'],
    ["c", "1e3"],
    ["d", '"\\\\\\","'],
    ["e", "null"],
  ]);
});

test("the texts of any object read as its values", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 1, 4), (object, spaces) => {
      const storable = JSON.stringify(object, null, spaces);
      fc.pre(!/\\u0000|\\ud[89a-f]/.test(storable));
      const { value, texts } = readJson(storable);
      expect(value).toEqual(JSON.parse(storable));
      expect(Object.fromEntries([...texts].map(([key, text]) => [key, JSON.parse(text)]))).toEqual(value);
    }),
  );
});

test("of a key that is given twice, both readings take the last", () => {
  const { value, texts } = readJson('{"params":1,"params":{"x":2},"\\u0070arams":3}');
  expect(value).toEqual({ params: 3 });
  expect(texts.get("params")).toBe("3");
});

test.each([
  ["half an object", '{"params":{"x":[1,2', /not valid JSON/],
  ["a bare word", '{"a": NaN}', /NaN/],
  ["deep brackets", `{"params":${"[".repeat(100_000)}`, /64 levels/],
  ["a NUL", '{"a":"\\u0000"}', /NUL/],
  ["half a surrogate pair", '{"a":["\\ud800"]}', /surrogate/],
  ["half a surrogate pair in a key", '{"\\udfff":1}', /surrogate/],
])("%s is refused with a reason", (_, text, reason) => {
  expect(() => readJson(text)).toThrow(reason);
});

test("a whole surrogate pair, and a backslash before u0000, are let be", () => {
  expect(readJson('{"a":"\\ud83d\\ude00","b":"\\\\u0000"}').value).toEqual({ a: "😀", b: "\\u0000" });
});
