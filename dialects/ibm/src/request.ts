import { type Id, InvalidInputError, isUuid } from "@naru/base";
import { type JsonText, readJsonOrNothing } from "@naru/dialect/http";

/** The JSON body of a request; an empty one reads as `{}`. Throws InvalidInputError for what is none. */
export const readBody = async (request: Request): Promise<JsonText> => readJsonOrNothing(await request.text());

/** What `Authorization: Bearer <token>` or `apikey <key>` shows, or null. */
export function secretOf(request: Request): string | null {
  const match = /^(?:Bearer|apikey)\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
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
