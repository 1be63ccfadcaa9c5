import { existsSync } from "node:fs";

/** Where Chromium is looked for; `CHROMIUM_PATH` names another place. */
export const chromiumPath = (): string => process.env.CHROMIUM_PATH || "/usr/bin/chromium";

/** Null when a Chromium is here, else what to install. */
export function findChromium(): string | null {
  const path = chromiumPath();
  return existsSync(path)
    ? null
    : `There is no Chromium at ${path}: install it (Debian: apt install chromium), or name one with CHROMIUM_PATH.`;
}
