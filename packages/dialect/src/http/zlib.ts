import { InvalidInputError, TooLargeError } from "@naru/base";
import { deflate, inflate, inflateAside } from "@naru/workload";

/** What is packed into so many bytes or fewer unpacks at once: to 4 MiB at most, in some milliseconds. */
const smallPackedBytes = 4 * 1024;
/** What is larger is packed beside the event loop. */
const smallBytes = 256 * 1024;

/**
 * What a zlib stream holds, unpacked beside the event loop where it may be much. Never holds more than the limit and a
 * piece. Throws as `inflate` does.
 */
export async function unpack(packed: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array> {
  if (packed.length <= smallPackedBytes) return inflate(packed, maxBytes);
  return (await inflateAside(packed, maxBytes)) ?? unpackStream(packed, maxBytes);
}

/** By what every platform has, piece by piece. */
async function unpackStream(packed: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array> {
  const reader = streamOf(packed).pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new InvalidInputError("The data is no zlib stream, or a damaged one.");
    });
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel();
      throw new TooLargeError(`Compressed data holds more than ${maxBytes} bytes. Send less at once.`, {
        limit: maxBytes,
      });
    }
    pieces.push(value);
  }
  return joined(pieces, length);
}

/** A zlib stream that holds these bytes. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (bytes.length <= smallBytes) return deflate(bytes);
  const stream = streamOf(bytes).pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const streamOf = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]).stream();

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
