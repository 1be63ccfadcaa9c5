import type { ModelFile } from "./annealing.ts";
import { readBase64 } from "./packing.ts";

/** The bytes of a model's file, to be read and not written. Throws InvalidInputError for damaged base64. */
export function modelFileOf({ content, upload, base64 }: ModelFile): Uint8Array {
  if (content) return content;
  if (upload) throw new Error("An uploaded model is put into its workload before it runs, and was not.");
  return readBase64(base64);
}

/** How many bytes it has, wherever it is. */
export const modelBytesOf = ({ base64, upload }: ModelFile): number =>
  upload?.bytes ?? Math.floor((base64.length * 3) / 4) - (/=*$/.exec(base64.slice(-2))?.[0].length ?? 0);
