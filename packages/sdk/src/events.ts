import type { JobEvent } from "./types.ts";

/**
 * Server-sent events of `/naru/v1/jobs/events` out of a streamed body, in order. Reading by `fetch` rather than
 * `EventSource` lets the key travel in a header and never in an address.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<JobEvent, void, void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = readBlock(block);
        if (event) yield event;
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** One event's lines; null for comments, which only keep the connection open. */
function readBlock(block: string): JobEvent | null {
  const data = block
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart());
  return data.length === 0 ? null : (JSON.parse(data.join("\n")) as JobEvent);
}
