import fc from "fast-check";
import { recordedFlows, requestOf } from "./recorded.ts";

interface Program {
  readonly path: string;
  readonly text: string;
}

/** Every program that a client was recorded to send. */
const programs: readonly Program[] = recordedFlows()
  .flatMap(({ exchanges }) => exchanges.map(requestOf))
  .flatMap(({ path, body }) =>
    path.includes("/circuit")
      ? [{ path, text: JSON.stringify({ ...(body as object), calibration_set_id: null }) }]
      : [],
  );

const anyOdd = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e300, 2 ** 53, "", "QB1", "CR1", "QB2", "m", "__proto__", [], {}),
  fc.constantFrom<unknown>(["QB1", "QB2"], ["CR1"], { angle: 1, phase: 0 }, "x".repeat(2000), "\ud800", [[]], 1e9),
  fc.constantFrom<unknown>("prx", "cz", "move", "measure", "cc_prx", "reset", "barrier", "delay", "zeros", "none"),
  fc.jsonValue({ maxDepth: 2 }),
);

const anyEdit = fc.record({
  at: fc.nat(),
  odd: anyOdd,
  how: fc.constantFrom("replace", "remove", "double", "swap"),
});

/** A recorded program with up to four places changed, or its text cut or dirtied. */
export const anySpoiledBody: fc.Arbitrary<{ path: string; body: string }> = fc
  .constantFrom(...programs)
  .chain(({ path, text }) =>
    fc
      .oneof(
        { weight: 8, arbitrary: fc.array(anyEdit, { minLength: 1, maxLength: 4 }).map((edits) => edited(text, edits)) },
        { weight: 1, arbitrary: fc.nat(text.length).map((end) => text.slice(0, end)) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(fc.nat(text.length), fc.string({ unit: "binary", maxLength: 4 }))
            .map(([at, dirt]) => text.slice(0, at) + dirt + text.slice(at + 1)),
        },
      )
      .map((body) => ({ path, body })),
  );

type Edit = typeof anyEdit extends fc.Arbitrary<infer Value> ? Value : never;

function edited(text: string, edits: readonly Edit[]): string {
  const root = { value: JSON.parse(text) as unknown };
  for (const { at, odd, how } of edits) {
    const places = placesOf(root);
    const place = places[at % places.length];
    if (!place) continue;
    const [holder, key] = place;
    const other = places[(at * 7) % places.length];
    if (how === "remove") {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete (holder as Record<string, unknown>)[key];
    } else if (how === "double" && Array.isArray(holder)) holder.splice(Number(key), 0, holder[Number(key)]);
    else if (how === "swap" && other) write(holder, key, structuredClone(read(other[0], other[1])));
    else write(holder, key, structuredClone(odd));
  }
  return JSON.stringify(root.value) ?? "";
}

type Place = readonly [holder: object, key: string];

const placesOf = (holder: object): Place[] =>
  Object.keys(holder).flatMap((key): Place[] => {
    const value = read(holder, key);
    return [[holder, key], ...(typeof value === "object" && value !== null ? placesOf(value) : [])];
  });

const read = (holder: object, key: string): unknown => (holder as Record<string, unknown>)[key];

/** As JSON would: also under a name that objects have. */
function write(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
