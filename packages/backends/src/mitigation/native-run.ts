import { type GateOperation, gate } from "@naru/circuit";
import { type Pauli, pauliX, pauliZ } from "./pauli.ts";

/**
 * Gates in a row on one qubit, to which a Pauli is added in the gates rz, sx and x of superconducting machines: turns about
 * Z are merged, and X goes back past them into the last sx or x, so that a run that has one keeps its number of pulses or
 * loses one. Only where there is none does a pulse more appear. Global phases are not kept.
 */
export function addPauli(run: GateOperation[], qubit: number, pauli: Pauli): void {
  if (pauli & pauliX) addX(run, qubit);
  if (pauli & pauliZ) turn(run, run.length, qubit);
}

function addX(run: GateOperation[], qubit: number): void {
  let at = run.length - 1;
  while (at >= 0 && isPassed(run[at])) at--;
  const pulse = run[at];
  const isAbsorbed = pulse?.gate === "x" || pulse?.gate === "sx";
  if (!isAbsorbed) {
    run.push(gate("x", [qubit]));
    return;
  }
  for (let k = at + 1; k < run.length; k++) {
    const operation = run[k];
    if (operation?.gate === "rz") run[k] = gate("rz", [qubit], [-(operation.params?.[0] ?? 0)]);
  }
  if (pulse.gate === "x") {
    run.splice(at, 1); // X·X is nothing
  } else {
    turn(run, at + 1, qubit); // X·√X is the inverse of √X, which is Z·√X·Z up to a phase
    turn(run, at, qubit);
  }
}

/** What X passes with at most a sign: turns about Z and X. */
const isPassed = (operation: GateOperation | undefined): boolean =>
  operation?.gate === "rz" || operation?.gate === "rx";

/** Adds half a turn about Z before place `at`, merged with a turn on either side of it. */
function turn(run: GateOperation[], at: number, qubit: number): void {
  for (const k of [at - 1, at]) {
    const neighbour = run[k];
    if (neighbour?.gate !== "rz") continue;
    const angle = neighbour.params?.[0] ?? 0;
    run[k] = gate("rz", [qubit], [angle > 0 ? angle - Math.PI : angle + Math.PI]);
    return;
  }
  run.splice(at, 0, gate("rz", [qubit], [Math.PI]));
}
