import type { Circuit, GateName, GateOperation, Operation } from "@naru/circuit";
import type { NoiseModel, NoiseRule } from "@naru/engine";
import type { Device } from "../backend.ts";
import type { Calibration, GateCalibration, QubitCalibration } from "./calibration.ts";
import { depolarisingRate } from "./gate-error.ts";

/**
 * The noise of a native circuit on a device as it was calibrated: after each gate a depolarising error on its qubits, decay
 * by T1 and T2 while gates run and qubits wait, and misreadings. A gate's depolarising rate is what its decay leaves of its
 * calibrated error, so that both together have that error. Turns of the frame err nothing and take no time; resets are
 * perfect. For circuits that `checkNative` accepts.
 *
 * The model is of this circuit alone: it has rules for the gates that occur in it.
 */
export function noiseOf(calibration: Calibration, device: Device, circuit: Circuit): NoiseModel {
  const qubits = calibration.qubits.slice(0, circuit.qubitCount);
  const timed = [...device.oneQubitGates, ...device.twoQubitGates].map((name): [GateName, number] => [
    name,
    secondsOfGate(device, name),
  ]);
  return {
    oneQubitRate: 0,
    twoQubitRate: 0,
    rules: rulesOf(calibration, circuit.operations),
    relaxation: {
      t1Seconds: qubits.map(({ t1Seconds }) => t1Seconds),
      t2Seconds: qubits.map(({ t2Seconds }) => t2Seconds),
      durations: {
        oneQubitSeconds: device.oneQubitSeconds,
        twoQubitSeconds: device.twoQubitSeconds,
        gateSeconds: Object.fromEntries(timed),
        measureSeconds: device.measureSeconds,
        resetSeconds: device.resetSeconds,
      },
      idle: true,
    },
    readout: qubits.map(({ oneGivenZero, zeroGivenOne }) => ({ oneGivenZero, zeroGivenOne })),
  };
}

/** How long a native gate takes. */
export function secondsOfGate(device: Device, name: GateName): number {
  if (device.virtualGates.includes(name)) return 0;
  const own = device.ownFigures?.[name];
  if (own) return own.seconds;
  return device.twoQubitGates.includes(name) ? device.twoQubitSeconds : device.oneQubitSeconds;
}

/** One rule for each place where gates err alike, such as sx and x on qubit 3. */
function rulesOf(calibration: Calibration, operations: readonly Operation[]): NoiseRule[] {
  const used = new Map<string, GateOperation>();
  collectGates(operations, used);
  const figures = figuresOf(calibration);
  const rules = new Map<string, { readonly gates: GateName[]; readonly qubits: readonly number[]; rate: number }>();
  for (const { gate, qubits } of used.values()) {
    const rate = figures.get(keyOf(gate, qubits)) ?? 0;
    if (rate === 0) continue;
    const key = `${qubits.join(" ")} ${rate}`;
    const known = rules.get(key);
    if (known) known.gates.push(gate);
    else rules.set(key, { gates: [gate], qubits, rate });
  }
  return Array.from(rules.values(), ({ gates, qubits, rate }) => ({
    gates,
    qubits,
    channel: { kind: "depolarising", width: qubits.length === 1 ? 1 : 2, rate },
  }));
}

function collectGates(operations: readonly Operation[], used: Map<string, GateOperation>): void {
  for (const operation of operations) {
    switch (operation.kind) {
      case "gate": {
        const key = `${operation.gate} ${operation.qubits.join(" ")}`;
        if (!used.has(key)) used.set(key, operation);
        break;
      }
      case "if":
        collectGates(operation.then, used);
        collectGates(operation.otherwise ?? [], used);
        break;
      case "while":
        collectGates(operation.body, used);
    }
  }
}

/** Pairs are named in ascending order, whichever way round a gate acts on them. */
const keyOf = (gate: GateName, qubits: readonly number[]): string =>
  `${gate} ${[...qubits].sort((a, b) => a - b).join(" ")}`;

const known = new WeakMap<Calibration, ReadonlyMap<string, number>>();

/** The depolarising rate of every gate of a calibration. */
function figuresOf(calibration: Calibration): ReadonlyMap<string, number> {
  let rates = known.get(calibration);
  if (!rates) {
    rates = new Map(calibration.gates.map((gate) => [keyOf(gate.gate, gate.qubits), rateOf(gate, calibration.qubits)]));
    known.set(calibration, rates);
  }
  return rates;
}

function rateOf({ error, seconds, qubits }: GateCalibration, ofQubits: readonly QubitCalibration[]): number {
  if (error === 0) return 0;
  return depolarisingRate(
    error,
    seconds,
    qubits.flatMap((qubit) => ofQubits[qubit] ?? []),
  );
}
