import fc from "fast-check";
import type { Json } from "../job.ts";
import type { WireRequest } from "./subject.ts";

/** Values that break readers: wrong kinds, edges of numbers, odd texts. */
const anyOddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, -1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 1e6 + 1, "", "0", "-3", "NaN"),
  fc.constantFrom<Json>([], {}, [[]], [null], { "": null }, "\u0000", "\u001f", "__proto__", "x".repeat(50_000)),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** A recorded body with one to three places replaced, removed or doubled. */
const mutated = (body: Json): fc.Arbitrary<Json> =>
  fc
    .array(fc.record({ at: fc.nat(), value: anyOddValue, how: fc.constantFrom("replace", "remove", "double") }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => changes.reduce<Json>((value, { at, value: odd, how }) => changed(value, at, odd, how), body));

/** Text that is nearly JSON: pieces of it in any order. */
const anyTokenSoup: fc.Arbitrary<string> = fc
  .array(
    fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"gate"',
      '"input"',
      '"ids"',
      "NaN",
      "-Infinity",
      "1e999",
      "-0",
      "null",
      '"',
      "\\",
      " ",
    ),
    { maxLength: 40 },
  )
  .map((tokens) => tokens.join(""));

const anyNesting: fc.Arbitrary<string> = fc
  .record({ depth: fc.constantFrom(65, 1_000, 100_000), bracket: fc.constantFrom("[", '{"a":') })
  .map(({ depth, bracket }) => bracket.repeat(depth));

/** A request like the recorded ones, with the body spoiled in one of many ways. */
export function anySpoiled(recorded: readonly WireRequest[]): fc.Arbitrary<WireRequest> {
  return fc.constantFrom(...recorded).chain((request) => {
    const bodies: fc.Arbitrary<unknown>[] = [
      anyTokenSoup,
      anyNesting,
      anyOddValue.map((value) => JSON.stringify(value)),
    ];
    if (request.body !== undefined) bodies.push(mutated(request.body as Json), mutated(request.body as Json));
    return fc.oneof(...bodies).map((body) => ({ ...request, body }));
  });
}

/** A recorded request whose path or query is spoiled. */
export function anyLost(recorded: readonly WireRequest[]): fc.Arbitrary<WireRequest> {
  const anyPiece = fc.oneof(
    fc.constantFrom("", "..", "%", "%00", "%ff", "?limit=-1", "?limit=x&next=%00", "?status=%F0", "null", "jobs"),
    fc.webSegment(),
  );
  return fc
    .record({
      request: fc.constantFrom(...recorded),
      method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
      at: fc.nat(),
      piece: anyPiece,
    })
    .map(({ request, method, at, piece }) => {
      const segments = request.path.split("/");
      segments[2 + (at % Math.max(1, segments.length - 1))] = piece;
      return { ...request, method, path: segments.join("/") };
    });
}

/** The value with one place changed; places are counted over the whole tree. */
function changed(value: Json, at: number, odd: Json, how: string): Json {
  const places = placesOf(value);
  const path = places[at % places.length] ?? [];
  return edited(value, path, odd, how);
}

type Path = readonly (string | number)[];

function placesOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    placesOf(child as Json, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

function edited(value: Json, [key, ...rest]: Path, odd: Json, how: string): Json {
  if (key === undefined) return how === "double" ? [value, value] : how === "remove" ? null : odd;
  if (Array.isArray(value)) {
    return value.flatMap((child: Json, k) => {
      if (k !== key) return [child];
      if (rest.length === 0 && how === "remove") return [];
      if (rest.length === 0 && how === "double") return [child, child];
      return [edited(child, rest, odd, how)];
    });
  }
  if (typeof value !== "object" || value === null) return odd;
  const entries = Object.entries(value).flatMap(([name, child]) => {
    if (name !== key) return [[name, child] as const];
    if (rest.length === 0 && how === "remove") return [];
    return [[name, edited(child as Json, rest, odd, how)] as const];
  });
  return Object.fromEntries(entries);
}
