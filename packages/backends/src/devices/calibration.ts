import { InvalidInputError, type Random, seeded } from "@naru/base";
import type { GateName } from "@naru/circuit";
import type { CalibrationSnapshot, Device } from "../backend.ts";
import { dayNumberAt, dayNumberOf, dayOf, startOf } from "./days.ts";
import { drawFigures } from "./figures.ts";
import { medianOf } from "./medians.ts";

/** A device's measured figures of one day, qubit by qubit. Immutable, plain data. */
export interface Calibration {
  /** A UUID, the same for the same device and day everywhere. */
  readonly id: string;
  readonly backendName: string;
  /** As 2026-01-31. */
  readonly day: string;
  /** The beginning of that day, in UTC. */
  readonly takenAt: Date;
  readonly qubits: readonly QubitCalibration[];
  /** One-qubit gates qubit by qubit, then two-qubit gates pair by pair, each pair once and in the order of the device. */
  readonly gates: readonly GateCalibration[];
}

export interface QubitCalibration {
  readonly t1Seconds: number;
  /** At most 2·T1. */
  readonly t2Seconds: number;
  /** Probability to read 1 from a qubit prepared in |0⟩ (IBM's prob_meas1_prep0). */
  readonly oneGivenZero: number;
  /** Probability to read 0 from a qubit prepared in |1⟩ (IBM's prob_meas0_prep1). */
  readonly zeroGivenOne: number;
  /** Mean of the two. */
  readonly readoutError: number;
  readonly readoutSeconds: number;
}

export interface GateCalibration {
  readonly gate: GateName;
  readonly qubits: readonly number[];
  /** 1 − average gate fidelity, decoherence while the gate runs included. */
  readonly error: number;
  readonly seconds: number;
}

/** Calibrations kept: a region's jobs are of the last days of a handful of machines. */
const mostKept = 32;
const kept = new Map<string, { readonly device: Device; readonly calibration: Calibration }>();

/**
 * The calibration of a device on a day: the same for the same device, name and day everywhere. Each day's medians over the
 * qubits or pairs are the device's; a qubit's own figures wander around a base of their own.
 *
 * Throws InvalidInputError for what is no day, and for a day before the device's first.
 */
export function calibrationOf(device: Device, name: string, day: string): Calibration {
  const key = `${name}:${day}`;
  const known = kept.get(key);
  if (known?.device === device) return known.calibration;
  const dayNumber = dayNumberOf(day);
  if (dayNumber < dayNumberOf(device.since)) {
    throw new InvalidInputError(
      `The backend ${name} has calibrations from ${device.since} on, and none of ${day}. Choose a later day.`,
      { backend: name, day },
    );
  }
  const calibration = made(device, name, dayNumber);
  kept.delete(key);
  kept.set(key, { device, calibration });
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return calibration;
}

/** The newest day, not after a moment, of which the device has a calibration; null before its first. */
export function calibrationDayAt(device: Device, moment: Date): string | null {
  const dayNumber = dayNumberAt(moment);
  return dayNumber < dayNumberOf(device.since) ? null : dayOf(dayNumber);
}

/** All days of which a device has a calibration at a moment, oldest first. */
export function calibrationDays(device: Device, now: Date): string[] {
  const first = dayNumberOf(device.since);
  return Array.from({ length: Math.max(0, dayNumberAt(now) - first + 1) }, (_, k) => dayOf(first + k));
}

/** The day of the calibration with this id, or null if the device has none at that moment. */
export function calibrationDayOf(device: Device, name: string, id: string, now: Date): string | null {
  return calibrationDays(device, now).findLast((day) => calibrationIdOf(name, day) === id) ?? null;
}

/** A UUID of version 8 (RFC 9562: what its bits mean is ours to say), made of the name and the day alone. */
export function calibrationIdOf(name: string, day: string): string {
  const random = streamsOf(name).fork("id").fork(dayNumberOf(day));
  const digits = Array.from({ length: 4 }, () => random.bits32().toString(16).padStart(8, "0")).join("");
  const variant = "89ab"[Number.parseInt(digits.charAt(16), 16) & 3];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join("-");
}

/** The medians of a calibration, as every backend tells them. */
export function snapshotOf(device: Device, calibration: Calibration, source: string): CalibrationSnapshot {
  const { qubits, gates, id, takenAt } = calibration;
  const isOfWidth = ({ gate, qubits, seconds }: GateCalibration, width: number) =>
    qubits.length === width && seconds > 0 && !device.ownFigures?.[gate];
  const errorOf = (width: number) => medianOf(gates.filter((gate) => isOfWidth(gate, width)).map(({ error }) => error));
  const measured = qubits.slice(0, qubits.length - (device.resonators?.length ?? 0));
  return {
    id,
    takenAt,
    source,
    oneQubitFidelity: 1 - errorOf(1),
    twoQubitFidelity: 1 - errorOf(2),
    spamFidelity: 1 - medianOf(measured.map(({ readoutError }) => readoutError)),
    oneQubitGateUs: device.oneQubitSeconds * 1e6,
    twoQubitGateUs: device.twoQubitSeconds * 1e6,
    readoutUs: device.measureSeconds * 1e6,
    resetUs: device.resetSeconds * 1e6,
    t1Seconds: medianOf(measured.map(({ t1Seconds }) => t1Seconds)),
    t2Seconds: medianOf(measured.map(({ t2Seconds }) => t2Seconds)),
  };
}

const streamsOf = (name: string): Random => seeded(0).fork("calibration").fork(name);

function made(device: Device, name: string, dayNumber: number): Calibration {
  const figures = drawFigures(device, dayNumber, streamsOf(name));
  const virtual = new Set(device.virtualGates);
  const { oneQubitSeconds, twoQubitSeconds, measureSeconds } = device;
  return {
    id: calibrationIdOf(name, dayOf(dayNumber)),
    backendName: name,
    day: dayOf(dayNumber),
    takenAt: startOf(dayNumber),
    qubits: figures.qubits.map((qubit) => ({ ...qubit, readoutSeconds: measureSeconds })),
    gates: [
      ...device.oneQubitGates.flatMap((gate) =>
        figures.oneQubitErrors.map((error, qubit) =>
          virtual.has(gate)
            ? { gate, qubits: [qubit], error: 0, seconds: 0 }
            : { gate, qubits: [qubit], error, seconds: oneQubitSeconds },
        ),
      ),
      ...device.twoQubitGates.flatMap((gate) =>
        device.edges.map((qubits, k) => ({
          gate,
          qubits,
          error: (figures.ownErrors[gate] ?? figures.twoQubitErrors)[k] ?? 0,
          seconds: device.ownFigures?.[gate]?.seconds ?? twoQubitSeconds,
        })),
      ),
    ],
  };
}
