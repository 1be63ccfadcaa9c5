import { createHash } from "node:crypto";
import type { CalibrationSnapshot } from "@naru/backends";

/** A snapshot as it is kept: its text, and the hash of it that tells whether the figures are known already. */
export function writeSnapshot(snapshot: CalibrationSnapshot): { readonly body: string; readonly contentHash: string } {
  const { id: _, ...figures } = snapshot;
  const sorted = Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)));
  const body = JSON.stringify(sorted);
  return { body, contentHash: createHash("sha256").update(body).digest("hex") };
}
