import { TooLargeError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { quoted } from "@naru/dialect/http";

/** IonQ's published limits of a job's metadata. */
const maxKeys = 10;
const maxCharacters = 40_000;

/** The metadata as received. Throws TooLargeError beyond IonQ's limits: 10 keys, 40 000 characters in each value. */
export function checkMetadata(metadata: JsonObject | null): JsonObject | null {
  if (metadata === null) return null;
  const keys = Object.keys(metadata);
  if (keys.length > maxKeys) {
    throw new TooLargeError(`"metadata" takes up to ${maxKeys} keys; this one has ${keys.length}. Remove some.`, {
      metadataKeys: keys.length,
      limit: maxKeys,
      keys: ["metadata"],
    });
  }
  for (const key of keys) {
    const value = metadata[key];
    const characters = typeof value === "string" ? value.length : JSON.stringify(value).length;
    if (characters > maxCharacters) {
      throw new TooLargeError(
        `${quoted(`metadata.${key}`)} takes up to ${maxCharacters} characters; this one has ${characters}. Shorten it.`,
        { characters, limit: maxCharacters, keys: [`metadata.${key}`] },
      );
    }
  }
  return metadata;
}
