import { TooLargeError } from "@naru/base";
import { circuitOfQpy, readQpy } from "@naru/circuit";
import { inflate, readBase64, type SweepWorkload, unpackNumbers } from "@naru/workload";
import { expect, test } from "vitest";
import { contextOf, modelNamed, type Params, recordedJob } from "../primitives/recorded.testing.ts";
import { sampler } from "./index.ts";

const bell = recordedJob("05-sampler-bell").params;

async function read(params: unknown, context = contextOf()): Promise<SweepWorkload> {
  const { workload, echo } = await sampler.read(params, context);
  expect(echo).toEqual({});
  if (workload.kind !== "sweep") throw new TypeError("a sampler's workload is a sweep");
  return workload;
}

const withOptions = (options: Readonly<Record<string, unknown>>): Params => ({ ...bell, options });
const refusal = (options: Readonly<Record<string, unknown>>) =>
  read(withOptions(options)).catch((thrown) => thrown.message);

test("the recorded Bell pair is one run of 16 shots", async () => {
  const { files, items, ...rest } = await read(bell);
  expect(items).toEqual([{ circuit: { file: 0, index: 0 }, values: { shape: [0], base64: "" }, shots: 16 }]);
  expect(rest).toEqual({ kind: "sweep" });
  const [circuit] = readQpy(inflate(readBase64(files[0] ?? ""), 1e6)).circuits;
  expect(circuit && circuitOfQpy(circuit).clbitCount).toBe(2);
});

test("recorded values of three parameters are four sets", async () => {
  const { items } = await read(recordedJob("07-sampler-parameters").params);
  const values = items[0]?.values;
  if (!values || "samplex" in values) throw new TypeError("values are an array");
  expect(values.shape).toEqual([2, 2, 3]);
  const expected = Array.from({ length: 12 }, (_, k) => k / 11);
  expect(Array.from(unpackNumbers(values), (value) => Math.round(value * 1e12) / 1e12)).toEqual(
    expected.map((value) => Math.round(value * 1e12) / 1e12),
  );
});

test("the recorded dynamic circuit is taken as it is packed", async () => {
  const { params } = recordedJob("08-sampler-dynamic");
  const { files, items } = await read(params);
  expect(items[0]?.shots).toBe(8);
  expect(params.pubs[0]?.[0]).toEqual({ __type__: "QuantumCircuit", __value__: files[0] });
});

test("a circuit that several pubs share is carried once", async () => {
  const other = recordedJob("08-sampler-dynamic").params.pubs[0];
  const { files, items } = await read({ ...bell, pubs: [bell.pubs[0], other, bell.pubs[0]] });
  expect(files).toHaveLength(2);
  expect(items.map(({ circuit }) => circuit.file)).toEqual([0, 1, 0]);
});

test("shots are the pub's own, else those of the options, else 4096", async () => {
  const [circuit, values] = bell.pubs[0] ?? [];
  const shotsOf = async (pub: readonly unknown[], options = {}) =>
    (await read({ ...bell, pubs: [pub], options })).items[0]?.shots;
  expect(await shotsOf([circuit, values, 7], { default_shots: 100 })).toBe(7);
  expect(await shotsOf([circuit, values, null], { default_shots: 100 })).toBe(100);
  expect(await shotsOf([circuit, values])).toBe(4096);
  expect(await shotsOf([circuit])).toBe(4096);
  const twirling = { enable_gates: true, num_randomizations: 16, shots_per_randomization: 10 };
  expect(await shotsOf([circuit], { default_shots: 100, twirling })).toBe(160);
  expect(await shotsOf([circuit], { default_shots: 100, twirling: { ...twirling, enable_gates: false } })).toBe(100);
  expect(await shotsOf([circuit, values, 7], { twirling })).toBe(7);
});

