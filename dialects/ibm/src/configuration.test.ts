import { calibrationOf } from "@naru/backends";
import { expect, test } from "vitest";
import { type Machine, machines } from "./backends/index.ts";
import { writeConfiguration } from "./configuration.ts";
import { writeProperties } from "./properties.ts";

/** A backend without one of these vanishes from the client (qiskit-ibm-runtime 0.51). */
const required = [
  ...["backend_name", "backend_version", "n_qubits", "basis_gates", "gates", "local", "simulator", "conditional"],
  ...["open_pulse", "memory", "coupling_map", "online_date"],
];

interface Gate {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly coupling_map?: readonly (readonly number[])[];
}

interface Configuration {
  readonly simulator: boolean;
  readonly basis_gates: readonly string[];
  readonly coupling_map: readonly (readonly number[])[] | null;
  readonly gates: readonly Gate[];
  readonly dt?: number;
}

interface Properties {
  readonly qubits: readonly (readonly { readonly name: string; readonly unit: string; readonly value: number }[])[];
  readonly gates: readonly {
    readonly gate: string;
    readonly qubits: readonly number[];
    readonly parameters: readonly { readonly value: number }[];
  }[];
  readonly general: readonly unknown[];
}

/** As it arrives at the client. */
const configurationOf = (machine: Machine): Configuration => JSON.parse(JSON.stringify(writeConfiguration(machine)));

const named = machines.map((machine) => [machine.model.spec.name, machine] as const);
const emulated = named.filter(([, { model }]) => model.device);

test.each(named)("%s has every field that the client requires", (name, machine) => {
  const configuration = configurationOf(machine);
  for (const field of required) expect(configuration).toHaveProperty([field]);
  expect(configuration).toHaveProperty("backend_name", name);
  expect(configuration.basis_gates).toEqual(configuration.gates.map((gate) => gate.name));
});

test.each(emulated)("%s joins pairs both ways where its gate does", (_, machine) => {
  const { coupling_map, gates } = configurationOf(machine);
  const edges = machine.topology?.edges ?? [];
  const isDirected = machine.model.device?.isDirected ?? false;
  expect(coupling_map).toHaveLength(edges.length * (isDirected ? 1 : 2));
  const pairGates = gates.filter(({ coupling_map: places }) => places?.[0]?.length === 2);
  for (const gate of pairGates) expect(gate.coupling_map).toEqual(coupling_map);
});

test("an Eagle's dt and a Heron's are in nanoseconds", () => {
  const dtOf = (name: string) =>
    named.filter(([known]) => known === name).map(([, machine]) => configurationOf(machine).dt);
  expect(dtOf("emu_heron_r2")).toEqual([expect.closeTo(4, 12)]);
  expect(dtOf("emu_eagle")).toEqual([expect.closeTo(2 / 9, 12)]);
});

test("the simulator joins everything and names no pairs", () => {
  const [machine] = machines.filter(({ topology }) => topology === null);
  if (!machine) throw new Error("there is no simulator");
  const { simulator, coupling_map, gates } = configurationOf(machine);
  expect([simulator, coupling_map]).toEqual([true, null]);
  expect(gates.some((gate) => "coupling_map" in gate)).toBe(false);
});

test.each(emulated)("%s has properties of every qubit and of every gate at every place", (name, { model }) => {
  const { device } = model;
  if (!device) throw new Error("no device");
  const properties = writeProperties(device, calibrationOf(device, name, "2026-02-03"));
  const { qubits, gates, general }: Properties = JSON.parse(JSON.stringify(properties));
  expect(qubits).toHaveLength(model.spec.qubitCount);
  const [first = []] = qubits;
  expect(first.map((figure) => [figure.name, figure.unit])).toEqual([
    ["T1", "us"],
    ["T2", "us"],
    ["readout_error", ""],
    ["prob_meas0_prep1", ""],
    ["prob_meas1_prep0", ""],
    ["readout_length", "ns"],
  ]);
  expect(first[0]?.value).toBeGreaterThan(1);
  expect(first[5]?.value).toBeCloseTo(device.measureSeconds * 1e9, 6);
  const configuration = configurationOf({ model, topology: null, processor: null });
  for (const gate of configuration.gates) {
    const places = gates.filter((entry) => entry.gate === gate.name).map((entry) => String(entry.qubits));
    expect(new Set(places), gate.name).toEqual(new Set(gate.coupling_map?.map(String)));
  }
  const rz = gates.find(({ gate }) => gate === "rz");
  expect(rz?.parameters.map(({ value }) => value)).toEqual([0, 0]);
  expect(general).toEqual([]);
});
