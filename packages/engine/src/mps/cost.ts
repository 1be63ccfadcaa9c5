import type { Cost, SimulateOptions } from "../simulator.ts";
import { BondBounds } from "./bounds.ts";
import type { Action } from "./chain.ts";
import { isNegligible } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import type { Truncation } from "./truncate.ts";

/**
 * Seconds of work on an s × l matrix, s ≤ l, fitted to bonds from 1 to 128: for each call, for each of its s·l numbers
 * (loaded, stored, and looked at in scalar arithmetic), and for each of s²·l products within kernels.
 */
const ofAction = { call: 4e-5, number: 3.2e-7, product: 3.8e-9 };
const ofStepOfCentre = { call: 2e-5, number: 1.6e-7, product: 3.8e-9 };
/** Seconds for each shot at a site: as such, for each of r numbers of its vector, and for each of the l·r products. */
const ofDraw = { call: 6e-7, number: 2e-8, product: 1.6e-9 };
const secondsPerAmplitude = 2e-7;
const secondsPerOutcome = 4e-6;
/** Seconds for each letter of a Pauli string that is contracted: as such, and for each of l²·r products. */
const ofLetter = { call: 2e-5, product: 3.5e-9 };
/** The kernels are compiled once, and code is not optimised at first. */
const firstSeconds = 0.09;
/** Shots drawn together, and kept vectors for. */
const rowsOfGroup = 1024;
/** A unitary of the plan with its matrix, and a text with its count in a map. */
const bytesPerAction = 600;
const bytesPerOutcome = 100;
/** Distinct outcomes are counted up to 2^this. */
const mostOutcomeBits = 30;

/**
 * Time and memory of a run, by a bound on the bonds; a state less entangled than its gates allow takes less. With noise or
 * measurements on the way every shot is taken to go its own way. Of a long circuit, `prepared` may be the beginning, of
 * which the whole is so many `times` as long.
 */
export function costOf(
  { actions, startOf, shape }: Prepared,
  truncation: Truncation,
  options: SimulateOptions,
  times = 1,
): Cost {
  const { shots = 0, observables = [], amplitudes, probabilities } = options;
  const siteCount = startOf.length;
  const { seconds: begun, widest, bounds } = ofEvolution(siteCount, actions, truncation);
  const evolution = begun * times;
  const outcomes = 2 ** Math.min(mostOutcomeBits, siteCount, spreadOf(actions));
  const strings = observables.reduce((sum, { terms }) => sum + terms.length, 0);
  const rows = Math.min(shots, outcomes);
  let numbers = 0;
  let draws = 0;
  let letters = 0;
  for (let site = 0; site < siteCount; site++) {
    const [l, r] = [bounds.behind(site - 1), bounds.behind(site)];
    numbers += 2 * l * r;
    draws += ofDraw.call + ofDraw.number * r + ofDraw.product * l * r;
    letters += ofLetter.call + ofLetter.product * l * l * r;
  }
  const listed = 2 ** Math.min(20, siteCount);
  const listing =
    (amplitudes ? listed * secondsPerAmplitude : 0) +
    (probabilities ? Math.min(outcomes, listed) * secondsPerOutcome : 0);
  // Strings that begin alike share what they have in common: each has some four letters of its own.
  const expecting = strings > 0 ? letters * (1 + (4 * strings) / siteCount) : 0;
  const branches = shape.kind === "dynamic" || options.noise ? Math.max(1, shots) : 1;
  const seconds = branches * evolution + rows * draws + listing + expecting;
  const widestBond = bounds.bonds.reduce((most, bond) => Math.max(most, bond), 1);
  return {
    seconds,
    firstSeconds: seconds + firstSeconds,
    bytes:
      2 ** 20 +
      16 * (numbers * (2 + Math.log2(branches)) + 10 * widest + 4 * Math.min(rows, rowsOfGroup) * widestBond) +
      rows * (shape.bitCount + bytesPerOutcome) +
      times * actions.length * bytesPerAction +
      4 * shots +
      (amplitudes || probabilities ? 64 * Math.min(outcomes, listed) : 0),
    isExact: times === 1 && bounds.largest <= truncation.maxBond && isNegligible(truncation),
  };
}

/** Time of all actions, numbers in the largest matrix, and the bonds at the end. */
function ofEvolution(siteCount: number, actions: readonly Action[], { maxBond }: Truncation) {
  const bounds = new BondBounds(siteCount, maxBond);
  let [seconds, widest, centre] = [0, 4, 0];
  const add = (rows: number, columns: number, { call, number, product }: typeof ofAction) => {
    seconds += call + rows * columns * (number + product * Math.min(rows, columns));
  };
  for (const action of actions) {
    const { site, width } = action;
    if (width === 1) {
      seconds += 1e-6 + 1e-8 * bounds.behind(site - 1) * bounds.behind(site);
      continue;
    }
    for (; centre < site; centre++) add(2 * bounds.behind(centre - 1), bounds.behind(centre), ofStepOfCentre);
    for (; centre > site + width - 1; centre--)
      add(bounds.behind(centre - 1), 2 * bounds.behind(centre), ofStepOfCentre);
    bounds.add(action);
    const [l, r] = [bounds.behind(site - 1), bounds.behind(site + width - 1)];
    for (let i = 1; i < width; i++) add(2 ** i * l, 2 ** (width - i) * r, ofAction);
    widest = Math.max(widest, 2 ** width * l * r);
    centre = site + width - 1;
  }
  return { seconds, widest, bounds };
}

/** The number of outcomes is at most 2^this: an action multiplies it by the entries that a column of its matrix has. */
function spreadOf(actions: readonly Action[]): number {
  let bits = 0;
  for (const { width, matrix } of actions) {
    const size = 2 ** width;
    let most = 1;
    for (let column = 0; column < size; column++) {
      let count = 0;
      for (let row = 0; row < size; row++) {
        const at = 2 * (row * size + column);
        if (Math.abs(matrix[at]) + Math.abs(matrix[at + 1]) > 1e-12) count++;
      }
      most = Math.max(most, count);
    }
    bits += Math.log2(most);
    if (bits >= mostOutcomeBits) break;
  }
  return bits;
}
