import type { PauliSum } from "@naru/circuit";
import type { Work } from "../work.ts";
import { moveCentre } from "./chain.ts";
import { columnsOfSite, rowsOf, type Site } from "./site.ts";
import type { MpsState } from "./state.ts";
import type { Matrix, Packed, Workspace } from "./workspace.ts";

/**
 * The expectation values of observables in a state. Their strings are sorted, in the order of the sites; strings that
 * begin alike share the contraction of what they have in common. The centre moves to the first site, so that a string
 * ends at its last letter that is not I.
 */
export function* expectations(
  workspace: Workspace,
  { chain, siteOf }: MpsState,
  observables: readonly PauliSum[],
): Work<Float64Array> {
  yield* moveCentre(workspace, chain, 0);
  const values = new Map<string, number>();
  for (const { terms } of observables) for (const { paulis } of terms) values.set(onSites(paulis, siteOf), 0);
  const one: Packed = Float64Array.of(1, 0);
  const environments: Packed[] = [one]; // entry i: sites before i contracted, rows of the bra and columns of the ket
  let before = "";
  for (const letters of [...values.keys()].sort()) {
    let shared = 0;
    while (shared < before.length && shared < letters.length && before[shared] === letters[shared]) shared++;
    environments.length = Math.min(environments.length, shared + 1);
    for (let i = environments.length - 1; i < letters.length; i++) {
      environments.push(yield* withSite(workspace, environments[i], chain.sites[i], letters[i]));
      yield;
    }
    const bond = letters.length === 0 ? 1 : chain.sites[letters.length - 1].right;
    let trace = 0;
    for (let i = 0; i < bond; i++) trace += environments[letters.length][i * bond + i];
    values.set(letters, trace);
    before = letters;
  }
  return Float64Array.from(observables, ({ terms }) =>
    terms.reduce((sum, { paulis, coefficient }) => sum + coefficient * (values.get(onSites(paulis, siteOf)) ?? 0), 0),
  );
}

/** The letters in the order of the sites, up to the last that is not I. Qubit 0 is the rightmost character of `paulis`. */
function onSites(paulis: string, siteOf: Int32Array): string {
  const letters = new Array<string>(siteOf.length);
  siteOf.forEach((site, qubit) => {
    letters[site] = paulis[paulis.length - 1 - qubit];
  });
  return letters.join("").replace(/I+$/, "");
}

/** Σ conj(A_s)ᵀ · E · A_s′ over the entries P(s, s′) of a Pauli matrix. */
function* withSite(workspace: Workspace, environment: Packed, site: Site, letter: string): Work<Packed> {
  const { left, right } = site;
  const mark = workspace.mark();
  const half = yield* workspace.productInParts(workspace.load(environment, left, left), columnsOfSite(workspace, site));
  const ket = workspace.load(workspace.pack(half), 2 * left, right);
  applyPauli(workspace.numbers, ket, letter);
  const whole = yield* workspace.productInParts(workspace.adjoint(rowsOf(workspace, site)), ket);
  const result = workspace.pack(whole);
  workspace.release(mark);
  return result;
}

/** A Pauli matrix on the lowest bit of the rows. */
function applyPauli(numbers: Float64Array, { at, rows, columns, stride, plane }: Matrix, letter: string): void {
  if (letter === "I") return;
  for (let row = 0; row < rows; row += 2) {
    const zero = at + row * stride;
    const one = zero + stride;
    for (let c = 0; c < columns; c++) {
      const [aRe, aIm] = [numbers[zero + c], numbers[zero + c + plane]];
      const [bRe, bIm] = [numbers[one + c], numbers[one + c + plane]];
      if (letter === "Z") {
        numbers[one + c] = -bRe;
        numbers[one + c + plane] = -bIm;
      } else if (letter === "X") {
        numbers[zero + c] = bRe;
        numbers[zero + c + plane] = bIm;
        numbers[one + c] = aRe;
        numbers[one + c + plane] = aIm;
      } else {
        numbers[zero + c] = bIm; // Y = ((0, −i), (i, 0))
        numbers[zero + c + plane] = -bRe;
        numbers[one + c] = -aIm;
        numbers[one + c + plane] = aRe;
      }
    }
  }
}
