import { InvalidInputError, TooLargeError } from "@naru/base";
import { inflate } from "@naru/workload";

/** Most that a body may become: 20 problems on the largest machine have some 12 MB. */
export const mostBytes = 32 * 1024 * 1024;

/** What is packed into so many bytes or fewer unpacks at once: to 4 MiB at most, in some milliseconds. */
const smallPackedBytes = 4 * 1024;

/**
 * The body of a request, unpacked where it is a zlib stream: what it begins with tells, not what its headers say, which the
 * client leaves out or which a proxy has worked off. No JSON begins as a zlib stream does.
 *
 * Throws InvalidInputError for a damaged stream, TooLargeError for what becomes more than `mostBytes`.
 */
export async function inflatedBody(request: Request): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (!isZlib(bytes)) {
    if (bytes.length > mostBytes) throw tooLarge();
    return bytes;
  }
  if (bytes.length <= smallPackedBytes) return inflate(bytes, mostBytes);
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new InvalidInputError("The body is no zlib stream, or a damaged one.");
    });
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    pieces.push(value);
  }
  return joined(pieces, length);
}

/** The two bytes that a zlib stream begins with (RFC 1950 §2.2): method 8, and together a multiple of 31. */
const isZlib = ([first = 0, second = 0]: Uint8Array): boolean =>
  (first & 15) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0;

const tooLarge = () =>
  new TooLargeError(`The body holds more than ${mostBytes} bytes. Submit fewer problems at once.`, {
    limit: mostBytes,
  });

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
