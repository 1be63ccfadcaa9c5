import { InvalidInputError } from "@naru/base";
import type { AnnealSchedule, AnnealWorkload } from "@naru/workload";
import type { AnnealerMachine, Range } from "./machine.ts";

/** What one anneal does: points [microseconds, part s], and how strongly fields act meanwhile. */
export interface AnnealPath {
  readonly points: readonly (readonly [number, number])[];
  readonly fieldGain: readonly (readonly [number, number])[] | null;
  readonly isReverse: boolean;
  /** Its whole time. */
  readonly us: number;
}

/** The anneal that a workload asks for. Throws InvalidInputError for what this machine cannot do. */
export function readPath(machine: AnnealerMachine, workload: AnnealWorkload): AnnealPath {
  const { schedule } = workload;
  const points = schedule?.points ?? [[0, 0] as const, [machine.annealUs.usual, 1] as const];
  const times = timesOf(machine, schedule?.isFast ?? false);
  checkPoints("The anneal schedule", points);
  const [, first] = points[0] ?? [0, 0];
  const [us, last] = points.at(-1) ?? [0, 0];
  if (points.some(([, s]) => !(s >= 0 && s <= 1)) || last !== 1 || (first !== 0 && first !== 1)) {
    throw new InvalidInputError(
      "An anneal begins at s = 0, or in reverse at s = 1, goes through values from 0 to 1 and ends at 1.",
    );
  }
  const isReverse = first === 1;
  checkCount("points of an anneal schedule", points.length, machine.schedulePoints + (isReverse ? 1 : 0));
  checkWithin(schedule?.isFast ? "fast anneals of" : "anneals of", us, times.range);
  checkSlopes(points, times.range[0]);
  if (schedule?.isFast && points.length > 2) {
    throw new InvalidInputError("A fast anneal goes straight from s = 0 to s = 1. Give it two points.");
  }
  if (isReverse !== (workload.initialState !== undefined)) {
    throw new InvalidInputError(
      isReverse
        ? "A reverse anneal begins in an initial state. Give one."
        : "An initial state is for reverse anneals, whose schedule begins at s = 1.",
    );
  }
  return { points, fieldGain: readFieldGain(machine, schedule, us), isReverse, us };
}

function timesOf(machine: AnnealerMachine, isFast: boolean): { readonly range: Range } {
  const times = isFast ? machine.fastAnnealUs : machine.annealUs;
  if (!times) throw new InvalidInputError("This machine has no fast anneal.");
  return times;
}

function readFieldGain({ fieldGain }: AnnealerMachine, schedule: AnnealSchedule | undefined, us: number) {
  const points = schedule?.fieldGain;
  if (!points) return null;
  if (!fieldGain) throw new InvalidInputError("This machine cannot change the fields' gain.");
  checkPoints("The fields' gain schedule", points);
  checkCount("points of a gain schedule", points.length, fieldGain.points);
  if (points.at(-1)?.[0] !== us) {
    throw new InvalidInputError(
      `The fields' gain schedule ends after ${points.at(-1)?.[0]} µs, the anneal after ${us}.`,
    );
  }
  for (const [, gain] of points) checkWithin("gains of", gain, fieldGain.range);
  return points;
}

function checkPoints(what: string, points: readonly (readonly [number, number])[]): void {
  const isAscending = points.every(([time], k) => (k === 0 ? time === 0 : time > (points[k - 1]?.[0] ?? 0)));
  const areFinite = points.every(([time, value]) => Number.isFinite(time) && Number.isFinite(value));
  if (points.length >= 2 && isAscending && areFinite) return;
  throw new InvalidInputError(`${what} needs two or more points, the first at 0 µs, each later than the one before.`);
}

/** No part of a schedule may be quicker than the quickest anneal. */
function checkSlopes(points: readonly (readonly [number, number])[], leastUs: number): void {
  for (let k = 1; k < points.length; k++) {
    const [[from, low], [to, high]] = [points[k - 1] ?? [0, 0], points[k] ?? [0, 0]];
    const most = (to - from) / leastUs;
    if (Math.abs(high - low) <= most * (1 + 1e-9)) continue;
    throw new InvalidInputError(
      `Between ${from} and ${to} µs the anneal moves by ${Math.abs(high - low)}; this machine moves by up to ${most} in that time.`,
    );
  }
}

export function checkWithin(what: string, value: number, [least, most]: Range): void {
  if (value >= least && value <= most) return;
  throw new InvalidInputError(`This machine takes ${what} ${least} to ${most}; this is ${value}.`, {
    value,
    least,
    most,
  });
}

function checkCount(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw new InvalidInputError(`This machine takes up to ${most} ${what}; there are ${count}.`, { count, most });
}

/** A value between points [time, value], by straight lines. */
export function valueAt(points: readonly (readonly [number, number])[], time: number): number {
  let [before, value] = points[0] ?? [0, 0];
  for (const [after, next] of points) {
    if (time < after) return value + ((next - value) * (time - before)) / (after - before);
    [before, value] = [after, next];
  }
  return value;
}
