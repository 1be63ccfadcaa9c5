import { existsSync } from "node:fs";

/** Null when a Chromium is here, else what to install. `CHROMIUM_PATH` names one elsewhere. */
export function findChromium(): string | null {
  const path = process.env.CHROMIUM_PATH || "/usr/bin/chromium";
  return existsSync(path)
    ? null
    : `There is no Chromium at ${path}: install it (Debian: apt install chromium), or name one with CHROMIUM_PATH.`;
}
