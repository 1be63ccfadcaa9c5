import type { AnnealerMachine, AnnealerTiming } from "@naru/backends";
import type { JsonObject } from "@naru/dialect";
import { workingPartOf } from "./graph.ts";
import { parametersOf } from "./parameters.ts";

/** What the vendor's client, its samplers and its inspector read of a QPU. */
export function qpuProperties(name: string, machine: AnnealerMachine): JsonObject {
  const { size, qubits, first, second } = workingPartOf(machine);
  const { annealUs, fastAnnealUs, fieldGain, offsetRange } = machine;
  const { programmingThermalisationUs, readoutThermalisationUs } = machine;
  const works = new Set(qubits);
  return {
    category: "qpu",
    chip_id: name,
    supported_problem_types: ["ising", "qubo"],
    topology: { type: machine.graph.topology.type, shape: machine.graph.topology.shape },
    // With the qubits that do not work: states and offsets are lists of so many.
    num_qubits: size,
    qubits: Array.from(qubits),
    couplers: Array.from(first, (a, k) => [a, second[k] ?? 0]),
    parameters: parametersOf(machine),
    h_range: machine.fieldRange,
    j_range: machine.couplingRange,
    ...(machine.extendedCouplingRange && { extended_j_range: machine.extendedCouplingRange }),
    ...(machine.qubitCouplingRange && { per_qubit_coupling_range: machine.qubitCouplingRange }),
    ...(machine.groupCouplingRange && { per_group_coupling_range: machine.groupCouplingRange }),
    num_reads_range: machine.reads,
    annealing_time_range: annealUs.range,
    default_annealing_time: annealUs.usual,
    ...(fastAnnealUs && { fast_anneal_time_range: fastAnnealUs.range }),
    default_programming_thermalization: programmingThermalisationUs.usual,
    programming_thermalization_range: programmingThermalisationUs.range,
    default_readout_thermalization: readoutThermalisationUs.usual,
    readout_thermalization_range: readoutThermalisationUs.range,
    problem_run_duration_range: machine.runUs,
    max_anneal_schedule_points: machine.schedulePoints,
    ...(fieldGain && {
      max_h_gain_schedule_points: fieldGain.points,
      h_gain_schedule_range: fieldGain.range,
    }),
    ...(offsetRange && {
      anneal_offset_ranges: Array.from({ length: size }, (_, qubit) => (works.has(qubit) ? offsetRange : [0, 0])),
      anneal_offset_step: 0.00015,
      anneal_offset_step_phi0: 1.43e-5,
    }),
    problem_timing_data: timingData(machine),
    tags: [],
    vfyc: false,
    quota_conversion_rate: 1,
  };
}

/** The model from which the client reckons the time of a problem before it is sent. */
function timingData({ timing, annealUs, programmingThermalisationUs, readoutThermalisationUs }: AnnealerMachine) {
  const { prepared, continued } = timing.reverse;
  return {
    version: "1.0.0",
    typical_programming_time: timing.programmingUs,
    default_programming_thermalization: programmingThermalisationUs.usual,
    default_annealing_time: annealUs.usual,
    default_readout_thermalization: readoutThermalisationUs.usual,
    ...readoutModel(timing.readout),
    qpu_delay_time_per_sample: timing.delayUsPerSample,
    decorrelation_max_nominal_anneal_time: timing.decorrelation.longestAnnealUs,
    decorrelation_time_range: timing.decorrelation.rangeUs,
    reverse_annealing_with_reinit_prog_time_delta: prepared.programmingUs,
    reverse_annealing_with_reinit_delay_time_delta: prepared.delayUs,
    reverse_annealing_without_reinit_prog_time_delta: continued.programmingUs,
    reverse_annealing_without_reinit_delay_time_delta: continued.delayUs,
  };
}

/** First every number of qubits, then the time of each; logarithms to base 10 of both where the model is logarithmic. */
function readoutModel({ isLogarithmic, points }: AnnealerTiming["readout"]) {
  const written = (value: number) => (isLogarithmic ? Math.log10(value) : value);
  return {
    readout_time_model: isLogarithmic ? "pwl_log_log" : "pwl_linear",
    readout_time_model_parameters: [...points.map(([x]) => written(x)), ...points.map(([, y]) => written(y))],
  };
}
