import { type Id, InvalidInputError, isUuid } from "@naru/base";
import { type ReadBody, readJson } from "./body.ts";

/** The JSON body of a request. Throws InvalidInputError for what is none. */
export const readBody = async (request: Request): Promise<ReadBody> => readJson(await request.text());

/** What `Authorization: Bearer <token>` or `apikey <key>` shows, or null. */
export function secretOf(request: Request): string | null {
  const match = /^(?:Bearer|apikey)\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}

/**
 * Where the caller reached us: the address of the request, unless headers tell of a host or of a proxy before us. Only who
 * asks is told, so that nobody is led astray but by a proxy of his own.
 */
export function originOf({ url, headers }: Request): string {
  const { origin, protocol } = new URL(url);
  const first = (name: string) => headers.get(name)?.split(",", 1)[0]?.trim();
  const host = first("x-forwarded-host") || first("host");
  const scheme = first("x-forwarded-proto") || protocol.replace(":", "");
  if (!host || !/^https?$/.test(scheme)) return origin;
  return URL.parse(`${scheme}://${host}`)?.origin ?? origin;
}

/** A whole number of the query; `fallback` when absent, `most` when more. Throws InvalidInputError for anything else. */
export function queryInteger(
  query: URLSearchParams,
  name: string,
  { fallback, least, most }: { fallback: number; least: number; most: number },
): number {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InvalidInputError(`The query parameter "${name}" must be a whole number from ${least} on.`, {
      keys: [name],
    });
  }
  return Math.min(value, most);
}

/** `true` or `false`, in any case as Python spells them; null when absent. Throws InvalidInputError for anything else. */
export function queryBoolean(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name)?.toLowerCase() ?? "";
  if (text === "") return null;
  if (text === "true") return true;
  if (text === "false") return false;
  throw new InvalidInputError(`The query parameter "${name}" must be true or false.`, { keys: [name] });
}

/** A moment in ISO 8601; UTC where it names no offset. Null when absent, InvalidInputError for anything else. */
export function queryMoment(query: URLSearchParams, name: string): Date | null {
  const text = query.get(name);
  if (text === null || text === "") return null;
  // A plus that was not encoded arrives as a space.
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+ -]\d{2}:?\d{2})?)?$/i.exec(text);
  const [, day = "", time = "00:00", offset = "Z"] = match ?? [];
  const moment = new Date(
    `${day}T${time}${/^Z$/i.test(offset) ? "Z" : offset.replace(" ", "+").replace(/^(.\d\d)(\d\d)$/, "$1:$2")}`,
  );
  if (match && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidInputError(
    `The query parameter "${name}" must be a moment in ISO 8601, such as 2026-01-31T12:00:00Z.`,
    { keys: [name] },
  );
}

/** A UUID of the query or body. Throws InvalidInputError for anything else. */
export function uuidOf<Kind extends string>(name: string, text: string): Id<Kind> {
  if (!isUuid(text)) throw new InvalidInputError(`"${name}" must be an id as the service gave it.`, { keys: [name] });
  return text as Id<Kind>;
}
