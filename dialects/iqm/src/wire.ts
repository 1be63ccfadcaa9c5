import { z } from "zod";

/** Longest name of a circuit, component or key that is taken. */
const maxName = 500;

const Name = z.string().min(1, "must not be empty").max(maxName, `must have at most ${maxName} characters`);

/** One instruction. `qubits` is what IQM's first clients called the locus. */
export const WireInstruction = z.looseObject({
  name: Name,
  locus: z.array(Name).optional(),
  qubits: z.array(Name).optional(),
  args: z.looseObject({}).nullish(),
  implementation: z.string().nullish(),
});
export type WireInstruction = z.infer<typeof WireInstruction>;

/** A circuit; its instructions are read one by one, so that each can be named when it is wrong. */
export const WireCircuit = z.looseObject({
  name: z.string().max(maxName, `must have at most ${maxName} characters`).default(""),
  instructions: z.array(z.unknown()),
});

export const WireMapping = z.array(z.looseObject({ logical_name: Name, physical_name: Name }));

/**
 * The body of `POST jobs/{qc}/circuit`. What is taken and changes nothing here: `max_circuit_duration_over_t2`,
 * `move_gate_frame_tracking`, `active_reset_cycles`, `dd_mode` and `dd_strategy`.
 */
export const WireJob = z.looseObject({
  circuits: z.array(z.unknown()).min(1, "a job needs at least one circuit"),
  shots: z.int().min(1, "must be 1 or more").default(1),
  calibration_set_id: z.string().nullish(),
  qubit_mapping: WireMapping.nullish(),
  max_circuit_duration_over_t2: z.number().nullish(),
  heralding_mode: z.enum(["none", "zeros"]).nullish(),
  move_gate_validation: z.enum(["strict", "allow_prx", "none"]).nullish(),
  move_gate_frame_tracking: z.enum(["full", "no_detuning_correction", "none"]).nullish(),
  active_reset_cycles: z.int().min(0, "must be 0 or more").nullish(),
  dd_mode: z.enum(["disabled", "enabled"]).nullish(),
  dd_strategy: z.looseObject({}).nullish(),
});
export type WireJob = z.infer<typeof WireJob>;

/** How strictly MOVEs are looked at. */
export type MoveValidation = "strict" | "allow_prx" | "none";
