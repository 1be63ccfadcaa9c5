import type { Cost, SimulateOptions } from "../simulator.ts";
import { BondBounds } from "./bounds.ts";
import { isNegligible } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import type { Truncation } from "./truncate.ts";

/** Seconds for each complex multiplication and addition within singular values, products and reflections, as measured. */
const secondsPerProduct = 1.1e-9;
/** Seconds for each action whatever its size, and for each number loaded and stored. */
const secondsPerAction = 2e-5;
const secondsPerDraw = 3e-7;
/** The kernels are compiled once, and code is not optimised at first. */
const firstSeconds = 0.02;

/** Time and memory of a run, by a bound on the bonds; a state less entangled than its gates allow takes less. */
export function costOf({ actions, startOf, shape }: Prepared, truncation: Truncation, options: SimulateOptions): Cost {
  const { shots = 0, observables = [], amplitudes, probabilities } = options;
  const siteCount = startOf.length;
  let products = 0;
  let widest = 4;
  const bounds = new BondBounds(siteCount, truncation.maxBond);
  for (const action of actions) {
    bounds.add(action);
    const { site, width } = action;
    const rows = 2 * bounds.behind(site - 1);
    const columns = 2 ** (width - 1) * bounds.behind(site + width - 1);
    const [small, large] = [Math.min(rows, columns), Math.max(rows, columns)];
    // Singular vectors by 32/3 s³, and products and a step of the centre on s × l matrices, each about 2 s² l.
    products += width === 1 ? rows * columns * 2 : 3 * small * small * large + 2 ** width * rows * columns;
    widest = Math.max(widest, rows * columns);
  }
  const { bonds } = bounds;
  const around = (site: number) => (site > 0 ? bonds[site - 1] : 1) * (site < bonds.length ? bonds[site] : 1);
  let numbers = 0;
  for (let site = 0; site < siteCount; site++) numbers += 2 * around(site);
  const strings = observables.reduce((sum, { terms }) => sum + terms.length, 0);
  const widestBond = bonds.reduce((most, bond) => Math.max(most, bond), 1);
  const rows = Math.min(shots, 2 ** Math.min(30, siteCount));
  const listed = amplitudes || probabilities ? 2 ** Math.min(siteCount, 20) : 0;
  const branches = shape.kind === "dynamic" || options.noise ? Math.max(1, shots) : 1;
  const reading = rows * numbers + strings * numbers * 2 * widestBond + listed * 8 * widestBond;
  const seconds =
    branches * (products * secondsPerProduct + actions.length * secondsPerAction) +
    reading * 0.4 * secondsPerProduct +
    rows * siteCount * secondsPerDraw;
  return {
    seconds,
    firstSeconds: seconds + firstSeconds,
    bytes:
      2 ** 20 +
      16 * (numbers * (branches > 1 ? 2 + Math.log2(branches) : 2) + 12 * widest) +
      shots * (siteCount + 64) +
      16 * 1024 * 3 * widestBond +
      48 * listed,
    isExact: bounds.largest <= truncation.maxBond && isNegligible(truncation),
  };
}
