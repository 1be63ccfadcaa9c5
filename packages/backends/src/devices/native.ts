import { TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit, GateOperation, Operation } from "@naru/circuit";
import type { Device } from "../backend.ts";

/** A rounding error of angles that a client has calculated. */
const angleTolerance = 1e-9;

const remedy = "Transpile the circuit for this backend and send it again.";

/**
 * Throws unless the device can run the circuit as it is: TooLargeError for more qubits than there are, UnsupportedError, with
 * the gate, its qubits and what to do, for a gate that is not native, a pair of qubits that is not coupled or only the other
 * way round, a ZZ rotation by an angle outside 0 … π/2, and anything but a gate on a pair for a resonator. Measurements,
 * resets, delays, barriers and control flow are allowed, inside of each other too.
 */
export function checkNative(device: Device, circuit: Circuit): void {
  if (circuit.qubitCount > device.qubitCount) {
    throw new TooLargeError(
      `This backend has ${device.qubitCount} qubits; the circuit has ${circuit.qubitCount}. ${remedy}`,
      { qubits: circuit.qubitCount, limit: device.qubitCount },
    );
  }
  checkOperations(rulesOf(device), circuit.operations);
}

/** What a device takes, made for looking up. */
interface Rules {
  readonly oneQubitGates: ReadonlySet<string>;
  readonly twoQubitGates: ReadonlySet<string>;
  /** Pairs a · n + b of n qubits. */
  readonly edges: ReadonlySet<number>;
  readonly qubitCount: number;
  readonly isDirected: boolean;
  /** From here on they are resonators. */
  readonly firstResonator: number;
}

const known = new WeakMap<Device, Rules>();

function rulesOf(device: Device): Rules {
  let rules = known.get(device);
  if (!rules) {
    const { qubitCount, isDirected, edges } = device;
    const bothWays = isDirected ? edges : edges.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
    rules = {
      oneQubitGates: new Set(device.oneQubitGates),
      twoQubitGates: new Set(device.twoQubitGates),
      edges: new Set(bothWays.map(([a, b]) => a * qubitCount + b)),
      qubitCount,
      isDirected,
      firstResonator: qubitCount - (device.resonators?.length ?? 0),
    };
    known.set(device, rules);
  }
  return rules;
}

function checkOperations(rules: Rules, operations: readonly Operation[]): void {
  for (const operation of operations) {
    switch (operation.kind) {
      case "gate":
        checkGate(rules, operation);
        break;
      case "unitary":
        throw new UnsupportedError(
          `A unitary matrix on ${placesOf(operation.qubits)} is no native gate of this backend, which has ${gatesOf(rules)}. ${remedy}`,
          { qubits: operation.qubits },
        );
      case "if":
        checkOperations(rules, operation.then);
        checkOperations(rules, operation.otherwise ?? []);
        break;
      case "while":
        checkOperations(rules, operation.body);
        break;
      case "measure":
      case "reset":
        if (operation.qubit >= rules.firstResonator) {
          throw new UnsupportedError(
            `Qubit ${operation.qubit} of this backend is a resonator, which has no ${operation.kind}. Move its state to a qubit first.`,
            { qubits: [operation.qubit] },
          );
        }
    }
  }
}

function checkGate(rules: Rules, operation: GateOperation): void {
  const { gate, qubits, controls = [], params = [] } = operation;
  const [a = -1, b = -1] = qubits;
  const refuse = (why: string): never => {
    throw new UnsupportedError(`${why} ${remedy}`, { gate, qubits: [...controls, ...qubits] });
  };
  if (controls.length > 0) {
    refuse(
      `The gate ${gate} with ${controls.length} further control${controls.length === 1 ? "" : "s"} on ${placesOf([...controls, ...qubits])} is not native to this backend, which has ${gatesOf(rules)}.`,
    );
  }
  if (rules.oneQubitGates.has(gate)) {
    if (a >= rules.firstResonator)
      refuse(`The gate ${gate} acts on ${a}, which is a resonator: those take part in gates on pairs only.`);
    return;
  }
  if (!rules.twoQubitGates.has(gate)) {
    refuse(`The gate ${gate} on ${placesOf(qubits)} is not native to this backend, which has ${gatesOf(rules)}.`);
  }
  if (!rules.edges.has(a * rules.qubitCount + b)) {
    const isTurned = rules.edges.has(b * rules.qubitCount + a);
    refuse(
      isTurned
        ? `The gate ${gate} runs on qubits ${b} and ${a} of this backend in that order only, not from ${a} to ${b}.`
        : `The gate ${gate} acts on ${placesOf(qubits)}, which this backend does not couple.`,
    );
  }
  const [angle = 0] = params;
  if (gate === "rzz" && !(angle >= -angleTolerance && angle <= Math.PI / 2 + angleTolerance)) {
    refuse(`The gate rzz on ${placesOf(qubits)} turns by ${angle}; this backend turns by 0 to π/2.`);
  }
}

const placesOf = (qubits: readonly number[]): string =>
  qubits.length === 1
    ? `qubit ${qubits[0]}`
    : `qubits ${qubits.slice(0, -1).join(", ")} and ${qubits[qubits.length - 1]}`;

const gatesOf = ({ oneQubitGates, twoQubitGates }: Rules): string =>
  [...oneQubitGates, ...twoQubitGates].sort().join(", ");
