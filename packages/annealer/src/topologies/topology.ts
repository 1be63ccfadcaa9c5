import { InvalidInputError, UnsupportedError } from "@naru/base";
import { chimera } from "./chimera.ts";
import type { Graph } from "./graph.ts";
import { pegasus } from "./pegasus.ts";
import { zephyr } from "./zephyr.ts";

/** A family of graphs of qubits, and its parameters: Chimera (m, n, t), Pegasus (m), Zephyr (m, t). */
export interface Topology {
  readonly type: "chimera" | "pegasus" | "zephyr";
  readonly shape: readonly number[];
}

/** Qubits beyond this are no machine that anyone builds soon. */
const mostQubits = 200_000;

/** The whole graph, as it would be if every qubit and coupler worked. Throws InvalidInputError for shapes that are none. */
export function graphOf({ type, shape }: Topology): Graph {
  const [m = 0, n = 0, t = 0] = shape;
  const counts = { chimera: 3, pegasus: 1, zephyr: 2 };
  if (!(type in counts)) throw new UnsupportedError(`There is no topology "${type}".`);
  if (shape.length !== counts[type] || shape.some((part) => !Number.isSafeInteger(part) || part < 1)) {
    throw new InvalidInputError(`The shape [${shape.join(", ")}] is none of a ${type} graph.`);
  }
  const size = type === "chimera" ? 2 * m * n * t : type === "pegasus" ? 24 * m * (m - 1) : 4 * n * m * (2 * m + 1);
  if (size < 1 || size > mostQubits) {
    throw new InvalidInputError(`A ${type} graph of the shape [${shape.join(", ")}] has ${size} qubits.`);
  }
  return type === "chimera" ? chimera(m, n, t) : type === "pegasus" ? pegasus(m) : zephyr(m, n);
}
