import { NaruError, type Random, seeded } from "@naru/base";
import { expect, test } from "vitest";
import { readSamplex } from "./read.ts";
import { type RecordedCase, recorded } from "./recorded.testing.ts";

/** Long runs by hand take other numbers, and look at the time of each case. */
const byHand = process.env.SAMPLEX_FUZZ_CASES;
const cases = Number(byHand ?? 1500);
/** Work that is done in some tens of milliseconds. */
const bearable = 1_000_000;
/** CPU time of one case, in a run by hand. */
const mostMs = 1000;

const originals = recorded().filter(({ samplex }) => samplex.length < 25_000);

test("damaged samplexes and arguments are refused with a reason, or sampled, in bounded time", () => {
  const random = seeded(20261122);
  let [refused, sampled] = [0, 0];
  for (let k = 0; k < cases; k++) {
    const original = originals[random.below(originals.length)];
    if (original === undefined) throw new RangeError("nothing is recorded");
    const began = process.threadCpuUsage();
    if (outcomeOf(damaged(original, random))) sampled++;
    else refused++;
    const took = process.threadCpuUsage(began).user / 1000;
    if (byHand !== undefined) expect(took, `case ${k} of ${original.name} took ${took} ms`).toBeLessThan(mostMs);
  }
  // Both must happen: a test whose every case fails at the first check would show nothing.
  expect(refused).toBeGreaterThan(cases / 10);
  expect(sampled).toBeGreaterThan(cases / 100);
});

/** True if it could be sampled. Throws what is no refusal. */
function outcomeOf({
  samplex,
  arguments: given,
  shape,
}: Pick<RecordedCase, "samplex" | "arguments" | "shape">): boolean {
  try {
    const bound = readSamplex(samplex).bind(given, shape);
    if (bound.work > bearable) return false;
    const { values, outputs } = bound.sample(seeded(1));
    if (!values.numbers.every(Number.isFinite)) throw new RangeError("a value is no number");
    for (const { bits } of Object.values(outputs)) {
      if (bits.some((bit) => bit > 1)) throw new RangeError("a bit is none");
    }
    return true;
  } catch (thrown) {
    if (thrown instanceof NaruError && thrown.message.length < 1000) return false;
    throw thrown;
  }
}

function damaged(original: RecordedCase, random: Random): Pick<RecordedCase, "samplex" | "arguments" | "shape"> {
  const { samplex, arguments: given, shape } = original;
  switch (random.below(6)) {
    case 0:
      return { samplex: withOtherText(samplex, random), arguments: given, shape };
    case 1:
      return { samplex, arguments: { ...(changedValue(given, random) as object | null) }, shape };
    case 2:
      return { samplex, arguments: given, shape: changedValue(shape, random) as number[] };
    default: {
      let document: unknown = JSON.parse(samplex);
      for (let times = 1 + random.below(3); times > 0; times--) document = changedValue(document, random);
      return { samplex: JSON.stringify(document) ?? "", arguments: given, shape };
    }
  }
}

/** Some characters replaced, left out or repeated. */
function withOtherText(text: string, random: Random): string {
  const at = random.below(text.length);
  const piece = text.slice(at, at + random.below(20));
  const other = [String.fromCharCode(32 + random.below(96)), "", piece + piece, "0", "}", '\\"'][random.below(6)] ?? "";
  return text.slice(0, at) + other + text.slice(at + random.below(8));
}

/** The value with something in it changed, also within JSON in texts and bytes in base64. */
function changedValue(value: unknown, random: Random): unknown {
  if (random.below(12) === 0) return oddities[random.below(oddities.length)];
  if (typeof value === "string") return changedString(value, random);
  if (typeof value === "number") return value + ([-1, 1, 0.5, 255, 2 ** 31][random.below(6)] ?? -2 * value);
  if (Array.isArray(value)) {
    const place = random.below(value.length + 1);
    switch (random.below(4)) {
      case 0:
        return value.filter((_, k) => k !== place);
      case 1:
        return [...value.slice(0, place), value[random.below(Math.max(1, value.length))], ...value.slice(place)];
      default:
        return value.map((each, k) => (k === place ? changedValue(each, random) : each));
    }
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    const place = random.below(entries.length + 1);
    const other = entries[random.below(Math.max(1, entries.length))]?.[1];
    return Object.fromEntries(
      entries.flatMap(([key, each], k): [string, unknown][] => {
        if (k !== place) return [[key, each]];
        const kind = random.below(10);
        return kind === 0 ? [] : [[key, kind === 1 ? other : changedValue(each, random)]];
      }),
    );
  }
  return value;
}

function changedString(text: string, random: Random): string {
  if (/^[[{]/.test(text)) {
    try {
      return JSON.stringify(changedValue(JSON.parse(text), random)) ?? "";
    } catch {
      return withOtherText(text, random);
    }
  }
  if (/^\d+$/.test(text)) return String(changedValue(Number(text), random));
  return text === "" ? "N3" : withOtherText(text, random);
}

const oddities: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e9,
  2 ** 53,
  "",
  "u2",
  "z2",
  "N9",
  [],
  {},
  [0],
  "999999",
  "[]",
];
