import { type Branch, localPauli, type Party, strike } from "./branch.ts";
import { type ErrorSites, siteOf } from "./error-sites.ts";
import type { StepPoint } from "./stretch.ts";

/** The next point at which anything is to be done: where no party has a Pauli, that of the next event. */
export function nextPoint({ parties, point }: Branch<unknown>, errors: ErrorSites | undefined, end: number): number {
  let next = end;
  for (const { x, z, fate, errors: codes } of parties) {
    if (x !== 0 || z !== 0 || fate >= 0) return point;
    if (codes.length > 0 && errors) next = Math.min(next, errors.sites[siteOf(codes[0])].point);
  }
  return next;
}

/** Lets the Paulis of a branch pass through a step and goes on; or gives a class that does not pass, changing nothing. */
export function pass(branch: Branch<unknown>, point: StepPoint): number {
  const { mask, operands } = point;
  for (const party of branch.parties) {
    if (((party.x | party.z) & mask) === 0) continue;
    const odd = classAt(point, party);
    if (odd !== 0) return odd;
  }
  for (const party of branch.parties) {
    if (((party.x | party.z) & mask) === 0) continue;
    const pauli = localPauli(party, operands);
    strike(party, operands, pauli ^ (point.passage?.images[pauli] ?? 0));
  }
  branch.point++;
  return 0;
}

/** 0 for a party whose Pauli passes through a step. */
export function classAt({ mask, operands, passage }: StepPoint, party: Party): number {
  if (((party.x | party.z) & mask) === 0) return 0;
  return passage ? passage.classes[localPauli(party, operands)] : 1;
}
