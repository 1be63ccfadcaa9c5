import { InvalidInputError } from "@naru/base";
import { type Circuit, checkCircuit } from "@naru/circuit";
import { checkSingleState } from "../initial-state.ts";
import { checkNoise } from "../noise/index.ts";
import { methodNames, type SimulateOptions } from "../simulator.ts";

/** More shots than this do not fit the 32-bit numbers that count them. */
const mostShots = 2 ** 31 - 1;

/**
 * Throws InvalidInputError, with what to do, for anything that no method could make sense of: operations that name what is
 * not there, angles that are no numbers, matrices that are not unitary, shots and seeds that are no whole numbers,
 * noise models that are not sound, observables of another width, initial states that are none. Throws TooLargeError beyond
 * the limits of `checkCircuit`. Nothing is allocated for it.
 */
export function checkInput(circuit: Circuit, options: SimulateOptions): void {
  checkCircuit(circuit);
  checkOptions(options);
  if (options.noise) checkNoise(options.noise, circuit.qubitCount);
  checkSingleState(options, circuit.qubitCount);
}

function checkOptions({ shots = 0, seed, precision, method, preferredMethod, mps }: SimulateOptions): void {
  if (!(Number.isInteger(shots) && shots >= 0 && shots <= mostShots)) {
    throw new InvalidInputError(`The number of shots is a whole number from 0 to ${mostShots}, not ${shots}.`, {
      shots,
    });
  }
  if (!Number.isSafeInteger(seed)) {
    throw new InvalidInputError(`A seed is a whole number between −(2^53 − 1) and 2^53 − 1, not ${seed}.`, { seed });
  }
  if (precision !== undefined && precision !== "single" && precision !== "double") {
    throw new InvalidInputError(`The precision is "single" or "double", not "${precision}".`, { precision });
  }
  for (const name of [method, preferredMethod]) {
    if (name !== undefined && !methodNames.includes(name)) {
      throw new InvalidInputError(`There is no method "${name}"; use one of ${methodNames.join(", ")}.`, {
        method: name,
      });
    }
  }
  const { maxBond, maxTruncation } = mps ?? {};
  if (maxBond !== undefined && !(Number.isInteger(maxBond) && maxBond >= 1)) {
    throw new InvalidInputError(`mps.maxBond is a whole number of 1 or more, not ${maxBond}.`, { maxBond });
  }
  if (maxTruncation !== undefined && !(maxTruncation >= 0 && maxTruncation < 1)) {
    throw new InvalidInputError(`mps.maxTruncation is a number from 0 to below 1, not ${maxTruncation}.`, {
      maxTruncation,
    });
  }
}
