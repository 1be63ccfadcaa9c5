import { readNpy } from "@naru/circuit";
import { inflate, readBase64 } from "@naru/workload";
import { readTagged } from "./tagged.ts";

/** JSON with each array written out, so that two ways to compress the same are the same. */
export function unpacked(value: unknown): unknown {
  const tag = readTagged(value);
  if (tag?.__type__ === "ndarray" && typeof tag.__value__ === "string") {
    const file = inflate(readBase64(tag.__value__), 100_000_000);
    const { shape, isComplex, data } = readNpy(file, { maxEntries: 100_000_000 });
    const type = new TextDecoder("latin1").decode(file).match(/'descr': '([^']*)'/)?.[1];
    return { shape, type, ...(isComplex && { isComplex }), data: Array.from(data, jsonNumber) };
  }
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}

const jsonNumber = (number: number): number | null => (Number.isFinite(number) ? number : null);
