import type { IsingModel } from "../model.ts";

/** Fractions of this many bits are taken for whole numbers of a smaller unit. */
const fraction = 2 ** 16;

/**
 * The unit of which all fields and couplings are whole multiples, and no local field more than `most` units; null if there
 * is none that is easily found: of whole numbers and binary fractions their greatest common divisor, else the least number.
 */
export function unitOf({ size, fields, starts, couplings }: IsingModel, most: number): number | null {
  const numbers = [fields, couplings];
  const unit = numbers.every(areWhole) ? numbers.reduce(divisorOf, 0) / fraction : numbers.reduce(leastOf, 0);
  if (unit === 0) return 1;
  for (let i = 0; i < size; i++) {
    let sum = Math.abs(fields[i]!) / unit;
    if (!isWhole(sum)) return null;
    for (let k = starts[i]!; k < starts[i + 1]!; k++) {
      const multiple = Math.abs(couplings[k]!) / unit;
      if (!isWhole(multiple)) return null;
      sum += multiple;
      if (sum > most + 0.5) return null;
    }
    if (sum > most + 0.5) return null;
  }
  return unit;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) <= 1e-12 * Math.max(1, value);

/** Loops over all numbers of a model are plain ones: there may be millions. */
function areWhole(list: Float64Array): boolean {
  for (let k = 0; k < list.length; k++) if (!Number.isSafeInteger(list[k]! * fraction)) return false;
  return true;
}

function leastOf(so: number, list: Float64Array): number {
  let least = so > 0 ? so : Number.POSITIVE_INFINITY;
  for (let k = 0; k < list.length; k++) {
    const value = Math.abs(list[k]!);
    if (value > 0 && value < least) least = value;
  }
  return least < Number.POSITIVE_INFINITY ? least : 0;
}

function divisorOf(so: number, list: Float64Array): number {
  let divisor = so;
  for (let k = 0; k < list.length && divisor !== 1; k++) {
    divisor = greatestCommonDivisor(divisor, Math.abs(list[k]! * fraction));
  }
  return divisor;
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
