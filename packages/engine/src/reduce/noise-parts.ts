import type { Circuit, Operation } from "@naru/circuit";
import { operandsOf } from "../circuit-shape.ts";
import type { NoiseModel, NoiseRule, Relaxation } from "../noise-model.ts";
import { noSpectators, type Spectators } from "./light-cone.ts";

/**
 * Where noise reaches beyond the qubits that an operation acts on: the qubits that a rule names for a gate, those that are
 * misread together with a measured one, and those that wait for a loop. Null when the circuit is not to be taken apart under
 * this model: which qubits of a group are read together follows from what stands between their measurements, those of qubits
 * and bits that are written again included; and loops make all qubits wait, of which even idle ones may become warm.
 */
export function spectatorsOf(noise: NoiseModel, circuit: Circuit): Spectators | null {
  const isTimedByLoops = noise.relaxation?.idle === true && hasLoop(circuit.operations);
  if (isTimedByLoops && noise.relaxation?.excitedPopulation) return null;
  const ofRules = spectatorsOfErrors(noise, circuit);
  if (!ofRules || !isTimedByLoops) return ofRules;
  const waiting = [...qubitsInUse(circuit.operations)];
  return (operation) => (operation.kind === "while" ? [...waiting, ...ofRules(operation)] : ofRules(operation));
}

/** Whether there is a loop whose turns are known only while it runs, in branches too. */
export function hasLoop(operations: readonly Operation[]): boolean {
  return operations.some(
    (operation) =>
      operation.kind === "while" ||
      (operation.kind === "if" && (hasLoop(operation.then) || hasLoop(operation.otherwise ?? []))),
  );
}

/** Qubits that anything acts on. Those that only wait and are read stay in |0⟩, whenever that is. */
export function qubitsInUse(operations: readonly Operation[], found = new Set<number>()): Set<number> {
  for (const operation of operations) {
    switch (operation.kind) {
      case "if":
        qubitsInUse([...operation.then, ...(operation.otherwise ?? [])], found);
        break;
      case "while":
        qubitsInUse(operation.body, found);
        break;
      case "reset":
        found.add(operation.qubit);
        break;
      case "gate":
      case "unitary":
        for (const qubit of operandsOf(operation)) found.add(qubit);
    }
  }
  return found;
}

function spectatorsOfErrors(noise: NoiseModel, circuit: Circuit): Spectators | null {
  const groups = noise.correlatedReadout ?? [];
  if (groups.length > 0 && !isOneReading(circuit.operations)) return null;
  const rules = (noise.rules ?? []).filter(({ on }) => on);
  if (rules.length + groups.length === 0) return noSpectators;
  return (operation) => {
    if (operation.kind === "measure") {
      return groups.find(({ qubits }) => qubits.includes(operation.qubit))?.qubits ?? none;
    }
    if (operation.kind !== "gate" && operation.kind !== "unitary") return none;
    return rules.flatMap((rule) => (mayFit(rule, operation) ? (rule.on ?? none) : none));
  };
}

const none: readonly number[] = [];

/** Whether all measurements stand together at the end, each of another qubit and into another bit. */
function isOneReading(operations: readonly Operation[]): boolean {
  const first = operations.findIndex(({ kind }) => kind === "measure" || kind === "if" || kind === "while");
  if (first < 0) return true;
  const qubits = new Set<number>();
  const bits = new Set<number>();
  for (const operation of operations.slice(first)) {
    if (operation.kind === "barrier" || operation.kind === "delay") continue;
    if (operation.kind !== "measure") return false;
    const { qubit, clbit } = operation;
    if (qubits.has(qubit) || bits.has(clbit)) return false;
    qubits.add(qubit);
    bits.add(clbit);
  }
  return true;
}

/** Whether a rule can follow a gate, by width and qubits; names are not looked at, which errs towards yes. */
function mayFit({ width, qubits }: NoiseRule, operation: Operation & { kind: "gate" | "unitary" }): boolean {
  const operands = operandsOf(operation);
  if (width !== undefined && width !== operands.length) return false;
  return !qubits || (qubits.length === operands.length && qubits.every((qubit, k) => qubit === operands[k]));
}

/**
 * The models for the parts of a circuit: entry k for the one whose qubit j is `parts[k][j]` of the circuit that the model is
 * for. Rules are looked at once, however many parts there are.
 */
export function noiseOfParts(noise: NoiseModel, parts: readonly (readonly number[])[]): NoiseModel[] {
  const { readout, rules, relaxation, correlatedReadout } = noise;
  const places = new Map<number, readonly [part: number, place: number]>();
  parts.forEach((qubits, part) => {
    for (const [place, qubit] of qubits.entries()) places.set(qubit, [part, place]);
  });
  const rulesOf = split(rules, parts.length, ({ qubits, on }) => [...(qubits ?? []), ...(on ?? [])], places);
  const groupsOf = split(correlatedReadout, parts.length, ({ qubits }) => qubits, places);
  const placed = (named: readonly number[]) => named.map((qubit) => places.get(qubit)?.[1] ?? -1);
  return parts.map((qubits, part) => ({
    ...noise,
    ...(readout && { readout: "oneGivenZero" in readout ? readout : qubits.map((qubit) => readout[qubit]) }),
    ...(rules && {
      rules: rulesOf[part].map((rule) =>
        rule.qubits || rule.on
          ? { ...rule, ...(rule.qubits && { qubits: placed(rule.qubits) }), ...(rule.on && { on: placed(rule.on) }) }
          : rule,
      ),
    }),
    ...(relaxation && { relaxation: relaxationOf(relaxation, qubits) }),
    ...(correlatedReadout && {
      correlatedReadout: groupsOf[part].map((group) => ({ ...group, qubits: placed(group.qubits) })),
    }),
  }));
}

/** What names the qubits of one part goes to that part, what names none to every part, and all else is for no gate. */
function split<Item>(
  items: readonly Item[] | undefined,
  count: number,
  qubitsOf: (item: Item) => readonly number[],
  places: ReadonlyMap<number, readonly [part: number, place: number]>,
): Item[][] {
  const lists = Array.from({ length: count }, (): Item[] => []);
  for (const item of items ?? []) {
    const named = qubitsOf(item);
    const part = places.get(named[0])?.[0];
    if (named.length === 0) for (const list of lists) list.push(item);
    else if (part !== undefined && named.every((qubit) => places.get(qubit)?.[0] === part)) lists[part].push(item);
  }
  return lists;
}

function relaxationOf(relaxation: Relaxation, qubits: readonly number[]): Relaxation {
  const pick = (figure: number | readonly number[]) =>
    typeof figure === "number" ? figure : qubits.map((qubit) => figure[qubit]);
  const { t1Seconds, t2Seconds, excitedPopulation } = relaxation;
  return {
    ...relaxation,
    t1Seconds: pick(t1Seconds),
    t2Seconds: pick(t2Seconds),
    ...(excitedPopulation !== undefined && { excitedPopulation: pick(excitedPopulation) }),
  };
}
