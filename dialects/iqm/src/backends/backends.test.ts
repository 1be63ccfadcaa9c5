import { calibrationOf, type QubitCalibration } from "@naru/backends";
import { describe, expect, test } from "vitest";
import { writeDynamicArchitecture, writeStaticArchitecture } from "../architecture.ts";
import { defaultSet, setNamed } from "../machines.ts";
import { writeCalibrationSet, writeMetrics } from "../observations.ts";
import { type Machine, machines } from "./index.ts";

const named = (name: string): Machine => {
  const machine = machines.find(({ model }) => model.spec.name === name);
  if (!machine) throw new Error(name);
  return machine;
};
const garnet = named("emu_garnet");
const deneb = named("emu_deneb");
const day = "2026-03-03";
const noon = new Date(`${day}T12:00:00Z`);

interface Observations {
  readonly observations: readonly { readonly dut_field: string; readonly value: number }[];
}
const figuresOf = (set: object): Map<string, number> =>
  new Map((set as Observations).observations.map(({ dut_field, value }) => [dut_field, value]));

describe("couplings", () => {
  test.each([
    ["emu_garnet", 20, 0, 30],
    ["emu_emerald", 54, 0, 90],
    ["emu_sirius", 16, 1, 16],
    ["emu_deneb", 6, 1, 6],
  ])("of %s", (name, qubits, resonators, pairs) => {
    const machine = named(name);
    expect([machine.qubits.length, machine.resonators.length]).toEqual([qubits, resonators]);
    expect(new Set(machine.connectivity.map((pair) => pair.join())).size).toBe(pairs);
  });

  test("Garnet's are those of the vendor's own emulation, in its order", () => {
    const { connectivity } = writeStaticArchitecture(garnet);
    const wanted =
      "1-2 1-4 2-5 3-4 3-8 4-5 4-9 5-6 5-10 6-7 6-11 7-12 8-9 8-13 9-10 9-14 10-11 10-15 11-12 11-16 12-17 13-14 14-15 14-18 15-16 15-19 16-17 16-20 18-19 19-20";
    const text = (connectivity as string[][]).map((pair) => pair.map((name) => name.slice(2)).join("-")).join(" ");
    expect(text).toBe(wanted);
  });

  test("no qubit of a lattice has more than four neighbours, and all hang together", () => {
    for (const { model } of [garnet, named("emu_emerald")]) {
      const { edges, qubitCount } = model.device;
      const neighbours = Array.from({ length: qubitCount }, (_, k) =>
        edges.flatMap(([a, b]) => (a === k ? [b] : b === k ? [a] : [])),
      );
      for (const near of neighbours) expect(near.length).toBeLessThanOrEqual(4);
      const reached = new Set([0]);
      for (const qubit of reached) for (const near of neighbours[qubit] ?? []) reached.add(near);
      expect(reached.size).toBe(qubitCount);
    }
  });
});

test("names, ids and aliases with _ and : taken for the same tell machines apart", () => {
  for (const key of [
    (machine: Machine) => machine.id,
    (machine: Machine) => machine.model.spec.name.replaceAll("_", ":"),
    (machine: Machine) => machine.dutLabel,
  ]) {
    expect(new Set(machines.map(key)).size).toBe(machines.length);
  }
});

describe("a dynamic architecture", () => {
  test("lists qubits for pulses and readout, and pairs with the qubit first on a star", () => {
    const { gates } = writeDynamicArchitecture(deneb, "an-id") as {
      gates: Record<string, { implementations: Record<string, { loci: string[][] }> }>;
    };
    expect(gates.prx?.implementations.drag_crf_sx?.loci).toEqual(deneb.qubits.map((qubit) => [qubit]));
    expect(gates.measure?.implementations.constant?.loci).toEqual(deneb.qubits.map((qubit) => [qubit]));
    expect(gates.cz?.implementations.tgss?.loci).toEqual(deneb.qubits.map((qubit) => [qubit, "CR1"]));
    expect(gates.move?.implementations.tgss_crf?.loci).toEqual(deneb.qubits.map((qubit) => [qubit, "CR1"]));
  });
});

