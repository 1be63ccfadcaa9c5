import { InvalidInputError, TooLargeError } from "@naru/base";
import { type JsonText, readJson, unpack } from "@naru/dialect/http";

/** Most that a body may become: 20 problems on the largest machine have some 12 MB. */
export const mostBytes = 32 * 1024 * 1024;
/** Twenty problems with a state, a flux and an offset for every qubit of the largest machine hold some 350 000. */
const mostValues = 1_000_000;

/**
 * The JSON body of a request, packed or plain. Throws InvalidInputError that says what is wrong with it, TooLargeError for
 * what becomes more than `mostBytes` or holds too many values.
 */
export async function readBody(request: Request): Promise<JsonText> {
  const bytes = await inflatedBody(request);
  try {
    return readJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes), mostValues);
  } catch (thrown) {
    if (thrown instanceof TypeError) throw new InvalidInputError("The body is not UTF-8.");
    throw thrown;
  }
}

/**
 * Unpacked where it is a zlib stream: what it begins with tells, not what its headers say, which the client leaves out or
 * which a proxy has worked off. No JSON begins as a zlib stream does.
 */
async function inflatedBody(request: Request): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (isZlib(bytes)) return unpack(bytes, mostBytes);
  if (bytes.length <= mostBytes) return bytes;
  throw new TooLargeError(`The body holds more than ${mostBytes} bytes. Submit fewer problems at once.`, {
    limit: mostBytes,
  });
}

/** The two bytes that a zlib stream begins with (RFC 1950 §2.2): method 8, and together a multiple of 31. */
const isZlib = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 15) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;
