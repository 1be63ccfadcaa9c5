import { seeded } from "@naru/base";
import { type GateName, gateNames, gates } from "@naru/circuit";
import type { UnitaryStep } from "../simulator.ts";

/** Random steps over the whole gate table, with up to two further controls, and a few unitaries given as matrices; for tests. */
export function randomSteps(
  seed: number,
  qubitCount: number,
  length: number,
  names: readonly GateName[] = gateNames,
): UnitaryStep[] {
  const random = seeded(seed);
  const pick = (count: number): number[] => {
    const left = Array.from({ length: qubitCount }, (_, qubit) => qubit);
    return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0] ?? 0);
  };
  const angle = () =>
    random.below(4) === 0 ? (random.below(17) - 8) * (Math.PI / 4) : (random.uniform() - 0.5) * 4 * Math.PI;
  return Array.from({ length }, (): UnitaryStep => {
    const gate = names[random.below(names.length)] ?? "id";
    const { qubitCount: width, parameterNames } = gates[gate];
    if (width > qubitCount) return { kind: "gate", gate: "h", qubits: pick(1) };
    const params = parameterNames.map(angle);
    const controlCount = random.below(4) === 0 ? Math.min(random.below(3), qubitCount - width) : 0;
    const operands = pick(width + controlCount);
    const qubits = operands.slice(0, width);
    if (controlCount === 0 && random.below(8) === 0)
      return { kind: "unitary", qubits, matrix: gates[gate].matrix(params) };
    return { kind: "gate", gate, qubits, params, controls: operands.slice(width) };
  });
}

/** A unitary without any structure, as a product of random rotations; `width` qubits. For tests. */
export function randomUnitary(seed: number, width: number): number[] {
  const random = seeded(seed);
  const size = 2 ** width;
  const matrix = Float64Array.from({ length: 2 * size * size }, (_, i) => (i % (2 * (size + 1)) === 0 ? 1 : 0));
  const at = (row: number, column: number) => 2 * (row * size + column);
  for (let round = 0; round < 3; round++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const [theta, phi] = [random.uniform() * Math.PI, random.uniform() * 2 * Math.PI];
        const [c, s, re, im] = [Math.cos(theta), Math.sin(theta), Math.cos(phi), Math.sin(phi)];
        for (let column = 0; column < size; column++) {
          const [a, b] = [at(p, column), at(q, column)];
          const [ar = 0, ai = 0] = matrix.slice(a, a + 2);
          const [br = 0, bi = 0] = matrix.slice(b, b + 2);
          matrix[a] = c * ar - s * (re * br - im * bi);
          matrix[a + 1] = c * ai - s * (re * bi + im * br);
          matrix[b] = s * (re * ar + im * ai) + c * br;
          matrix[b + 1] = s * (re * ai - im * ar) + c * bi;
        }
      }
    }
  }
  return [...matrix];
}
