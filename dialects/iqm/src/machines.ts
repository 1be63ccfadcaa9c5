import { calibrationDayAt, calibrationDayOf, calibrationIdOf } from "@naru/backends";
import { NotFoundError } from "@naru/base";
import type { BackendStatus, Cloud } from "@naru/dialect";
import { shortened } from "@naru/dialect/http";
import type { Machine } from "./backends/index.ts";

/** A machine as it stands. */
export interface Offer {
  readonly machine: Machine;
  readonly status: BackendStatus;
}

/** One calibration of a machine. */
export interface CalibrationSet {
  /** A UUID. */
  readonly id: string;
  /** As 2026-01-31. */
  readonly day: string;
}

/** The machines that the dialect knows, and what requests name of them. */
export class Machines {
  readonly all: readonly Machine[];

  constructor(all: readonly Machine[]) {
    this.all = all;
  }

  /** Those that are offered, in our order. */
  async offered(cloud: Cloud): Promise<Offer[]> {
    const statuses = new Map((await cloud.backends()).map((status) => [status.spec.name, status]));
    return this.all.flatMap((machine) => {
      const status = statuses.get(machine.model.spec.name);
      return status ? [{ machine, status }] : [];
    });
  }

  /** The machine with this alias or id. Throws NotFoundError for one that is not offered. */
  async named(cloud: Cloud, name: string): Promise<Offer> {
    const wanted = canonical(name);
    const found = (await this.offered(cloud)).find(
      ({ machine }) => machine.id === wanted || canonical(machine.model.spec.name) === wanted,
    );
    if (!found) throw new NotFoundError("quantum computer", shortened(name));
    return found;
  }

  ofBackend(name: string): Machine | undefined {
    return this.all.find(({ model }) => model.spec.name === name);
  }
}

/**
 * `_` and `:` are the same letter: QRMI, a client in Rust, asks for `emu:garnet` where the alias is `emu_garnet`. Ids may come
 * in capitals.
 */
const canonical = (name: string): string => name.toLowerCase().replaceAll(":", "_");

/** Today's calibration set, or the machine's first while there is none of today. */
export function defaultSet({ model: { device, spec } }: Machine, now = new Date()): CalibrationSet {
  const day = calibrationDayAt(device, now) ?? device.since;
  return { day, id: calibrationIdOf(spec.name, day) };
}

/** The set that a request names, by its id or as "default". Throws NotFoundError for one that the machine does not have. */
export function setNamed(machine: Machine, name: string, now = new Date()): CalibrationSet {
  if (name === "default") return defaultSet(machine, now);
  const { device, spec } = machine.model;
  const id = name.toLowerCase();
  const today = defaultSet(machine, now);
  if (today.id === id) return today;
  const day = calibrationDayOf(device, spec.name, id, now);
  if (day === null) throw new NotFoundError("calibration set", shortened(name));
  return { id, day };
}
