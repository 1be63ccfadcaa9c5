import type { Circuit } from "@naru/circuit";
import type { Cost, SimulateOptions } from "../simulator.ts";
import { lanes, qubitBytes, rowBytes } from "./frame-kernels.ts";
import { tableauBytes } from "./tableau.ts";

/** Measured for random Clifford circuits of 100 to 1000 qubits and for surface codes, in seconds. */
const perOperation = 4e-7;
const perOperationAndBatch = 4e-8;
const perRowVector = 2e-9;
const perOutcomeBit = 6e-9;
const perRun = 2e-4;

/** What a run is expected to take. Measurements are taken to be random as often as there are qubits. */
export function stabilizerCost(circuit: Circuit, options: SimulateOptions): Cost {
  const { shots = 0, memory, noise } = options;
  const { qubitCount, operations } = circuit;
  const bitCount = circuit.clbitCount || qubitCount;
  const batches = Math.ceil(shots / lanes);
  const vectors = Math.ceil(qubitCount / 128);
  const rates = noise ? noise.oneQubitRate + noise.twoQubitRate : 0;
  const seconds =
    perRun +
    operations.length * (perOperation + batches * perOperationAndBatch + vectors * perRowVector) +
    operations.length * rates * shots * 2e-8 +
    qubitCount * qubitCount * vectors * perRowVector +
    shots * bitCount * perOutcomeBit;
  const bytes =
    tableauBytes(qubitCount) +
    qubitBytes * qubitCount +
    2 * rowBytes * bitCount +
    64 * operations.length +
    shots * (1.5 * bitCount + (memory ? 4 : 0) + 64) +
    2 ** 17;
  return { seconds, bytes: Math.ceil(bytes) };
}
