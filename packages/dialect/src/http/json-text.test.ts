import { TooLargeError } from "@naru/base";
import fc from "fast-check";
import { expect, test } from "vitest";
import { itemsOf, membersOf, readJson, readJsonOrNothing } from "./json-text.ts";

const anyText = (value: unknown) =>
  fc.constantFrom(JSON.stringify(value), JSON.stringify(value, null, 3), ` ${JSON.stringify(value)}\n`);

test("items of any list are where they were written", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 4 })).chain((list) => anyText(list)),
      (text) => {
        const value = JSON.parse(text) as unknown[];
        expect(itemsOf({ value, text }).map((item) => JSON.parse(item.text))).toEqual(value);
      },
    ),
  );
});

test("members of any object are where they were written, and are kept as they were", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ maxDepth: 4 })).chain((object) => anyText(object)),
      (text) => {
        const members = [...membersOf(text)].map(([key, value]) => [key, JSON.parse(value)]);
        expect(Object.fromEntries(members)).toEqual(JSON.parse(text));
      },
    ),
  );
  expect(membersOf('{"a" : 1.0, "b":[ 1e2 ,"\\"}"], "a":-0.50}').get("a")).toBe("-0.50");
  expect(membersOf('{"a" : 1.0, "b":[ 1e2 ,"\\"}"]}').get("b")).toBe('[ 1e2 ,"\\"}"]');
});

test("values are found wherever brackets and quotes hide", () => {
  const text = `{ "a" : {"b":"}\\"{", "params":[1,{"x":2}]} , "params":[ 1.0,"\\\\" ],"c": 1e3, "d":"\\\\\\",", "e":null }`;
  expect([...membersOf(text)]).toEqual([
    ["a", '{"b":"}\\"{", "params":[1,{"x":2}]}'],
    ["params", '[ 1.0,"\\\\" ]'],
    ["c", "1e3"],
    ["d", '"\\\\\\","'],
    ["e", "null"],
  ]);
});

test("of a key that is given twice, both readings take the last", () => {
  const { value, text } = readJson('{"params":1,"params":{"x":2},"\\u0070arams":3}');
  expect(value).toEqual({ params: 3 });
  expect(membersOf(text).get("params")).toBe("3");
});

test("an empty body is no JSON, unless it means nothing", () => {
  expect(() => readJson(" ")).toThrow(/not valid JSON/);
  expect(readJsonOrNothing(" \n")).toEqual({ value: {}, text: "{}" });
});

test.each([
  ["half an object", '{"params":{"x":[1,2', /not valid JSON/],
  ["a bare word", '{"offset": NaN}', /NaN/],
  ["deep brackets", `{"params":${"[".repeat(100_000)}`, /64 levels/],
  ["a NUL", '{"label":"\\u0000"}', /NUL/],
  ["half a surrogate pair", '{"a":["\\ud800"]}', /surrogate/],
  ["half a surrogate pair in a key", '{"\\udfff":1}', /surrogate/],
])("%s is refused with a reason", (_, text, reason) => {
  expect(() => readJson(text)).toThrow(reason);
});

test("values are counted, whatever they are, and not what stands in texts", () => {
  const text = '{"a":[1,{"b":[]}],"c":",,,,[[[","d":null}';
  expect(readJson(text, 8).value).toMatchObject({ d: null });
  expect(() => readJson(text, 6)).toThrow(TooLargeError);
  expect(() => readJson(`[${"{},".repeat(1e6)}`, 1e5)).toThrow(TooLargeError);
});

test("a whole surrogate pair, and a backslash before u0000, are let be", () => {
  expect(readJson('{"a":"\\ud83d\\ude00","b":"\\\\u0000"}').value).toEqual({ a: "😀", b: "\\u0000" });
});
