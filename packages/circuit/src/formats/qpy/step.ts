import type { GateName } from "../../gates.ts";

/** A part of what an instruction does, on its own qubits counted from 0. Phases are exact. */
export type Step =
  | {
      readonly kind: "gate";
      readonly gate: GateName;
      readonly qubits: readonly number[];
      readonly params: readonly number[];
    }
  /** e^{i angle} of everything. */
  | { readonly kind: "phase"; readonly angle: number }
  | { readonly kind: "unitary"; readonly qubits: readonly number[]; readonly matrix: readonly number[] }
  | { readonly kind: "reset"; readonly qubit: number };

export const gateStep = (gate: GateName, qubits: readonly number[], ...params: number[]): Step => ({
  kind: "gate",
  gate,
  qubits,
  params,
});

/** The first `count` numbers. */
export const firstOf = (count: number): readonly number[] => few[count] ?? Array.from({ length: count }, (_, k) => k);

/** Nearly all gates act on so few qubits. */
const few: readonly (readonly number[])[] = [[], [0], [0, 1], [0, 1, 2]];
