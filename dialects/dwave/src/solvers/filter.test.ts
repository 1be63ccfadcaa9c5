import fc from "fast-check";
import { expect, test } from "vitest";
import { filtered, readFilter } from "./filter.ts";

const definition = {
  identity: { name: "a" },
  status: "ONLINE",
  properties: { category: "qpu", qubits: [0, 1], deep: { er: 1 } },
};

const left = (text: string | null) => filtered(definition, readFilter(text));

test.each<[string | null, unknown]>([
  [null, definition],
  ["all", definition],
  ["none", {}],
  ["none,+identity,+status", { identity: { name: "a" }, status: "ONLINE" }],
  ["all,-status,-properties.qubits", { identity: { name: "a" }, properties: { category: "qpu", deep: { er: 1 } } }],
  ["none,+properties.deep.er", { properties: { deep: { er: 1 } } }],
  [
    "all,-properties,+properties.category",
    { identity: { name: "a" }, status: "ONLINE", properties: { category: "qpu" } },
  ],
  // What is not there, and a plus that travelled as a space.
  ["none, status,+nope.deeper,-properties.deep.er.no", { status: "ONLINE" }],
  ["all,-toString,-status.length", definition],
  ["none,+__proto__,+constructor.name", {}],
])("%s leaves what it says", (text, expected) => expect(left(text)).toEqual(expected));

test.each(["some", "all,status", "all,-", "all,+a..b", "+status", `all,${"-a,".repeat(2000)}-a`])(
  "%s is refused",
  (text) => {
    expect(() => readFilter(text)).toThrow("Invalid filter");
  },
);

test("no filter changes the definition that others read", () => {
  const before = JSON.stringify(definition);
  const anyPath = fc.array(fc.constantFrom("identity", "name", "properties", "deep", "er", "qubits", "0"), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(
      fc.constantFrom("all", "none"),
      fc.array(fc.tuple(fc.constantFrom("+", "-"), anyPath)),
      (first, steps) => {
        const text = [first, ...steps.map(([sign, path]) => sign + path.join("."))].join(",");
        left(text);
        expect(JSON.stringify(definition)).toBe(before);
      },
    ),
  );
});
