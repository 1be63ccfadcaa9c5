import { gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";

/** The matrix of a step on all of its operands, further controls first: bit j belongs to operand j. */
export function controlledStepMatrix(step: UnitaryStep): readonly number[] {
  if (step.kind === "unitary") return step.matrix;
  const inner = gates[step.gate].matrix(step.params ?? []);
  const controls = step.controls?.length ?? 0;
  if (controls === 0) return inner;
  const innerSize = Math.sqrt(inner.length / 2);
  const size = innerSize << controls;
  const on = (1 << controls) - 1;
  const matrix = new Array<number>(2 * size * size).fill(0);
  for (let i = 0; i < size; i++) matrix[2 * i * (size + 1)] = 1;
  for (let row = 0; row < innerSize; row++) {
    for (let column = 0; column < innerSize; column++) {
      const to = 2 * (((row << controls) | on) * size + ((column << controls) | on));
      matrix[to] = inner[2 * (row * innerSize + column)];
      matrix[to + 1] = inner[2 * (row * innerSize + column) + 1];
    }
  }
  return matrix;
}
