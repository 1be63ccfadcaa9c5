import fc from "fast-check";
import { expect, test } from "vitest";
import { itemsOf, membersOf, readJson } from "./body.ts";

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

test.each([
  ["what is no JSON", "{"],
  ["NaN", '{"offset": NaN}'],
  ["deep nesting", "[".repeat(33)],
  ["a NUL", '{"label": "\\u0000"}'],
  ["half of a pair", '["\\ud800"]'],
])("%s is refused", (_, text) => expect(() => readJson(text)).toThrow());
