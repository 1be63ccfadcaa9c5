import type { Random } from "@naru/base";
import type { Json } from "../job.ts";

/** Values that break readers of any kind. */
const odds: readonly Json[] = [
  ...[null, true, false, 0, -1, 0.5, 1e300, -1e308, 2 ** 31, 2 ** 53, 1e9, 1e6 + 1],
  ...["", "0", "NaN", "\u0000", "\ud800", "__proto__", "x".repeat(2000), [], {}, [[]], [null], { "": null }],
];

/**
 * A body like this one, spoiled: mostly with one to four places of its tree replaced, removed, doubled or put elsewhere,
 * and now and then with its text cut or dirtied.
 *
 * @param words values that mean something to the reader, to be put where they do not belong
 */
export function spoiledBody(body: Json, words: readonly Json[], random: Random): string {
  const how = random.below(10);
  if (how > 1) return edited(body, words, random);
  const text = JSON.stringify(body);
  const at = random.below(text.length + 1);
  return how === 0 ? text.slice(0, at) : text.slice(0, at) + dirt(random) + text.slice(at + 1 + random.below(3));
}

/** Characters of JSON, and any others. */
function dirt(random: Random): string {
  const marks = ["", "0", "-", "e999", "NaN", "]", "}", "{", '"', "\\", ",", ":", "\u{1f300}", "\u0007"];
  return Array.from({ length: 1 + random.below(3) }, () => marks[random.below(marks.length)]).join("");
}

function edited(body: Json, words: readonly Json[], random: Random): string {
  const root = { value: copyOf(body) };
  for (let left = 1 + random.below(4); left > 0; left--) {
    const places = placesOf(root);
    const [holder, key] = pick(places, random) ?? [root, "value"];
    const how = random.below(5);
    if (how === 0 && Array.isArray(holder)) holder.splice(Number(key), 1);
    else if (how === 0) delete (holder as Record<string, unknown>)[key];
    else if (how === 1 && Array.isArray(holder)) holder.splice(Number(key), 0, copyOf(holder[Number(key)]));
    else if (how === 2) {
      const [from, name] = pick(places, random) ?? [root, "value"];
      write(holder, key, copyOf(read(from, name)));
    } else write(holder, key, copyOf(pick(random.below(2) === 0 ? odds : words, random)));
  }
  return JSON.stringify(root.value) ?? "";
}

const pick = <Value>(values: readonly Value[], random: Random): Value | undefined =>
  values.length === 0 ? undefined : values[random.below(values.length)];

/** The platform's own way takes ten times as long for trees of this size. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

type Place = readonly [holder: object, key: string];

function placesOf(holder: object): Place[] {
  const places: Place[] = [];
  for (const key of Object.keys(holder)) {
    places.push([holder, key]);
    const value = read(holder, key);
    if (typeof value === "object" && value !== null) places.push(...placesOf(value));
  }
  return places;
}

const read = (holder: object, key: string): unknown => (holder as Record<string, unknown>)[key];

/** As JSON would: also under a name that objects have. */
function write(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
