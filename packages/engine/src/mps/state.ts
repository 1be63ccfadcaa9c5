import type { UnitaryStep } from "../simulator.ts";
import type { Work } from "../work.ts";
import { blocksOf } from "./blocks.ts";
import { type Action, applyAction, type Chain, copyOf, emptyChain, moveCentre } from "./chain.ts";
import { route } from "./route.ts";
import type { Truncation } from "./truncate.ts";
import type { Workspace } from "./workspace.ts";

/** A state of qubits on a chain. */
export interface MpsState {
  readonly chain: Chain;
  /** Entry q is the site of qubit q. */
  siteOf: Int32Array;
}

/** |0…0⟩, with qubit q on site `siteOf[q]`. */
export const zeroState = (siteOf: Int32Array): MpsState => ({ chain: emptyChain(siteOf.length), siteOf });

export const copyOfState = ({ chain, siteOf }: MpsState): MpsState => ({ chain: copyOf(chain), siteOf });

/** Actions one after another, each leaving the centre on the side of the next. `done` is told how many are done. */
export function* applyAll(
  workspace: Workspace,
  chain: Chain,
  actions: readonly Action[],
  truncation: Truncation,
  done?: (count: number) => void,
): Work<void> {
  for (let i = 0; i < actions.length; i++) {
    const next = nextWide(actions, i + 1);
    const toRight = next === undefined || next.site >= actions[i].site;
    yield* applyAction(workspace, chain, actions[i], truncation, toRight);
    done?.(i + 1);
    yield;
  }
}

/** The next action that needs the centre, if it comes soon. */
function nextWide(actions: readonly Action[], from: number): Action | undefined {
  for (let i = from; i < Math.min(actions.length, from + 64); i++) if (actions[i].width > 1) return actions[i];
  return undefined;
}

/** Applies steps of a circuit, wherever its qubits are by now. */
export function* applySteps(
  workspace: Workspace,
  state: MpsState,
  steps: readonly UnitaryStep[],
  truncation: Truncation,
): Work<void> {
  if (steps.length === 0) return;
  const { blocks, wireOf } = yield* blocksOf(steps, state.siteOf.length);
  const { actions, siteOf } = yield* route(blocks, state.siteOf, state.chain.centre);
  yield* applyAll(workspace, state.chain, actions, truncation);
  state.siteOf = wireOf.map((wire) => siteOf[wire]);
}

/** The density matrix of a qubit, 2 × 2, row by row, entries as re, im. Moves the centre to it, not the state. */
export function* reducedOf(workspace: Workspace, { chain, siteOf }: MpsState, qubit: number): Work<Float64Array> {
  const site = siteOf[qubit];
  yield* moveCentre(workspace, chain, site);
  const { left, right, numbers } = chain.sites[site];
  const plane = numbers.length / 2;
  const density = new Float64Array(8);
  let [zero, one, re, im] = [0, 0, 0, 0];
  for (let l = 0; l < left; l++) {
    for (let at = 2 * l * right, end = at + right; at < end; at++) {
      const [aRe, aIm, bRe, bIm] = [numbers[at], numbers[at + plane], numbers[at + right], numbers[at + right + plane]];
      zero += aRe * aRe + aIm * aIm;
      one += bRe * bRe + bIm * bIm;
      re += aRe * bRe + aIm * bIm; // a · conj(b)
      im += aIm * bRe - aRe * bIm;
    }
  }
  density.set([zero, 0, re, im, re, -im, one, 0]);
  return density;
}

/** Projects a qubit on 0 or 1, which had that `probability`, and normalises. */
export function* collapse(
  workspace: Workspace,
  { chain, siteOf }: MpsState,
  qubit: number,
  value: 0 | 1,
  probability: number,
): Work<void> {
  const site = siteOf[qubit];
  yield* moveCentre(workspace, chain, site);
  const { left, right, numbers } = chain.sites[site];
  const factor = 1 / Math.sqrt(probability);
  const projected = new Float64Array(numbers.length);
  for (let i = 0, at = 0; i < 4 * left; i++, at += right) {
    if ((i & 1) !== value) continue;
    for (let r = at; r < at + right; r++) projected[r] = factor * numbers[r];
  }
  chain.sites[site] = { left, right, numbers: projected };
}
