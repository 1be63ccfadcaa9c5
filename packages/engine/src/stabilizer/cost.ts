import type { Circuit, GateName, Operation } from "@naru/circuit";
import type { NoiseModel } from "../noise-model.ts";
import type { Cost, SimulateOptions } from "../simulator.ts";
import { lanes, qubitBytes, rowBytes } from "./frame-kernels.ts";
import { tableauBytes } from "./tableau.ts";

/**
 * In seconds, measured as CPU time for random Clifford circuits of 12 to 2000 qubits with up to 10⁵ shots, with noise and
 * without, and for circuits that measure and reset on their way.
 */
const perRun = 1.2e-4;
const perOperation = 4e-7;
/** Finding the sites of a noise model. */
const perNoisyOperation = 1e-6;
const perOperationAndBatch = 4e-8;
const perError = 1e-7;
/** Of a row of a tableau that a random measurement touches, for each 128 qubits and for the row itself. */
const perVector = 1.2e-9;
const perRow = 4e-9;
const perShot = 1e-7;
/** Of each outcome that is another than those before: as such, and of each of its bits. */
const perOutcome = 8e-7;
const perOutcomeBit = 6e-9;
/** A process that has just started compiles kernels, and its code is not optimised. */
const firstRun = 0.09;
const firstSlowness = 3;

/** What a run is expected to take. Measurements are taken to be random as often as they may be. */
export function stabilizerCost(circuit: Circuit, options: SimulateOptions): Cost {
  const { shots = 0, memory, noise } = options;
  const { qubitCount, operations } = circuit;
  const bitCount = circuit.clbitCount || qubitCount;
  const batches = Math.ceil(shots / lanes);
  const vectors = Math.ceil(qubitCount / 128);
  const count = operations.length;
  const measured = circuit.clbitCount === 0 ? 0 : operations.reduce(addMeasured, 0);
  // At the end, a measurement touches the rows of those that are not made yet; on the way, those of all qubits.
  const rows = Math.min(measured, qubitCount) * (qubitCount / 2) + Math.max(0, measured - qubitCount) * qubitCount;
  const touched = circuit.clbitCount === 0 ? (qubitCount * qubitCount) / 2 : rows;
  const seconds =
    perRun +
    count * (perOperation + batches * perOperationAndBatch + 2 * vectors * perVector) +
    (noise ? count * perNoisyOperation + expectedErrors(circuit, noise, shots) * perError : 0) +
    touched * (2 * vectors * perVector + perRow) +
    shots * perShot +
    Math.min(shots, outcomesOf(circuit, noise)) * (perOutcome + bitCount * perOutcomeBit);
  const bytes =
    tableauBytes(qubitCount) +
    qubitBytes * qubitCount +
    2 * rowBytes * bitCount +
    64 * count +
    shots * (1.5 * bitCount + (memory ? 8 : 0) + 64) +
    2 ** 17;
  return { seconds, firstSeconds: firstRun + firstSlowness * seconds, bytes: Math.ceil(bytes) };
}

/** Gates that only exchange basis states and turn their phases. */
const exchanging: ReadonlySet<string> = new Set<GateName>([
  ...(["id", "x", "y", "z", "s", "sdg", "p", "rz"] as const),
  ...(["cx", "cy", "cz", "cp", "rzz", "swap", "iswap"] as const),
]);

/** As many different outcomes as there can be: every other gate, on each of its qubits, doubles them. */
function outcomesOf({ operations }: Circuit, noise: NoiseModel | undefined): number {
  if (noise) return Number.POSITIVE_INFINITY;
  let bits = 0;
  for (const operation of operations) {
    if (operation.kind === "gate" && !exchanging.has(operation.gate)) bits += operation.qubits.length;
    else if (operation.kind === "unitary") bits += operation.qubits.length;
    if (bits > 31) break;
  }
  return 2 ** bits;
}

const addMeasured = (sum: number, { kind }: Operation): number => (kind === "measure" ? sum + 1 : sum);

/** Errors of rates and of readings; rules and decay are counted as if they struck one gate in a hundred. */
function expectedErrors({ operations }: Circuit, noise: NoiseModel, shots: number): number {
  const ofRules = noise.rules || noise.relaxation ? 0.01 : 0;
  const rate = (noise.oneQubitRate + noise.twoQubitRate) / 2 + ofRules;
  return operations.length * shots * Math.min(1, rate);
}
