import type { Circuit } from "@naru/circuit";
import type { Cost, Precision, SimulateOptions } from "../simulator.ts";
import { stateBytes } from "./memory.ts";
import type { Plan } from "./plan.ts";

/** Measured on a core at 2.5 GHz: what planning and binding a block takes, and going through one number. */
const secondsPerBlock = 1e-4;
const secondsPerNumber: Readonly<Record<Precision, number>> = { single: 5e-10, double: 1e-9 };
const secondsPerOutcome = 2e-8;
/** For each bit or group of bits that is misread at the end. */
const secondsPerMisreading = 1.5e-8;
const secondsPerShot = 1e-7;
/** Code that is not optimised yet, and kernels to compile, of which there are so many at most. */
const firstSecondsPerBlock = 2.5e-3;
const mostShapes = 60;
/** A block's matrix on two qubits is 2 KiB. */
const bytesPerBlock = 2500;
/** Tables and kernels of a pass. */
const fixedBytes = 2 ** 20;

/** Time and memory of a plan, for a process that has its kernels. */
export function costOf(
  plan: Plan,
  precision: Precision,
  indexBits: number,
  misreadings: number,
  options: SimulateOptions,
): Cost {
  const blocks = plan.passes.reduce((sum, { steps }) => sum + steps.length, 0);
  return cost(blocks, plan.work, plan.width, precision, indexBits, misreadings, options);
}

/** The same without a plan, as if every gate on two qubits were a sweep over all numbers. */
export function roughCostOf(circuit: Circuit, precision: Precision, options: SimulateOptions): Cost {
  const { qubitCount, clbitCount, operations } = circuit;
  const misreadings = options.noise?.readout ? clbitCount || qubitCount : 0;
  const blocks = operations.reduce(
    (sum, operation) => sum + ("qubits" in operation && operation.qubits.length > 1 ? 1 : 0),
    0,
  );
  return cost(blocks, blocks * 4 ** qubitCount, 2 * qubitCount, precision, qubitCount, misreadings, options);
}

function cost(
  blocks: number,
  work: number,
  width: number,
  precision: Precision,
  indexBits: number,
  misreadings: number,
  options: SimulateOptions,
): Cost {
  const shots = options.shots ?? 0;
  const outcomes = shots > 0 || options.probabilities ? 2 ** indexBits : 0;
  const seconds =
    secondsPerBlock * (1 + blocks) +
    secondsPerNumber[precision] * work +
    (secondsPerOutcome + secondsPerMisreading * misreadings) * outcomes +
    secondsPerShot * shots;
  return {
    seconds,
    firstSeconds: seconds + firstSecondsPerBlock * (10 + Math.min(blocks, mostShapes)),
    bytes: fixedBytes + bytesPerBlock * blocks + stateBytes(width, precision) + 48 * outcomes + 12 * shots,
  };
}
