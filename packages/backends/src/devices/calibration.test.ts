import { InvalidInputError, isUuid } from "@naru/base";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  calibrationDayAt,
  calibrationDayOf,
  calibrationDays,
  calibrationIdOf,
  calibrationOf,
  snapshotOf,
} from "./calibration.ts";
import { dayOf } from "./days.ts";
import { rowOf } from "./devices.testing.ts";
import { decayError } from "./gate-error.ts";
import { medianOf } from "./medians.ts";

const device = rowOf(156);
const name = "emu_row";
const anyDay = fc.integer({ min: 20_454, max: 24_000 }).map(dayOf); // from 2026-01-01 on

describe("a calibration", () => {
  test("is the same for the same device, name and day, and another for another name or day", () => {
    const of = (backend: string, day: string) => calibrationOf({ ...device }, backend, day);
    expect(of(name, "2026-05-01")).toEqual(of(name, "2026-05-01"));
    expect(of(name, "2026-05-01").qubits).not.toEqual(of(name, "2026-05-02").qubits);
    expect(of(name, "2026-05-01").qubits).not.toEqual(of("emu_other", "2026-05-01").qubits);
  });

  test("has the medians of the device on any day, as its summary says", () => {
    const { medians } = device;
    fc.assert(
      fc.property(anyDay, (day) => {
        const snapshot = snapshotOf(device, calibrationOf(device, name, day), "test");
        const close = (found: number, wanted: number) => expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-9);
        close(snapshot.t1Seconds, medians.t1Seconds);
        close(snapshot.t2Seconds, medians.t2Seconds);
        close(1 - snapshot.spamFidelity, medians.readoutError);
        close(1 - snapshot.oneQubitFidelity, medians.oneQubitError);
        close(1 - snapshot.twoQubitFidelity, medians.twoQubitError);
      }),
      { numRuns: 10 },
    );
  });

  test("has only figures that a qubit can have, and no gate is better than its decay", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const { qubits, gates } = calibrationOf(device, name, day);
        expect(qubits).toHaveLength(156);
        expect(gates).toHaveLength(5 * 156 + 2 * device.edges.length);
        for (const { t1Seconds, t2Seconds, oneGivenZero, zeroGivenOne, readoutError } of qubits) {
          expect(t1Seconds).toBeGreaterThan(1e-6);
          expect(t2Seconds).toBeGreaterThan(1e-6);
          expect(t2Seconds).toBeLessThanOrEqual(2 * t1Seconds);
          for (const error of [oneGivenZero, zeroGivenOne]) expect(error > 0 && error < 0.6).toBe(true);
          expect((oneGivenZero + zeroGivenOne) / 2).toBeCloseTo(readoutError, 14);
        }
        for (const gate of gates) {
          if (gate.gate === "rz") {
            expect([gate.error, gate.seconds]).toEqual([0, 0]);
            continue;
          }
          const ofGate = gate.qubits.flatMap((qubit) => qubits[qubit] ?? []);
          expect(gate.error).toBeGreaterThanOrEqual(decayError(gate.seconds, ofGate));
          expect(gate.error).toBeLessThan(0.25);
        }
      }),
      { numRuns: 10 },
    );
  });

  test("differs from qubit to qubit as those of real devices do, with a few far worse than the others", () => {
    const { qubits, gates } = calibrationOf(device, name, "2026-11-22");
    const spreadOf = (values: number[]) => {
      const logs = values.map(Math.log);
      const mean = logs.reduce((sum, x) => sum + x, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / logs.length);
    };
    const within = (value: number, least: number, most: number) => expect(value > least && value < most).toBe(true);
    within(spreadOf(qubits.map((q) => q.t1Seconds)), 0.25, 0.7);
    within(spreadOf(qubits.map((q) => q.t2Seconds)), 0.4, 1);
    within(spreadOf(qubits.map((q) => q.readoutError)), 0.5, 1.1);
    const errors = gates.filter(({ gate }) => gate === "cz").map(({ error }) => error);
    within(spreadOf(errors), 0.35, 0.95);
    expect(Math.max(...errors)).toBeGreaterThan(4 * medianOf(errors));
  });

  test("misreads 1 as 0 somewhat more often than 0 as 1, and qubits differ in it", () => {
    const { qubits } = calibrationOf(device, name, "2026-11-22");
    const share = qubits.map((q) => q.zeroGivenOne / (q.zeroGivenOne + q.oneGivenZero));
    expect(medianOf(share)).toBeGreaterThan(0.5);
    expect(Math.min(...share)).toBeLessThan(0.45);
    expect(Math.max(...share)).toBeGreaterThan(0.7);
  });
});

test("a qubit's figures wander around its own: a day away they are close, a month away they differ, as in the long run", () => {
  const t1Of = (dayNumber: number) =>
    calibrationOf(device, name, dayOf(dayNumber)).qubits.map((q) => Math.log(q.t1Seconds));
  const differenceOf = (days: number) => {
    const first = 20_600;
    const [before, after] = [t1Of(first), t1Of(first + days)];
    const squares = before.map((value, qubit) => (value - (after[qubit] ?? 0)) ** 2);
    return Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length);
  };
  // Two values of deviation 0.15 whose correlation is 0.75^days differ by 0.15·√(2·(1 − 0.75^days)); 156 qubits show it within a fifth.
  for (const days of [1, 3, 30, 700]) {
    const expected = 0.15 * Math.sqrt(2 * (1 - 0.75 ** days));
    expect(Math.abs(differenceOf(days) / expected - 1)).toBeLessThan(0.2);
  }
});

describe("days and ids", () => {
  test("the newest day not after a moment, and all days up to it", () => {
    expect(calibrationDayAt(device, new Date("2026-03-04T23:59:59Z"))).toBe("2026-03-04");
    expect(calibrationDayAt(device, new Date("2025-12-31T23:59:59Z"))).toBeNull();
    expect(calibrationDays(device, new Date("2026-01-03T00:00:00Z"))).toEqual([
      "2026-01-01",
      "2026-01-02",
      "2026-01-03",
    ]);
    expect(calibrationDays(device, new Date("2025-06-01T00:00:00Z"))).toEqual([]);
  });

  test("a calibration is found again by its id, which is a UUID", () => {
    const now = new Date("2027-01-01T00:00:00Z");
    const days = calibrationDays(device, now);
    const ids = days.map((day) => calibrationIdOf(name, day));
    expect(ids.every(isUuid)).toBe(true);
    expect(new Set(ids).size).toBe(days.length);
    expect(calibrationOf(device, name, "2026-07-08").id).toBe(calibrationIdOf(name, "2026-07-08"));
    expect(calibrationDayOf(device, name, calibrationIdOf(name, "2026-07-08"), now)).toBe("2026-07-08");
    expect(calibrationDayOf(device, "emu_other", calibrationIdOf(name, "2026-07-08"), now)).toBeNull();
  });

  test.each(["2026-02-30", "2026-1-1", "yesterday", "2025-12-31"])("there is none of %s", (day) => {
    expect(() => calibrationOf(device, name, day)).toThrow(InvalidInputError);
  });
});
