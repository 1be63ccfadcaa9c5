import { calibrationOf } from "@naru/backends";
import { expect, test } from "vitest";
import { machines } from "./backends/index.ts";
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

const named = machines.map((machine) => [machine.model.spec.name, machine] as const);
const emulated = named.filter(([, { model }]) => model.device);

test.each(named)("%s has every field that the client requires", (name, machine) => {
  const configuration = writeConfiguration(machine);
  for (const field of required) expect(configuration).toHaveProperty([field]);
  expect(configuration.backend_name).toBe(name);
  expect(configuration.basis_gates).toEqual((configuration.gates as readonly Gate[]).map((gate) => gate.name));
});

test.each(emulated)("%s joins pairs both ways where its gate does", (_, machine) => {
  const { coupling_map, gates } = writeConfiguration(machine) as { coupling_map: number[][]; gates: Gate[] };
  const edges = machine.topology?.edges ?? [];
  const isDirected = machine.model.device?.isDirected ?? false;
  expect(coupling_map).toHaveLength(edges.length * (isDirected ? 1 : 2));
  const pairGates = gates.filter(({ coupling_map: places }) => places?.[0]?.length === 2);
  for (const gate of pairGates) expect(gate.coupling_map).toEqual(coupling_map);
});

test("an Eagle's dt and a Heron's are in nanoseconds", () => {
  const dtOf = (name: string) =>
    named.filter(([known]) => known === name).map(([, machine]) => writeConfiguration(machine).dt);
  expect(dtOf("emu_heron_r2")).toEqual([expect.closeTo(4, 12)]);
  expect(dtOf("emu_eagle")).toEqual([expect.closeTo(2 / 9, 12)]);
});

test("the simulator joins everything and names no pairs", () => {
  const [machine] = machines.filter(({ topology }) => topology === null);
  if (!machine) throw new Error("there is no simulator");
  const { simulator, coupling_map, gates } = writeConfiguration(machine) as unknown as {
    simulator: boolean;
    coupling_map: null;
    gates: Gate[];
  };
  expect([simulator, coupling_map]).toEqual([true, null]);
  expect(gates.some((gate) => "coupling_map" in gate)).toBe(false);
});

test.each(emulated)("%s has properties of every qubit and of every gate at every place", (name, { model }) => {
  const { device } = model;
  if (!device) throw new Error("no device");
  const { qubits, gates, general } = writeProperties(device, calibrationOf(device, name, "2026-02-03")) as unknown as {
    qubits: { name: string; unit: string; value: number }[][];
    gates: { gate: string; qubits: number[]; parameters: { name: string; value: number }[] }[];
    general: unknown[];
  };
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
  const configuration = writeConfiguration({ model, topology: null, processor: null }) as unknown as { gates: Gate[] };
  for (const gate of configuration.gates) {
    const places = gates.filter((entry) => entry.gate === gate.name).map((entry) => String(entry.qubits));
    expect(new Set(places), gate.name).toEqual(new Set(gate.coupling_map?.map(String)));
  }
  const rz = gates.find(({ gate }) => gate === "rz");
  expect(rz?.parameters.map(({ value }) => value)).toEqual([0, 0]);
  expect(general).toEqual([]);
});
