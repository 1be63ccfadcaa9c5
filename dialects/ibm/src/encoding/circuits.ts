import { UnsupportedError } from "@naru/base";
import { invalid } from "@naru/dialect/http";
import type { CircuitPlace } from "@naru/workload";
import { readTagged } from "./tagged.ts";

/** Circuits of a job, packed as they came: base64 of a zlib stream of a QPY file each, those that are the same once. */
export class CircuitFolder {
  readonly #places = new Map<string, number>();

  /** In the order of first mention. */
  get files(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** Puts a circuit away. Throws with the path for what is no `QuantumCircuit`; the file itself is not looked at. */
  add(value: unknown, path: string): CircuitPlace {
    if (typeof value === "string") {
      throw new UnsupportedError(
        `"${path}": circuits as text are not taken. Read it with qiskit.qasm3.loads and send the QuantumCircuit.`,
        { keys: [path] },
      );
    }
    const tag = readTagged(value);
    if (tag?.__type__ !== "QuantumCircuit" || typeof tag.__value__ !== "string") {
      throw invalid(path, "must be a QuantumCircuit");
    }
    const file = this.#places.get(tag.__value__) ?? this.#places.size;
    this.#places.set(tag.__value__, file);
    return { file, index: 0 };
  }
}
