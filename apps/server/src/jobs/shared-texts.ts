import type { Workload } from "@naru/workload";

/**
 * A workload has the files of its circuits as the request brought them, so the request is kept without: in their place
 * stands a mark, which no JSON text holds, since JSON writes control characters as escapes.
 */

/** Shorter ones are kept twice. */
const leastLength = 1024;

/** Texts of a workload that its request has too, as base64. */
export const sharedTextsOf = (workload: Workload): readonly string[] => ("files" in workload ? workload.files : []);

/** The JSON text of a request, with marks in place of the long ones of these texts. */
export function withoutShared(json: string, shared: readonly string[]): string {
  const places = new Map(shared.flatMap((text, place) => (text.length < leastLength ? [] : [[text, place] as const])));
  if (places.size === 0) return json;
  const pieces: string[] = [];
  let from = 0;
  // From quote to quote, since a regular expression gives up on texts of megabytes.
  for (let quote = json.indexOf('"'); quote >= 0; ) {
    const next = json.indexOf('"', quote + 1);
    // In a text that is JSON itself, quotes come with a backslash.
    const end = json[next - 1] === "\\" ? next - 1 : next;
    const place = end - quote > leastLength ? places.get(json.slice(quote + 1, end)) : undefined;
    if (place !== undefined) {
      pieces.push(json.slice(from, quote + 1), `\u0001${place}\u0001`);
      from = end;
    }
    quote = next;
  }
  return pieces.join("") + json.slice(from);
}

/** What `withoutShared` was given. */
export const withShared = (json: string, shared: readonly string[]): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the mark is one.
  json.replace(/\u0001(\d+)\u0001/g, (_, place) => shared[Number(place)] ?? "");
