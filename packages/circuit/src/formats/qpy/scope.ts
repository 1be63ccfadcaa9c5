import type { Cursor } from "./cursor.ts";
import type { Budget } from "./limits.ts";
import type { QpyAnnotationState, QpyCircuit, QpyCustom, QpyInstruction, QpySymbol, QpyVariable } from "./model.ts";

/** What the parts of a circuit refer to while it is read. */
export interface Scope {
  readonly version: number;
  /** Circuits around this one. */
  readonly depth: number;
  readonly budget: Budget;
  readonly qubitCount: number;
  readonly clbitCount: number;
  readonly registerNames: ReadonlySet<string>;
  readonly variables: readonly QpyVariable[];
  readonly annotationStates: readonly QpyAnnotationState[];
  readonly vectors: readonly QpyVector[];
  /** Reads a body or a definition inside of this circuit. */
  readonly readCircuit: (cursor: Cursor) => QpyCircuit;
  readonly customs: Map<string, CustomEntry>;
  /** Free parameters met so far, by id. */
  parameters: Map<string, QpySymbol>;
}

/** A parameter vector of the table that files have from version 18 on. */
export interface QpyVector {
  readonly name: string;
  readonly size: number;
  readonly id: string;
}

/** An entry of the table of custom instructions. Its base may be a later entry and is read when it is asked for. */
export interface CustomEntry {
  readonly custom: Omit<QpyCustom, "base">;
  readBase?: (scope: Scope) => QpyInstruction;
  whole?: QpyCustom;
  isBeingRead?: boolean;
}

export const smallestCircuit = 47;
