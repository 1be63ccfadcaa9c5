import { type Circuit, gate, measureAll, type Operation } from "@naru/circuit";
import type { NoiseModel, ReadoutError } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type Bits, holds, withBitOf, zeroBits } from "./bits.ts";
import {
  added,
  type Density,
  depolarised,
  evolved,
  projectedDensity,
  scaledDensity,
  traceOf,
  zeroDensity,
} from "./density.ts";

/** For each value the classical bits can have: the density matrix of that case, its trace the probability of the case. */
type Cases = ReadonlyMap<Bits, Density>;

/**
 * The exact distribution over the classical bits of any circuit (mid-circuit measurement, reset, conditions), under any
 * noise model, by density matrices. Costs 16^n times the number of cases; for up to about six qubits.
 */
export function exactDistribution(circuit: Circuit, noise?: NoiseModel): ReadonlyMap<Bits, number> {
  const measured = circuit.clbitCount === 0 ? measureAll(circuit) : circuit;
  const start: Cases = new Map([[zeroBits(measured.clbitCount), zeroDensity(measured.qubitCount)]]);
  const end = run(start, measured.operations, noise);
  return new Map([...end].map(([bits, density]) => [bits, traceOf(density)] as const).toSorted(byText));
}

const byText = ([a]: readonly [Bits, number], [b]: readonly [Bits, number]) => (a < b ? -1 : 1);

const run = (cases: Cases, operations: readonly Operation[], noise?: NoiseModel): Cases =>
  operations.reduce((before, operation) => afterOperation(before, operation, noise), cases);

function afterOperation(cases: Cases, operation: Operation, noise?: NoiseModel): Cases {
  switch (operation.kind) {
    case "barrier":
      return cases;
    case "measure": {
      const { qubit, clbit } = operation;
      return split(cases, (bits, density) =>
        [0, 1].flatMap((value) => {
          const found = projectedDensity(density, qubit, value);
          const wrong = misreading(value, readoutErrorOf(qubit, noise));
          return [
            [withBitOf(bits, clbit, value), scaledDensity(found, 1 - wrong)],
            [withBitOf(bits, clbit, 1 - value), scaledDensity(found, wrong)],
          ] as const;
        }),
      );
    }
    case "reset": {
      const { qubit } = operation;
      return split(cases, (bits, density) => {
        const zero = projectedDensity(density, qubit, 0);
        const one = evolved(projectedDensity(density, qubit, 1), gate("x", [qubit]));
        return [[bits, added(zero, one)]];
      });
    }
    case "if": {
      const { condition, then, otherwise = [] } = operation;
      return split(cases, (bits, density) => [
        ...run(new Map([[bits, density]]), holds(condition, bits) ? then : otherwise, noise),
      ]);
    }
    default:
      return split(cases, (bits, density) => [[bits, afterStep(density, operation, noise)]]);
  }
}

/** Puts every case through `way`, which may make several of it; cases of equal bits are added up, empty ones left out. */
function split(cases: Cases, way: (bits: Bits, density: Density) => readonly (readonly [Bits, Density])[]): Cases {
  const result = new Map<Bits, Density>();
  for (const [bits, density] of [...cases].flatMap(([bits, density]) => way(bits, density))) {
    if (traceOf(density) === 0) continue;
    const known = result.get(bits);
    result.set(bits, known ? added(known, density) : density);
  }
  return result;
}

function afterStep(density: Density, step: UnitaryStep, noise?: NoiseModel): Density {
  const clean = evolved(density, step);
  if (!noise) return clean;
  const operands = [...((step.kind === "gate" && step.controls) || []), ...step.qubits];
  if (operands.length === 1) return depolarised(clean, operands, rateOf(step, noise.oneQubitRate, noise));
  const rate = rateOf(step, noise.twoQubitRate, noise);
  if (operands.length === 2) return depolarised(clean, operands, rate);
  let noisy = clean; // neighbouring pairs in turn
  for (let k = 0; k < (noise.wideGateErrors ?? 0); k++) {
    const first = k % (operands.length - 1);
    noisy = depolarised(noisy, [operands[first], operands[first + 1]], rate);
  }
  return noisy;
}

function rateOf(step: UnitaryStep, ofWidth: number, noise: NoiseModel): number {
  const isPlain = step.kind === "gate" && !step.controls?.length;
  return (isPlain ? noise.gateRates?.[step.gate] : undefined) ?? ofWidth;
}

function readoutErrorOf(qubit: number, noise?: NoiseModel): ReadoutError | undefined {
  const readout = noise?.readout;
  return readout === undefined || "oneGivenZero" in readout ? readout : readout[qubit];
}

const misreading = (value: number, error?: ReadoutError): number =>
  (value === 1 ? error?.zeroGivenOne : error?.oneGivenZero) ?? 0;
