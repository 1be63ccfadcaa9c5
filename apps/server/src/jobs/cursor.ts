import { InvalidInputError, isUuid } from "@naru/base";

/** A place in a listing: after this job. Opaque to callers, since its form may change. */
export interface Cursor {
  readonly submittedAt: Date;
  readonly id: string;
}

export const writeCursor = ({ submittedAt, id }: Cursor): string =>
  Buffer.from(`${submittedAt.getTime()}.${id}`).toString("base64url");

export function readCursor(text: string): Cursor {
  const [ms = "", id = ""] = Buffer.from(text, "base64url").toString("latin1").split(".");
  const submittedAt = new Date(/^\d{1,15}$/.test(ms) ? Number(ms) : Number.NaN);
  if (!isUuid(id) || Number.isNaN(submittedAt.getTime())) {
    throw new InvalidInputError("This is not a place in a listing. Pass on the `next` of the page before, unchanged.");
  }
  return { submittedAt, id };
}
