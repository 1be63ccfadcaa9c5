import type { Language } from "./bilingual.ts";

const locales = { ko: "ko-KR", en: "en-GB" } as const satisfies Record<Language, string>;

/** Moments are told in the region's zone, and the zone is always written beside them. */
export const zone = "Asia/Seoul";

export interface Formats {
  number(value: number): string;
  /** A part of one, such as 0.9987, as a percentage with up to `digits` decimals. */
  percent(part: number, digits?: number): string;
  /** Date, time to the second, and zone. */
  moment(at: Date): string;
  /** Date alone, with the year. */
  day(at: Date): string;
  /** A length of time at a scale that people read: 12 ms, 3.4 sec, 2 min 5 sec, 1 hr 20 min. */
  duration(ms: number): string;
  /** A length of time on a machine: 10 µs, 0.6 ms, 1.2 sec. */
  microseconds(us: number): string;
}

const made = new Map<Language, Formats>();

/** Numbers and times as `language` writes them. Made once a language: `Intl` objects are slow to make. */
export function formatsOf(language: Language): Formats {
  const known = made.get(language);
  if (known) return known;
  const formats = makeFormats(locales[language]);
  made.set(language, formats);
  return formats;
}

function makeFormats(locale: string): Formats {
  const plain = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { timeZone: zone, dateStyle: "medium" });
  const twoDigits = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const time = new Intl.DateTimeFormat(locale, { timeZone: zone, ...twoDigits, hourCycle: "h23" });
  const zoned = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: "short" });
  const zoneName = (at: Date): string =>
    zoned.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? zone;
  const unit = (value: number, name: string, digits = 0): string =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, maximumFractionDigits: digits }).format(value);

  const duration = (ms: number): string => {
    if (ms < 999.5) return unit(ms, "millisecond", ms < 10 ? 1 : 0);
    if (ms < 59_950) return unit(ms / 1000, "second", 1);
    const seconds = Math.round(ms / 1000);
    if (seconds < 3600) return `${unit(Math.floor(seconds / 60), "minute")} ${unit(seconds % 60, "second")}`;
    const minutes = Math.round(seconds / 60);
    return `${unit(Math.floor(minutes / 60), "hour")} ${unit(minutes % 60, "minute")}`;
  };

  return {
    number: (value) => plain.format(value),
    percent: (part, digits = 2) =>
      new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(part),
    moment: (at) => `${day.format(at)} ${time.format(at)} ${zoneName(at)}`,
    day: (at) => day.format(at),
    duration,
    microseconds: (us) => (us < 1000 ? unit(us, "microsecond", us < 10 ? 1 : 0) : duration(us / 1000)),
  };
}
