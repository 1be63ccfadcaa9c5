/** Credits travel as integers of the smallest unit: 1 credit = 1 000 000 µcr. */
export const microcreditsPerCredit = 1_000_000;

export const radiansFromTurns = (turns: number): number => turns * 2 * Math.PI;
export const turnsFromRadians = (radians: number): number => radians / (2 * Math.PI);

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size a person can read: `formatBytes(268435456)` is `256 MiB`. Three significant digits, binary units. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number(value.toPrecision(3))} ${byteUnits[unit]}`;
}

/** A length of time a person can read: `12 ms`, `3.4 s`, `5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 7200) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}
