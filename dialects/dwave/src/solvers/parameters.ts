import type { AnnealerMachine } from "@naru/backends";

/** Parameters of every QPU with what they do; the client lets no other through. */
const ofEveryQpu = {
  anneal_offsets: "Advance of each qubit in the anneal, in normalised offset units.",
  anneal_schedule: "Points [time in microseconds, anneal fraction s] of the anneal.",
  annealing_time: "Duration of each anneal, in microseconds.",
  answer_mode: "Whether answers are counted and ordered by energy (histogram) or told read by read (raw).",
  auto_scale: "Whether biases and couplings are brought into the ranges of the QPU.",
  flux_biases: "Flux through each qubit, in flux quanta; needs auto_scale=False.",
  flux_drift_compensation: "Accepted; the emulated QPUs do not drift.",
  h_gain_schedule: "Points [time in microseconds, factor of all linear biases].",
  initial_state: "State from which reverse anneals begin.",
  label: "Name of the problem.",
  max_answers: "The most answers that are told.",
  num_reads: "How often the problem is annealed.",
  programming_thermalization: "Wait after programming, in microseconds.",
  readout_thermalization: "Wait after each readout, in microseconds.",
  reduce_intersample_correlation: "Whether waits between reads make them independent.",
  reinitialize_state: "Whether each reverse anneal begins from initial_state, or where the one before ended.",
} as const;

const ofFastQpus = { fast_anneal: "Whether the fast-anneal protocol is used." } as const;

export type QpuParameter = keyof typeof ofEveryQpu | keyof typeof ofFastQpus;

/** Those that a machine takes. */
export const parametersOf = ({ fastAnnealUs }: AnnealerMachine): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...ofEveryQpu, ...(fastAnnealUs && ofFastQpus) }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Of every hybrid solver. */
export const hybridParameters = {
  time_limit: "Run time of the search, in seconds.",
  label: "Name of the problem.",
} as const;
