import type { AnnealerMachine } from "@naru/backends";
import type { AnnealSchedule, AnnealWorkload } from "@naru/workload";
import { type Parameters, wrong } from "./parameters.ts";

/** What parameters ask for, without the problem. */
type Asked = Omit<AnnealWorkload, "kind" | "problem" | "seed">;

/** What a problem is known by before its parameters are read. */
export interface Asking {
  readonly machine: AnnealerMachine;
  /** Of the machine, with those that do not work: lists for qubits have so many. */
  readonly qubitCount: number;
  readonly vartype: "spin" | "binary";
  /** Those that take part. */
  readonly active: readonly number[];
}

/** Reads the parameters of a problem on a QPU. Throws InvalidInputError that names the one that is wrong. */
export function readQpuParameters(parameters: Parameters, asking: Asking): Asked {
  const { machine, qubitCount } = asking;
  const schedule = readSchedule(parameters, machine);
  const isReverse = schedule?.points[0]?.[1] === 1;
  const initialState = readInitialState(parameters, asking, isReverse);
  const reinitialises = parameters.boolean("reinitialize_state");
  if (reinitialises !== undefined && !isReverse) {
    throw wrong("reinitialize_state", "it needs an anneal_schedule that begins at 1");
  }
  const autoScale = parameters.boolean("auto_scale") ?? true;
  const fluxes = parameters.numbers("flux_biases", qubitCount);
  if (fluxes?.some((flux) => flux !== 0) && autoScale) {
    throw wrong("flux_biases", "they are not scaled with the problem; set auto_scale to false");
  }
  parameters.boolean("flux_drift_compensation");
  parameters.text("label");
  const maxSamples = parameters.whole("max_answers", [1, machine.reads[1]]);
  const programming = parameters.number("programming_thermalization", machine.programmingThermalisationUs.range);
  const readout = parameters.number("readout_thermalization", machine.readoutThermalisationUs.range);
  const decorrelates = parameters.boolean("reduce_intersample_correlation");
  const offsets = readOffsets(parameters, asking);
  return {
    reads: parameters.whole("num_reads", machine.reads) ?? 1,
    ...(schedule && { schedule }),
    ...(initialState && { initialState }),
    ...(reinitialises !== undefined && { reinitialises }),
    autoScale,
    ...(offsets && { offsets }),
    ...(fluxes && { fluxes }),
    spinReversals: 0,
    ...(programming !== undefined && { programmingThermalisationUs: programming }),
    ...(readout !== undefined && { readoutThermalisationUs: readout }),
    ...(decorrelates !== undefined && { decorrelates }),
    // States that follow one another are told in their order.
    answer: parameters.choice("answer_mode", ["histogram", "raw"]) ?? (initialState ? "raw" : "histogram"),
    ...(maxSamples !== undefined && { maxSamples }),
  };
}

/** What each read does; nothing where it is the machine's plain anneal. */
function readSchedule(parameters: Parameters, machine: AnnealerMachine): AnnealSchedule | undefined {
  const { schedulePoints, annealUs, fastAnnealUs, fieldGain } = machine;
  const isFast = parameters.boolean("fast_anneal") ?? false;
  const { usual, range } = isFast && fastAnnealUs ? fastAnnealUs : annealUs;
  const points = parameters.points("anneal_schedule", schedulePoints + 1);
  const timeUs = parameters.number("annealing_time", range);
  if (points && timeUs !== undefined) {
    throw wrong("annealing_time", "it and anneal_schedule exclude each other; give one of them");
  }
  if (points) checkSchedule(points, schedulePoints, range);
  const whole =
    points ??
    ([
      [0, 0],
      [timeUs ?? usual, 1],
    ] as const);
  const gain = fieldGain && parameters.points("h_gain_schedule", fieldGain.points);
  if (fieldGain && gain) {
    const [least, most] = fieldGain.range;
    const endUs = whole.at(-1)?.[0] ?? 0;
    if (gain.some(([, factor]) => factor < least || factor > most)) {
      throw wrong("h_gain_schedule", `its factors must be from ${least} to ${most}`);
    }
    if (gain.at(-1)?.[0] !== endUs) throw wrong("h_gain_schedule", `it must end with the anneal, at ${endUs}`);
  }
  if (!points && timeUs === undefined && !isFast && !gain) return undefined;
  return { points: whole, ...(isFast && { isFast }), ...(gain && { fieldGain: gain }) };
}

function checkSchedule(
  points: readonly (readonly [number, number])[],
  most: number,
  [leastUs, mostUs]: readonly [number, number],
): void {
  const name = "anneal_schedule";
  const [begin, end] = [points[0]?.[1], points.at(-1)?.[1]];
  if (points.some(([, s]) => s < 0 || s > 1)) throw wrong(name, "its values of s must be from 0 to 1");
  if (begin !== 0 && begin !== 1) throw wrong(name, "it must begin at s = 0, or at s = 1 for a reverse anneal");
  if (end !== 1) throw wrong(name, "it must end at s = 1");
  if (begin === 0 && points.length > most) throw wrong(name, `it has ${points.length} points; ${most} are the most`);
  const endUs = points.at(-1)?.[0] ?? 0;
  if (endUs < leastUs || endUs > mostUs) throw wrong(name, `it must take from ${leastUs} to ${mostUs} microseconds`);
}

const unused = 3;

function readInitialState(
  parameters: Parameters,
  { qubitCount, vartype, active }: Asking,
  isReverse: boolean,
): readonly number[] | undefined {
  const name = "initial_state";
  const state = parameters.numbers(name, qubitCount);
  if (!state) {
    if (isReverse) throw wrong(name, "a reverse anneal needs one");
    return undefined;
  }
  if (!isReverse) throw wrong(name, "it needs an anneal_schedule that begins at 1");
  const allowed = vartype === "spin" ? [-1, 1] : [0, 1];
  const other = state.find((value) => value !== unused && !allowed.includes(value));
  if (other !== undefined) throw wrong(name, `${other} is none of ${allowed.join(", ")} and ${unused}`);
  const without = active.find((qubit) => state[qubit] === unused);
  if (without !== undefined) throw wrong(name, `qubit ${without} takes part in the problem and has no state`);
  return state;
}

function readOffsets(parameters: Parameters, { machine, qubitCount }: Asking): readonly number[] | undefined {
  const offsets = parameters.numbers("anneal_offsets", qubitCount);
  const [least, most] = machine.offsetRange ?? [0, 0];
  const wrongQubit = offsets?.findIndex((offset) => offset < least || offset > most) ?? -1;
  if (wrongQubit >= 0) throw wrong("anneal_offsets", `that of qubit ${wrongQubit} is not from ${least} to ${most}`);
  return offsets;
}
