import type { BackendModel } from "@naru/backends";
import type { Json, JsonObject } from "@naru/dialect";
import type { Machine } from "./backends/index.ts";

/** Version of every machine's description. */
export const backendVersion = "1.0.0";

/**
 * Names, numbers of qubits and parameters of the gates that the simulator names, as Qiskit has them. It takes every other
 * gate too, by its definition.
 */
const simulatorGates: readonly (readonly [name: string, parameters: readonly string[]])[] = [
  ...["id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg"].map((name) => [name, []] as const),
  ...["cx", "cy", "cz", "ch", "cs", "csdg", "csx", "swap", "iswap", "dcx", "ecr", "ccx", "ccz", "cswap"].map(
    (name) => [name, []] as const,
  ),
  ...["rx", "ry", "rz", "p", "crx", "cry", "crz", "cp", "rxx", "ryy", "rzz", "rzx"].map(
    (name) => [name, ["theta"]] as const,
  ),
  ["r", ["theta", "phi"]],
  ["u", ["theta", "phi", "lam"]],
  ["u3", ["theta", "phi", "lam"]],
  ["cu", ["theta", "phi", "lam", "gamma"]],
];

/** Gates with a parameter, on machines. */
const parametersOf: Readonly<Record<string, readonly string[]>> = { rz: ["theta"], rx: ["theta"], rzz: ["theta"] };

/**
 * The configuration of a backend: what it is, in the fields from which the client builds its target. Every one that it
 * requires is here; rx and rzz are listed, and the client hides them unless asked for fractional gates.
 */
export function writeConfiguration(machine: Machine): JsonObject {
  const { spec, device } = machine.model;
  const qubits = Array.from({ length: spec.qubitCount }, (_, qubit) => qubit);
  const gates = device ? machineGates(machine.model) : simulatorGates.map(([name, names]) => gate(name, names, null));
  const names = gates.map(({ name }) => name as string);
  return {
    backend_name: spec.name,
    backend_version: backendVersion,
    description: spec.description.en,
    n_qubits: spec.qubitCount,
    basis_gates: names,
    gates,
    local: false,
    simulator: spec.kind === "simulator",
    conditional: spec.dynamicCircuits,
    open_pulse: false,
    memory: true,
    coupling_map: device ? pairsOf(machine.model) : null,
    supported_instructions: [
      ...names,
      "measure",
      "delay",
      "reset",
      ...(spec.dynamicCircuits ? ["if_else", "for_loop", "while_loop", "switch_case"] : []),
    ],
    supported_features: spec.dynamicCircuits ? ["qasm3", "dynamic_circuits"] : ["qasm3"],
    max_shots: spec.limits.shots,
    max_experiments: spec.limits.circuits,
    online_date: `${device?.since ?? "2026-01-01"}T00:00:00+00:00`,
    ...(machine.processor && { processor_type: machine.processor }),
    ...(device && {
      dt: device.stepSeconds * 1e9,
      timing_constraints: { acquire_alignment: 1, granularity: 1, min_length: 1, pulse_alignment: 1 },
      meas_map: [qubits],
      rep_delay_range: [0, 500],
      default_rep_delay: 250,
      dynamic_reprate_enabled: true,
    }),
  };
}

function machineGates(model: BackendModel): JsonObject[] {
  const { oneQubitGates = [], twoQubitGates = [] } = model.device ?? {};
  const places = Array.from({ length: model.spec.qubitCount }, (_, qubit) => [qubit]);
  const pairs = pairsOf(model);
  return [
    ...oneQubitGates.map((name) => gate(name, parametersOf[name] ?? [], places)),
    ...twoQubitGates.map((name) => gate(name, parametersOf[name] ?? [], pairs)),
  ];
}

function gate(name: string, parameters: readonly string[], places: Json): JsonObject {
  const signature = parameters.length > 0 ? `${name}(${parameters.join(",")})` : name;
  return { name, parameters, qasm_def: `gate ${signature} q {}`, ...(places !== null && { coupling_map: places }) };
}

/** Pairs that two-qubit gates join, in both directions where either does. */
export const pairsOf = ({ device }: BackendModel): (readonly [number, number])[] =>
  (device?.edges ?? []).flatMap(([a, b]): (readonly [number, number])[] =>
    device?.isDirected
      ? [[a, b]]
      : [
          [a, b],
          [b, a],
        ],
  );
