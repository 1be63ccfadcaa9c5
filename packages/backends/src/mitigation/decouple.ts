import { UnsupportedError } from "@naru/base";
import { type Circuit, gate, type Operation } from "@naru/circuit";
import type { Decoupling } from "@naru/workload";
import type { Device } from "../backend.ts";
import { scheduleOf, type Timed } from "./schedule.ts";

/**
 * Puts pulses that cancel into the time that qubits wait between operations, in a native circuit of a device (Viola and
 * Lloyd, Phys. Rev. A 58, 2733 (1998); XY4: Maudsley, J. Magn. Reson. 69, 488 (1986)). The unitary stays the same up to a
 * global phase. What is left of the waiting becomes delays, so that the operations run when the schedule says; barriers,
 * which then say nothing more, are dropped, and delays of the circuit count as waiting.
 *
 * Intervals between pulses are equal, those at both ends half as long, in whole steps of the device; what is left over goes
 * to the middle or to the edges. A wait that is too short for its pulses stays as it is, and so does what follows the last
 * operation of a qubit.
 *
 * The noise of Naru's devices has no memory: it is not weaker for the pulses, and their own errors are added to it. What
 * decoupling brings on machines, whose idle qubits turn slowly and coherently, is not to be seen here.
 *
 * Throws UnsupportedError for circuits with control flow, and where the device has no x and rz.
 */
export function decouple(device: Device, circuit: Circuit, decoupling: Decoupling): Circuit {
  if (!device.oneQubitGates.includes("x") || !device.oneQubitGates.includes("rz")) {
    throw new UnsupportedError("Decoupling needs the gates x and rz, which this backend does not have. Switch it off.");
  }
  if (circuit.operations.some(({ kind }) => kind === "if" || kind === "while")) {
    throw new UnsupportedError(
      "Decoupling needs to know how long qubits wait, which control flow leaves open. Use it without control flow, or switch it off.",
    );
  }
  const timed = scheduleOf(device, circuit, decoupling.scheduling);
  const written: Written[] = [];
  const last: (Timed | undefined)[] = new Array(circuit.qubitCount).fill(undefined);
  for (const each of timed.toSorted((a, b) => a.start - b.start || a.index - b.index)) {
    const { operation, index, start } = each;
    if (operation.kind === "delay" || operation.kind === "barrier") continue;
    for (const qubit of qubitsOf(operation)) {
      const before = last[qubit];
      const from = before ? before.start + before.steps : 0;
      const isAtRest = !before || before.operation.kind === "reset";
      const pulses = isAtRest && decoupling.skipsResetQubits ? [] : sequences[decoupling.sequence];
      pad(written, device, decoupling, pulses, { qubit, from, to: start, before: index - 0.5 });
      last[qubit] = each;
    }
    written.push({ operation, start, order: index });
  }
  written.sort((a, b) => a.start - b.start || a.order - b.order);
  return { ...circuit, operations: written.map(({ operation }) => operation) };
}

interface Written {
  readonly operation: Operation;
  readonly start: number;
  /** Among what starts at the same moment. */
  readonly order: number;
}

/** Angles of turns about Z that are undone behind the pulse: a pulse about an axis in the plane is X in a turned frame. */
const sequences = {
  XX: [0, 0],
  XpXm: [0, Math.PI],
  XY4: [0, Math.PI / 2, Math.PI, -Math.PI / 2],
} as const satisfies Record<Decoupling["sequence"], readonly number[]>;

interface Wait {
  readonly qubit: number;
  readonly from: number;
  readonly to: number;
  readonly before: number;
}

/** Fills a wait with pulses, if they fit, and delays. */
function pad(
  written: Written[],
  device: Device,
  { slack }: Decoupling,
  sequence: readonly number[],
  { qubit, from, to, before }: Wait,
): void {
  const length = to - from;
  if (length <= 0) return;
  const pulseSteps = Math.ceil(device.oneQubitSeconds / device.stepSeconds - 1e-6);
  const pulses = sequence.length * pulseSteps < length ? sequence : [];
  const intervals = intervalsOf(length - pulses.length * pulseSteps, pulses.length, slack);
  let start = from;
  const write = (operation: Operation, steps: number) => {
    written.push({ operation, start, order: before });
    start += steps;
  };
  intervals.forEach((steps, k) => {
    if (steps > 0) write({ kind: "delay", qubit, seconds: steps * device.stepSeconds }, steps);
    const angle = pulses[k];
    if (angle === undefined) return;
    if (angle !== 0) write(gate("rz", [qubit], [-angle]), 0);
    write(gate("x", [qubit]), pulseSteps);
    if (angle !== 0) write(gate("rz", [qubit], [angle]), 0);
  });
}

/** Steps before, between and after so many pulses; `free` is what the pulses leave. */
function intervalsOf(free: number, pulses: number, slack: Decoupling["slack"]): number[] {
  if (pulses === 0) return [free];
  const between = Math.floor(free / pulses);
  const edge = Math.floor(free / (2 * pulses));
  const intervals = [edge, ...new Array<number>(pulses - 1).fill(between), edge];
  const rest = free - intervals.reduce((sum, steps) => sum + steps, 0);
  const add = (k: number, steps: number) => {
    intervals[k] = (intervals[k] ?? 0) + steps;
  };
  if (slack === "middle") add(pulses / 2, rest);
  else {
    add(0, Math.floor(rest / 2));
    add(pulses, Math.ceil(rest / 2));
  }
  return intervals;
}

function qubitsOf(operation: Operation): readonly number[] {
  if (operation.kind === "gate" || operation.kind === "unitary") return operation.qubits; // devices have no further controls
  return operation.kind === "measure" || operation.kind === "reset" ? [operation.qubit] : [];
}
