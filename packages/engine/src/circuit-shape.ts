import { type Circuit, measureAll, type Operation } from "@naru/circuit";
import type { UnitaryStep } from "./simulator.ts";

/**
 * A circuit as a simulator sees it. Without mid-circuit measurement, reset and conditions it is `static`: unitary steps,
 * then a readout of the final state. Everything else is `dynamic` and keeps its operations.
 */
export type CircuitShape = StaticShape | DynamicShape;

export interface StaticShape {
  readonly kind: "static";
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly steps: readonly UnitaryStep[];
  /** Entry c is the qubit that classical bit c shows at the end, or −1 for a bit that nothing writes. */
  readonly readout: readonly number[];
}

export interface DynamicShape {
  readonly kind: "dynamic";
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly operations: readonly Operation[];
}

/**
 * Reads the shape of a circuit; one without classical bits has qubit k measured into bit k. A measurement is part of the
 * readout when nothing acts on its qubit later. Barriers and delays are dropped, and so are resets of untouched qubits.
 */
export function shapeOf(circuit: Circuit): CircuitShape {
  const { qubitCount, clbitCount, operations } = circuit;
  const isAllMeasured = clbitCount === 0;
  const bitCount = isAllMeasured ? qubitCount : clbitCount;
  const dynamicShape = (): DynamicShape => {
    const measured = isAllMeasured ? measureAll(circuit) : circuit;
    return { kind: "dynamic", qubitCount, bitCount, operations: measured.operations };
  };
  const steps: UnitaryStep[] = [];
  const readout = new Array<number>(bitCount).fill(-1);
  if (isAllMeasured) for (let qubit = 0; qubit < qubitCount; qubit++) readout[qubit] = qubit;
  const isMeasured = new Uint8Array(qubitCount);
  const isTouched = new Uint8Array(qubitCount);
  for (const operation of operations) {
    switch (operation.kind) {
      case "barrier":
      case "delay":
        break;
      case "measure":
        isMeasured[operation.qubit] = 1;
        isTouched[operation.qubit] = 1;
        readout[operation.clbit] = operation.qubit;
        break;
      case "reset":
        if (isTouched[operation.qubit]) return dynamicShape();
        break;
      case "if":
      case "while":
      case "assign":
        return dynamicShape();
      default:
        for (const qubit of operandsOf(operation)) {
          if (isMeasured[qubit]) return dynamicShape();
          isTouched[qubit] = 1;
        }
        steps.push(operation);
    }
  }
  return { kind: "static", qubitCount, bitCount, steps, readout };
}

/** Every qubit a step acts on: further controls first, then its `qubits`. */
export function operandsOf(step: UnitaryStep): readonly number[] {
  return step.kind === "gate" && step.controls?.length ? [...step.controls, ...step.qubits] : step.qubits;
}