describe("figures", () => {
  const set = defaultSet(garnet, noon);
  const calibration = calibrationOf(garnet.model.device, "emu_garnet", day);

  test("are exactly those of the noise that acts", () => {
    const metrics = figuresOf(writeMetrics(garnet, set));
    const second: QubitCalibration | undefined = calibration.qubits[1];
    expect(metrics.get("characterization.model.QB2.t1_time")).toBe(second?.t1Seconds);
    expect(metrics.get("metrics.ssro.measure.constant.QB2.error_0_to_1")).toBe(second?.oneGivenZero);
    const prx = calibration.gates.find(({ gate, qubits }) => gate === "r" && qubits[0] === 1);
    expect(metrics.get("metrics.rb.prx.drag_crf_sx.QB2.fidelity:par=d2")).toBe(1 - (prx?.error ?? 1));
    const cz = calibration.gates.find(({ gate, qubits }) => gate === "cz" && qubits.join() === "0,3");
    expect(metrics.get("metrics.irb.cz.crf_crf.QB1__QB4.fidelity:par=d2")).toBe(1 - (cz?.error ?? 1));
    expect(figuresOf(writeCalibrationSet(garnet, set)).get("gates.cz.crf_crf.QB1__QB4.duration")).toBe(40e-9);
  });

  test("have only names that the client knows", () => {
    for (const machine of machines) {
      const current = defaultSet(machine, noon);
      for (const name of figuresOf(writeCalibrationSet(machine, current)).keys()) {
        expect(name).toMatch(
          /^(gates\.\w+\.\w+\.(QB\d+|QB\d+__(QB|CR)\d+)\.duration|controllers\.QB\d+\.drive\.frequency)$/,
        );
      }
      for (const name of figuresOf(writeMetrics(machine, current)).keys()) {
        expect(name).toMatch(
          /^(characterization\.model\.(QB|CR)\d+\.(t1|t2|t2_echo)_time|metrics\.rb\.prx\.\w+\.QB\d+\.fidelity:par=d2|metrics\.irb\.(cz\.\w+\.QB\d+__(QB|CR)\d+\.fidelity:par=d2|move\.\w+\.QB\d+__CR1\.fidelity)|metrics\.ssro\.measure\.constant\.QB\d+\.(fidelity|error_0_to_1|error_1_to_0))$/,
        );
      }
    }
  });

  test("of a star: a move is its own gate, and the resonator has lifetimes and nothing else", () => {
    const metrics = figuresOf(writeMetrics(deneb, defaultSet(deneb, noon)));
    expect(metrics.get("characterization.model.CR1.t1_time")).toBe(5.4e-6);
    expect(metrics.get("metrics.irb.move.tgss_crf.QB1__CR1.fidelity")).toBeGreaterThan(0.97);
    expect([...metrics.keys()].filter((name) => /\.CR1\.(fidelity|error)/.test(name))).toEqual([]);
  });

  test("a set is found by its id, and by no other machine", () => {
    expect(setNamed(garnet, set.id.toUpperCase(), noon)).toEqual(set);
    expect(setNamed(garnet, "default", noon)).toEqual(set);
    const older = defaultSet(garnet, new Date("2026-02-01T00:00:00Z"));
    expect(setNamed(garnet, older.id, noon).day).toBe("2026-02-01");
    expect(() => setNamed(deneb, set.id, noon)).toThrow(/calibration set/);
    expect(() => setNamed(garnet, "latest", noon)).toThrow(/calibration set/);
  });

  test("medians on any day are those of the design", () => {
    const median = (values: number[]) => {
      const sorted = values.toSorted((a, b) => a - b);
      return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
    };
    for (const { model, qubits } of machines) {
      const { device, spec } = model;
      const figures = calibrationOf(device, spec.name, day);
      const measured = figures.qubits.slice(0, qubits.length);
      expect(median(measured.map(({ t1Seconds }) => t1Seconds))).toBeCloseTo(device.medians.t1Seconds, 12);
      expect(median(measured.map(({ readoutError }) => readoutError))).toBeCloseTo(device.medians.readoutError, 12);
      const czErrors = figures.gates.flatMap(({ gate, error }) => (gate === "cz" ? [error] : []));
      expect(median(czErrors)).toBeCloseTo(device.medians.twoQubitError, 12);
    }
  });
});
