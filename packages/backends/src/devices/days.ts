import { InvalidInputError } from "@naru/base";

const msOfDay = 86_400_000;

/** A day as a count of days since 1970. Throws InvalidInputError for what is no day, written as 2026-01-31. */
export function dayNumberOf(day: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00.000Z`) : Number.NaN;
  if (Number.isNaN(ms) || dayOf(ms / msOfDay) !== day) {
    throw new InvalidInputError(`"${day}" is not a day. Write it as year, month and day, such as 2026-01-31.`, { day });
  }
  return ms / msOfDay;
}

/** The day, as 2026-01-31, that is so many days after 1970-01-01. */
export const dayOf = (dayNumber: number): string => new Date(dayNumber * msOfDay).toISOString().slice(0, 10);

/** The day (in UTC) of a moment. */
export const dayNumberAt = (moment: Date): number => Math.floor(moment.getTime() / msOfDay);

/** Midnight (in UTC), at which a day begins. */
export const startOf = (dayNumber: number): Date => new Date(dayNumber * msOfDay);
