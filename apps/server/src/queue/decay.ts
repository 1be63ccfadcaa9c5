/**
 * Use counts less as it grows old, by half in each half-life. Instead of shrinking what is stored, what is added grows:
 * a second used now weighs 2^((now − epoch) / half-life). All stored values then decay alike and their order never
 * changes between charges. Doubles carry this for 1000 half-lives beyond the epoch.
 */
export const weightAt = (unixMs: number): number => 2 ** ((unixMs - epochMs) / halfLifeMs);

const halfLifeMs = 7 * 24 * 3600 * 1000;
const epochMs = Date.UTC(2026, 0, 1);

/** How far behind the virtual time a project may start that has not used its share for a while. */
export const catchUpSeconds = 60;