test("options of twirling, decoupling and the seed reach the workload", async () => {
  const options = {
    twirling: { enable_measure: true, strategy: "all" },
    dynamical_decoupling: { enable: true, sequence_type: "XY4", skip_reset_qubits: true },
    execution: { rep_delay: 0.00025, init_qubits: true, meas_type: "classified" },
    simulator: { seed_simulator: 42 },
    experimental: { execution_path: "gen3-turbo" },
  };
  const { suppression, seed } = await read(withOptions(options));
  expect(seed).toBe(42);
  expect(suppression).toEqual({
    twirling: {
      ...{ gates: false, measurements: true, strategy: "all" },
      ...{ randomisations: "auto", shotsPerRandomisation: "auto" },
    },
    decoupling: { sequence: "XY4", slack: "middle", scheduling: "alap", skipsResetQubits: true },
  });
  expect((await read(withOptions({ dynamical_decoupling: { sequence_type: "XX" } }))).suppression).toBeUndefined();
});

test("a job's calibration is the workload's", async () => {
  const context = { ...contextOf(modelNamed("heron")), calibrationId: "2026-11-20" };
  expect((await read(bell, context)).calibrationId).toBe("2026-11-20");
});

test("options that are unknown or not offered are refused by name, with the reason", async () => {
  expect(await refusal({ default_shot: 5 })).toBe(
    '"params.options": there is no option "default_shot" here; did you mean "default_shots"?',
  );
  expect(await refusal({ execution: { meas_type: "kerneled" } })).toMatch(/meas_type": points of the I-Q plane/);
  expect(await refusal({ execution: { init_qubits: false } })).toMatch(/init_qubits": every shot begins/);
  expect(await refusal({ simulator: { noise_model: {} } })).toMatch(/noise_model": noise models of your own/);
  expect(await refusal({ simulator: { coupling_map: [[0, 1]] } })).toMatch(/transpile/);
  expect(await refusal({ simulator: { seed_simulator: -1 } })).toMatch(/"params.options.simulator.seed_simulator"/);
  expect(await refusal({ experimental: { dark_magic: true } })).toMatch(/there is no option "dark_magic"/);
});

test("pubs that are wrong are refused with their place", async () => {
  const [circuit, values] = bell.pubs[0] ?? [];
  const refused = (pubs: unknown) => read({ ...bell, pubs }).catch((thrown) => thrown.message);
  expect(await refused(undefined)).toBe('"params.pubs": must be a list of pubs.');
  expect(await refused([])).toBe('"params.pubs": is empty; send at least one pub.');
  expect(await refused([3])).toBe('"params.pubs[0]": must be a list that begins with a circuit.');
  expect(await refused([[circuit, values, 1, 2]])).toBe('"params.pubs[0]": must have 1 to 3 parts, and has 4.');
  expect(await refused([[circuit], [values]])).toBe('"params.pubs[1][0]": must be a QuantumCircuit.');
  expect(await refused([["OPENQASM 3;"]])).toMatch(/circuits as text are not taken/);
  expect(await refused([[circuit, values, 0.5]])).toBe('"params.pubs[0][2]": must be a number of shots, 1 or more.');
  expect(await refused([[circuit, 0.5]])).toMatch(/must have an axis for the parameters/);
  expect(await refused([[circuit, []]])).toMatchObject({ kind: "sweep" });
  const { version: _version, ...rest } = bell;
  await expect(read({ ...rest, version: 1 })).rejects.toThrow(/primitives of version 2/);
  await expect(read({ ...rest, nonsense: 1 })).rejects.toThrow(/"nonsense"/);
  await expect(read(null)).rejects.toThrow(/params/);
});

test("too many shots, sets or pubs are refused before anything is made of them", async () => {
  const [circuit] = bell.pubs[0] ?? [];
  const { limits, name } = modelNamed("simulator").spec;
  await expect(read({ ...bell, pubs: [[circuit, null, limits.shots + 1]] })).rejects.toThrow(
    `${name} takes ${limits.shots} at most`,
  );
  const pubs = Array.from({ length: limits.circuits + 1 }, () => [circuit]);
  await expect(read({ ...bell, pubs })).rejects.toThrow(TooLargeError);
  const sets = Array.from({ length: limits.circuits + 1 }, () => []);
  await expect(read({ ...bell, pubs: [[circuit, sets]] })).rejects.toThrow(TooLargeError);
});
