import { InvalidArgumentError } from "commander";

/** Readers of option values, for commander: whole numbers within bounds. */
const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };

export const readPort = integer(0, 65_535);
export const readShots = integer(1, 1_000_000);
export const readSeed = integer(0, Number.MAX_SAFE_INTEGER);
export const readWorkers = integer(0, 1024);
export const readLimit = integer(1, 1000);
export const readSeconds = integer(0, 31_536_000);
