import { type Circuit, circuitOf, type GateName, gate, gates, type Operation } from "@naru/circuit";
import { Engine } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";
import fc from "fast-check";

/** One engine for all tests of a file. */
export const openEngine = (): Promise<Engine> => Engine.create(nodeHost(), { threads: 1 });

const anyAngle = fc.double({ min: -4, max: 4, noNaN: true });

/** A gate of these names at any angles and on any qubits. */
export function anyGateOf(qubitCount: number, names: readonly GateName[]): fc.Arbitrary<Operation> {
  return fc.constantFrom(...names).chain((name) => {
    const { qubitCount: width, parameterNames } = gates[name];
    return fc
      .tuple(
        fc.shuffledSubarray([...Array(qubitCount).keys()], { minLength: width, maxLength: width }),
        fc.array(anyAngle, { minLength: parameterNames.length, maxLength: parameterNames.length }),
      )
      .map(([qubits, params]) => gate(name, qubits, params));
  });
}

/** Gates and now and then a barrier, on `qubitCount` qubits. */
export function anyCircuitOf(qubitCount: number, names: readonly GateName[], mostSteps = 14): fc.Arbitrary<Circuit> {
  const barrier: fc.Arbitrary<Operation> = fc
    .subarray([...Array(qubitCount).keys()], { minLength: 1 })
    .map((qubits) => ({ kind: "barrier", qubits }));
  const step = fc.oneof({ weight: 12, arbitrary: anyGateOf(qubitCount, names) }, { weight: 1, arbitrary: barrier });
  return fc.array(step, { maxLength: mostSteps }).map((operations) => circuitOf(qubitCount, operations));
}

/** |⟨a|b⟩| of two states of norm 1: 1 where they are equal up to a global phase. */
export function overlap(a: Float64Array, b: Float64Array): number {
  let [re, im] = [0, 0];
  for (let k = 0; k < a.length; k += 2) {
    const [ar = 0, ai = 0, br = 0, bi = 0] = [a[k], a[k + 1], b[k], b[k + 1]];
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
  }
  return Math.sqrt(re * re + im * im);
}

/** Gates that turn every qubit its own way and join neighbours, so that no amplitude that follows is special. */
export const stirred = (circuit: Circuit): Circuit => ({
  ...circuit,
  operations: [
    ...Array.from({ length: circuit.qubitCount }, (_, k) => gate("u", [k], [0.9 + 0.3 * k, 0.4 - 0.7 * k, 1.1 * k])),
    ...Array.from({ length: Math.max(0, circuit.qubitCount - 1) }, (_, k) => gate("crx", [k, k + 1], [0.8 + 0.2 * k])),
    ...circuit.operations,
  ],
});

export async function amplitudesOf(engine: Engine, circuit: Circuit): Promise<Float64Array> {
  const { amplitudes } = await engine.run(circuit, { seed: 1, amplitudes: true, precision: "double" });
  if (!amplitudes) throw new Error("no amplitudes");
  return amplitudes;
}
