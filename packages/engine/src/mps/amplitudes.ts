import type { Work } from "../work.ts";
import { columnsOfSite } from "./site.ts";
import type { MpsState } from "./state.ts";
import type { Packed, Workspace } from "./workspace.ts";

/** About a millisecond of putting amplitudes in order. */
const amplitudesBetweenPauses = 2 ** 14;

/** Every amplitude, (re, im) interleaved; bit k of the index is qubit k. For some twenty qubits. */
export function* amplitudesOf(workspace: Workspace, { chain, siteOf }: MpsState): Work<Float64Array> {
  let rows = 1;
  let numbers: Packed = Float64Array.of(1, 0);
  for (const site of chain.sites) {
    const mark = workspace.mark();
    const matrix = workspace.load(numbers, rows, site.left);
    numbers = workspace.pack(workspace.product(matrix, columnsOfSite(workspace, site)));
    workspace.release(mark);
    rows *= 2;
    yield;
  }
  // Row number: the first site is its highest bit.
  const amplitudes = new Float64Array(2 * rows);
  const placeOf = Array.from(siteOf, (site) => siteOf.length - 1 - site);
  for (let index = 0; index < rows; index++) {
    if (index % amplitudesBetweenPauses === amplitudesBetweenPauses - 1) yield;
    let row = 0;
    for (let qubit = 0; qubit < placeOf.length; qubit++) row |= ((index >> qubit) & 1) << placeOf[qubit];
    amplitudes[2 * index] = numbers[row];
    amplitudes[2 * index + 1] = numbers[rows + row];
  }
  return amplitudes;
}
