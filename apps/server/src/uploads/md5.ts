import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";

/** A megabyte takes some two milliseconds; others get their turn in between. */
const sliceBytes = 2 ** 20;

/** 32 hexadecimal digits. The platform has this hash on the event loop only. */
export async function md5Of(content: Uint8Array): Promise<string> {
  const hash = createHash("md5");
  for (let at = 0; at < content.length; at += sliceBytes) {
    if (at > 0) await breathe();
    hash.update(content.subarray(at, at + sliceBytes));
  }
  return hash.digest("hex");
}
