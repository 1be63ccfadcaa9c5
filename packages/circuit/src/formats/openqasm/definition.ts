import { NaruError } from "@naru/base";
import type { GateApplier } from "./apply.ts";
import { CircuitBuilder } from "./builder.ts";
import { Budget } from "./limits.ts";
import { equalUpToPhase, unitaryOf } from "./matrix.ts";
import { type BodyStep, type DefinedMeaning, likelyMeaning, type Modifier, type TableMeaning } from "./meaning.ts";
import type { Source } from "./source.ts";
import { Scope } from "./value.ts";

/** A gate definition as it stands in the text, its names looked up. */
export interface Definition {
  readonly name: string;
  readonly parameterNames: readonly string[];
  readonly qubitCount: number;
  readonly body: readonly BodyStep[];
  readonly scope: Scope;
}

/** Weighs a definition, so that bombs are known before they are used, and recognises gates of our table in it. */
export function defineGate(
  definition: Definition,
  applier: GateApplier,
  source: Source,
  budget: Budget,
  at: number,
): DefinedMeaning | TableMeaning {
  let [operationCount, stepCount, depth] = [0, 1, 1];
  for (const step of definition.body) {
    operationCount += operationsOf(step);
    if (step.kind !== "apply" || step.meaning.kind !== "defined") continue;
    stepCount += step.meaning.stepCount * repeatsOf(step.modifiers);
    depth = Math.max(depth, step.meaning.depth + 1);
  }
  budget.expectDepth(depth, at);
  const parameterCount = definition.parameterNames.length;
  const meaning: DefinedMeaning = {
    kind: "defined",
    ...definition,
    parameterCount,
    operationCount,
    stepCount,
    depth,
  };
  const found = recognise(meaning, applier, source, at);
  if (!found) return meaning;
  return found.phaseToo ? found.as : { ...meaning, sameAs: found.as };
}

function operationsOf(step: BodyStep): number {
  if (step.kind === "barrier" || step.meaning.kind === "idle") return 1;
  if (step.meaning.kind === "phase") return 0;
  if (step.meaning.kind !== "defined") return 1;
  return step.meaning.operationCount * repeatsOf(step.modifiers);
}

/** How often a power repeats a gate, where that is known without its parameters; otherwise counted as never. */
function repeatsOf(modifiers: readonly Modifier[]): number {
  return modifiers.reduce((product, modifier) => {
    if (modifier.kind !== "power") return product;
    const { exponent } = modifier;
    const isNumber = exponent.kind === "literal" && exponent.value.kind === "number";
    return product * (isNumber && exponent.value.kind === "number" ? Math.abs(exponent.value.real) : 0);
  }, 1);
}

/** Longer bodies are algorithms, not the gates of a table; C4X written out takes about a hundred. */
const longestRecognised = 400;
const widestRecognised = 5;
/** Angles in no special place, so that a definition that agrees here agrees everywhere. */
const trialAngles = [
  [0.7312, 1.9371, -0.4187, 2.6113],
  [-2.2189, 0.5673, 1.3391, -0.9127],
];

/**
 * The gate of our table that a definition of its name is, as its unitary tells at two settings, and whether that holds
 * for the global phase too.
 */
function recognise(
  meaning: DefinedMeaning,
  applier: GateApplier,
  source: Source,
  at: number,
): { readonly as: TableMeaning; readonly phaseToo: boolean } | undefined {
  const { name, qubitCount, parameterCount } = meaning;
  const likely = likelyMeaning(name, qubitCount);
  if (!likely || likely.qubitCount !== qubitCount || likely.parameterCount !== parameterCount) return undefined;
  if (qubitCount > widestRecognised || meaning.operationCount > longestRecognised) return undefined;
  if (meaning.stepCount > longestRecognised) return undefined;
  const qubits = Array.from({ length: qubitCount }, (_, j) => j);
  const unitaryWith = (of: DefinedMeaning | TableMeaning, params: readonly number[]) => {
    const builder = new CircuitBuilder(new Budget(source, { maxOperations: 2 * longestRecognised }));
    applier.apply(builder, { meaning: of, modifiers: [], params, qubits, scope: new Scope(), at });
    return unitaryOf(builder.circuit().operations, qubitCount);
  };
  let phaseToo = true;
  for (const angles of parameterCount > 0 ? trialAngles : trialAngles.slice(1)) {
    const params = angles.slice(0, parameterCount);
    try {
      const [written, known] = [unitaryWith(meaning, params), unitaryWith(likely, params)];
      if (!written || !known || !equalUpToPhase(written, known)) return undefined;
      phaseToo &&= written.every((entry, k) => Math.abs(entry - (known[k] ?? 0)) < 1e-6);
    } catch (thrown) {
      if (thrown instanceof NaruError) return undefined; // what is wrong with the body is said where it is used
      throw thrown;
    }
  }
  return { as: likely, phaseToo };
}
