/** A string that names one kind of thing; ids of two kinds do not mix. */
export type Id<Kind extends string> = string & { readonly __kind: Kind };

export type OrganisationId = Id<"organisation">;
export type ProjectId = Id<"project">;
export type PersonId = Id<"person">;
export type MembershipId = Id<"membership">;
export type KeyId = Id<"key">;
export type JobId = Id<"job">;
export type SessionId = Id<"session">;

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * A version 7 UUID (RFC 9562): 48 bits of Unix time in milliseconds, then random bits; ids sort by time of creation.
 *
 * `random` is 10 bytes of entropy. The caller passes them in, since this package owns no source of randomness.
 */
export function uuidV7<Kind extends string>(unixMs: number, random: Uint8Array): Id<Kind> {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(unixMs / 2 ** (40 - 8 * i)) & 0xff;
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const text = Array.from(bytes, (byte) => hex[byte]).join("");
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}` as Id<Kind>;
}

/**
 * As `uuidV7`, with the last 16 bits zero: the id of something whose numbered parts need ids of their own.
 * `partId(id, k)` names part k, and `wholeId` finds the way back, so that parts need no table.
 * 58 random bits remain for each millisecond.
 */
export function uuidV7OfWhole<Kind extends string>(unixMs: number, random: Uint8Array): Id<Kind> {
  return `${uuidV7(unixMs, random).slice(0, 32)}0000` as Id<Kind>;
}

/** The most parts a whole can have: 16 bits, of which zero is the whole itself. */
export const maxParts = 0xffff;

/** The id of part `index` (0 … maxParts − 1) of a whole made by `uuidV7OfWhole`. */
export function partId(whole: string, index: number): string {
  return whole.slice(0, 32) + (index + 1).toString(16).padStart(4, "0");
}

/** Splits an id into the whole it belongs to and the index of the part, or null for the whole itself. */
export function wholeId<Kind extends string>(id: string): { whole: Id<Kind>; index: number | null } {
  const last = Number.parseInt(id.slice(32), 16);
  return { whole: `${id.slice(0, 32)}0000` as Id<Kind>, index: last === 0 ? null : last - 1 };
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of a UUID in lower case; asked before a text from outside reaches a `uuid` column. */
export const isUuid = (text: string): boolean => uuidPattern.test(text);
