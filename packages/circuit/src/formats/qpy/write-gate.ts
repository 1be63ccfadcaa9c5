import type { GateOperation } from "../../circuit.ts";
import { type GateName, gates } from "../../gates.ts";
import { tableClasses } from "./qiskit-classes.ts";

/** A gate as Qiskit has it: its class, and what is to be done to it. */
export interface WrittenGate {
  readonly className: string;
  readonly qubits: readonly number[];
  readonly params: readonly number[];
  /** Instead of parameters, for gates that Qiskit does not have: 4^qubits entries as re, im. */
  readonly matrix?: readonly number[];
  /** Controls of the class, which are the first of the qubits. */
  readonly controlCount: number;
  /** Outermost controls, which are not the class's. They come before `qubits`. */
  readonly outerControls: readonly number[];
  readonly isInverse: boolean;
}

/** Most controls that a file can say of one gate. */
const mostControls = 32;

const classes: ReadonlyMap<GateName, string> = new Map(
  Object.entries(tableClasses)
    .toReversed() // of several classes for one gate, the first in the list
    .map(([className, gate]) => [gate, className]),
);

/** How a gate of our table, its further controls included, is written. */
export function writtenGate({ gate, qubits, params = [], controls = [] }: GateOperation): WrittenGate {
  const plain = { qubits, params, controlCount: 0, outerControls: controls, isInverse: false };
  const count = controls.length;
  if (count > 0 && count <= mostControls && (gate === "x" || gate === "p")) {
    const className = gate === "x" ? "MCXGate" : "MCPhaseGate";
    return { ...plain, className, qubits: [...controls, ...qubits], controlCount: count, outerControls: [] };
  }
  const className = classes.get(gate);
  if (className !== undefined) {
    return { ...plain, className, controlCount: gate === "cu" ? 1 : (gates[gate].controlled?.controls ?? 0) };
  }
  const [angle = 0] = params;
  switch (gate) {
    case "gpi":
      return { ...plain, className: "UGate", params: [Math.PI, angle, Math.PI - angle] };
    case "gpi2":
      return { ...plain, className: "RGate", params: [Math.PI / 2, angle] };
    case "iswapdg":
      return { ...plain, className: "iSwapGate", isInverse: true };
    case "dcxdg":
      return { ...plain, className: "DCXGate", isInverse: true };
    case "csxdg":
      return {
        ...plain,
        className: "SXdgGate",
        qubits: qubits.slice(1),
        outerControls: [...controls, ...qubits.slice(0, 1)],
      };
    default:
      return { ...plain, className: "UnitaryGate", params: [], matrix: gates[gate].matrix(params) };
  }
}
