import { InvalidInputError } from "@naru/base";
import { type JsonText, readJson } from "@naru/dialect/http";

/** The JSON body of a request. Throws InvalidInputError that says what is wrong with the text. */
export async function readBody(request: Request): Promise<JsonText> {
  const text = await request.text();
  try {
    if (text.trim() === "") throw new InvalidInputError("The body is empty. Send a job as JSON.");
    return readJson(text);
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    throw new InvalidInputError(thrown.message, { wireCode: "invalid_data_format" }, thrown);
  }
}

/** What `Authorization: Bearer <token>` shows, or null. */
export function secretOf(request: Request): string | null {
  const match = /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get("authorization") ?? "");
  return match?.[1] ?? null;
}
