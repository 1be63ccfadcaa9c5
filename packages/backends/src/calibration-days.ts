import type { Device } from "./backend.ts";
import { calibrationDayOf, calibrationIdOf } from "./devices/index.ts";

const msOfDay = 86_400_000;
/** Calibrations are looked for among those of so many years from a device's first day on: some 0.1 s of work. */
const mostYears = 15;
/** So many days around the last one are tried before all others. */
const daysNearby = 8;
/** Days whose ids are remembered. */
const mostKept = 1000;

/** Finds the days of a device's calibrations by their ids, which follow from the days and not the other way round. */
export class CalibrationDays {
  readonly #device: Device;
  readonly #name: string;
  readonly #known = new Map<string, string>();
  #last: string | undefined;

  constructor(device: Device, name: string) {
    this.#device = device;
    this.#name = name;
  }

  /** The day, as 2026-01-31, or null if the device never has that calibration. */
  find(id: string): string | null {
    const day = this.#known.get(id) ?? this.#nearby(id) ?? this.#anywhere(id);
    if (day === null) return null;
    if (this.#known.size >= mostKept) this.#known.clear();
    this.#known.set(id, day);
    this.#last = day;
    return day;
  }

  /** Most jobs ask for the day of the one before, or the next. */
  #nearby(id: string): string | null {
    if (this.#last === undefined) return null;
    const from = Date.parse(this.#last);
    for (let days = -daysNearby; days <= daysNearby; days++) {
      const day = new Date(from + days * msOfDay).toISOString().slice(0, 10);
      if (day >= this.#device.since && calibrationIdOf(this.#name, day) === id) return day;
    }
    return null;
  }

  #anywhere(id: string): string | null {
    const last = new Date(Date.parse(this.#device.since) + mostYears * 366 * msOfDay);
    return calibrationDayOf(this.#device, this.#name, id, last);
  }
}
