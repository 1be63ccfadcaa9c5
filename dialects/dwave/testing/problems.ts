import { writeBase64 } from "@naru/workload";
import { identityOf, solverNamed, workingPartOf } from "../src/solvers/index.ts";

/** The solver of most tests: the smallest QPU. */
export const qpu = "emu_zephyr_z6";

export function graphOf(name = qpu) {
  const solver = solverNamed(name);
  if (solver.kind !== "qpu") throw new Error(`${name} has no qubits.`);
  return workingPartOf(solver.machine);
}

/** Numbers as base64 of little-endian 64-bit floats. */
export function floats(numbers: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  for (let k = 0; k < numbers.length; k++) view.setFloat64(8 * k, numbers[k] ?? 0, true);
  return writeBase64(new Uint8Array(view.buffer));
}

/** Place in the lists of the first coupler, and of the next that shares no qubit with it, as pairs of qubits. */
export function pairs(name = qpu): [[number, number], [number, number]] {
  const { first, second } = graphOf(name);
  const [a = 0, b = 0] = [first[0], second[0]];
  const k = first.findIndex((c, at) => c !== a && c !== b && second[at] !== a && second[at] !== b);
  return [
    [a, b],
    [first[k] ?? 0, second[k] ?? 0],
  ];
}

/** `data` of a problem: biases by qubit, couplings by `a,b`; couplers between qubits that are not named are 0. */
export function qp(
  biases: Readonly<Record<number, number>>,
  couplings: Readonly<Record<string, number>> = {},
  { name = qpu, offset = 0 }: { name?: string; offset?: number } = {},
) {
  const { qubits, first, second } = graphOf(name);
  const quad: number[] = [];
  first.forEach((a, k) => {
    const b = second[k] ?? 0;
    if (a in biases && b in biases) quad.push(couplings[`${a},${b}`] ?? 0);
  });
  const lin = Array.from(qubits, (qubit) => biases[qubit] ?? Number.NaN);
  return { format: "qp", lin: floats(lin), quad: floats(quad), offset };
}

/** One problem as the client sends it. */
export const problem = (data: object, more: object = {}, name = qpu) => ({
  solver: identityOf(solverNamed(name)),
  data,
  type: "ising",
  params: {},
  ...more,
});

/** Three qubits of which the first two are coupled. */
export function triple(name = qpu): [number, number, number] {
  const [[a, b], [c]] = pairs(name);
  const [x = 0, y = 0, z = 0] = [a, b, c].sort((p, q) => p - q);
  return [x, y, z];
}
