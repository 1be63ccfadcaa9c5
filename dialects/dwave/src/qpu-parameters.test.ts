import { describe, expect, test } from "vitest";
import { qpu, triple } from "../testing/problems.ts";
import { Parameters } from "./parameters.ts";
import { readQpuParameters } from "./qpu-parameters.ts";
import { parametersOf, solverNamed, workingPartOf } from "./solvers/index.ts";

const solver = solverNamed(qpu);
if (solver.kind !== "qpu") throw new Error("no QPU");
const { machine } = solver;
const qubitCount = workingPartOf(machine).size;
const active = triple();

const read = (params: Record<string, unknown>, vartype: "spin" | "binary" = "spin") =>
  readQpuParameters(new Parameters(params, parametersOf(machine)), { machine, qubitCount, vartype, active });

const perQubit = (value: number, ...others: readonly (readonly [number, number])[]) => {
  const list = new Array(qubitCount).fill(value);
  for (const [qubit, own] of others) list[qubit] = own;
  return list;
};
const state = perQubit(3, ...active.map((qubit) => [qubit, 1] as const));
const reverse = [
  [0, 1],
  [2, 0.4],
  [10, 1],
];

test("without parameters a problem is annealed once, scaled, and counted", () => {
  expect(read({})).toEqual({ reads: 1, autoScale: true, spinReversals: 0, answer: "histogram" });
  expect(read({ num_reads: null, label: "x", flux_drift_compensation: false })).toEqual(read({}));
});

test("times and schedules are those that were given", () => {
  expect(read({ annealing_time: 50 }).schedule).toEqual({
    points: [
      [0, 0],
      [50, 1],
    ],
  });
  expect(read({ fast_anneal: true, annealing_time: 0.01 }).schedule).toEqual({
    points: [
      [0, 0],
      [0.01, 1],
    ],
    isFast: true,
  });
  const pause = [
    [0, 0],
    [5, 0.5],
    [10, 0.5],
    [15, 1],
  ];
  expect(read({ anneal_schedule: pause }).schedule).toEqual({ points: pause });
  const gain = [
    [0, 1],
    [20, 2],
  ];
  expect(read({ h_gain_schedule: gain }).schedule).toEqual({
    points: [
      [0, 0],
      [20, 1],
    ],
    fieldGain: gain,
  });
});

test("reverse anneals begin in a state, and are told read by read", () => {
  expect(read({ anneal_schedule: reverse, initial_state: state, reinitialize_state: false })).toMatchObject({
    schedule: { points: reverse },
    initialState: state,
    reinitialises: false,
    answer: "raw",
  });
  expect(read({ anneal_schedule: reverse, initial_state: state, answer_mode: "histogram" }).answer).toBe("histogram");
});

test("waits, offsets and fluxes arrive", () => {
  const offsets = perQubit(0, [active[0], 0.1]);
  const fluxes = perQubit(0, [active[1], 1e-4]);
  const params = {
    programming_thermalization: 500,
    readout_thermalization: 10,
    reduce_intersample_correlation: true,
    anneal_offsets: offsets,
    flux_biases: fluxes,
    auto_scale: false,
    max_answers: 3,
  };
  expect(read(params)).toMatchObject({
    programmingThermalisationUs: 500,
    readoutThermalisationUs: 10,
    decorrelates: true,
    offsets,
    fluxes,
    autoScale: false,
    maxSamples: 3,
  });
});

describe("what a QPU does not take is refused by name", () => {
  const wrongState = perQubit(3, [active[0], 1], [active[1], 0], [active[2], 1]);
  test.each<[name: string, params: Record<string, unknown>]>([
    ["num_reads", { num_reads: 0 }],
    ["num_reads", { num_reads: 10_001 }],
    ["num_reads", { num_reads: 2.5 }],
    ["num_reads", { num_reads: "5" }],
    ["num_reads", { num_reads: [5] }],
    ["annealing_time", { annealing_time: 0.1 }],
    ["annealing_time", { annealing_time: 2001 }],
    [
      "annealing_time",
      {
        annealing_time: 20,
        anneal_schedule: [
          [0, 0],
          [20, 1],
        ],
      },
    ],
    ["anneal_schedule", { anneal_schedule: [[0, 0]] }],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [0, 0],
          [20, 0.9],
        ],
      },
    ],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [1, 0],
          [20, 1],
        ],
      },
    ],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [0, 0.5],
          [20, 1],
        ],
      },
    ],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [0, 0],
          [20, 0.5],
          [10, 1],
        ],
      },
    ],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [0, 0],
          [10, 1.5],
          [20, 1],
        ],
      },
    ],
    [
      "anneal_schedule",
      {
        anneal_schedule: [
          [0, 0],
          [3000, 1],
        ],
      },
    ],
    ["anneal_schedule", { anneal_schedule: Array.from({ length: 14 }, (_, k) => [k, k / 13]) }],
    ["anneal_schedule", { anneal_schedule: "fast" }],
    ["initial_state", { anneal_schedule: reverse }],
    ["initial_state", { initial_state: state }],
    ["initial_state", { anneal_schedule: reverse, initial_state: state.slice(1) }],
    ["initial_state", { anneal_schedule: reverse, initial_state: wrongState }],
    ["initial_state", { anneal_schedule: reverse, initial_state: perQubit(3) }],
    ["initial_state", { anneal_schedule: reverse, initial_state: { 0: 1 } }],
    ["reinitialize_state", { reinitialize_state: true }],
    ["answer_mode", { answer_mode: "sorted" }],
    ["auto_scale", { auto_scale: 1 }],
    ["flux_biases", { flux_biases: perQubit(1e-5) }],
    ["flux_biases", { flux_biases: [0], auto_scale: false }],
    ["anneal_offsets", { anneal_offsets: perQubit(0, [active[0], 5]) }],
    [
      "h_gain_schedule",
      {
        h_gain_schedule: [
          [0, 1],
          [20, 99],
        ],
      },
    ],
    [
      "h_gain_schedule",
      {
        h_gain_schedule: [
          [0, 1],
          [19, 1],
        ],
      },
    ],
    ["max_answers", { max_answers: 0 }],
    ["programming_thermalization", { programming_thermalization: -1 }],
    ["readout_thermalization", { readout_thermalization: 10_001 }],
    ["label", { label: 5 }],
  ])("%s: %j", (name, params) => expect(() => read(params)).toThrow(`Invalid value for ${name}`));

  test("a parameter that no QPU has, and one that this QPU has not", () => {
    expect(() => read({ beta: 1 })).toThrow('"beta" is not a parameter of this solver');
    expect(() => read({ __proto__: null, constructor: 1 })).toThrow("is not a parameter of this solver");
    const old = solverNamed("emu_chimera_c16");
    if (old.kind !== "qpu") throw new Error("no QPU");
    expect(() => new Parameters({ fast_anneal: true }, parametersOf(old.machine))).toThrow("is not a parameter");
  });
});
