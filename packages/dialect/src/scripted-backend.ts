import type { Backend, BackendSpec } from "@naru/backends";
import { InvalidInputError, TooLargeError } from "@naru/base";
import type { Outcome, Workload } from "@naru/workload";

/**
 * A backend whose outcomes a test writes. It keeps the limits of its spec and compiles nothing; for suites that test how
 * a dialect speaks, not what a circuit gives.
 */
export function scriptedBackend(
  spec: BackendSpec,
  run: (workload: Workload) => Outcome | Promise<Outcome> = everyZero,
): Backend {
  const estimate = (workload: Workload) => {
    checkLimits(spec, workload);
    const qubits = workload.circuits.reduce((most, { qubitCount }) => Math.max(most, qubitCount), 0);
    const resources = { qubits, oneQubitGates: 0, twoQubitGates: 0, depth: 0 };
    return { seconds: 0.004, bytes: 16, resources, method: "scripted", why: "a test wrote it" };
  };
  return {
    spec,
    estimate,
    compile: async (workload) =>
      workload.circuits.map((circuit) => ({
        circuit,
        resources: estimate({ ...workload, circuits: [circuit] }).resources,
      })),
    run: async (workload) => run(workload),
  };
}

/** Every shot of every circuit reads 0 on all bits. */
export function everyZero({ circuits, shots, memory, noiseModel, seed = 0 }: Workload): Outcome {
  return {
    kind: "sample",
    seed,
    circuits: circuits.map(({ qubitCount, clbitCount }) => {
      const bitCount = clbitCount || qubitCount;
      return {
        bitCount,
        shots,
        counts: new Map([["0".repeat(bitCount), shots]]),
        ...(noiseModel === undefined && {
          probabilities: { outcomes: Float64Array.of(0), values: Float64Array.of(1) },
        }),
        ...(memory && { memory: new Uint32Array(shots) }),
        resources: { qubits: qubitCount, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
        seconds: 0.001,
      };
    }),
  };
}

function checkLimits(spec: BackendSpec, { circuits, shots }: Workload): void {
  if (circuits.length === 0) throw new InvalidInputError("A job needs at least one circuit.");
  const gates = circuits.reduce((sum, { operations }) => sum + operations.length, 0);
  const qubits = circuits.reduce((most, { qubitCount }) => Math.max(most, qubitCount), 0);
  const sizes = { qubits, shots, gates, circuits: circuits.length };
  const limits = { ...spec.limits, qubits: spec.qubitCount };
  for (const what of ["qubits", "shots", "circuits", "gates"] as const) {
    if (sizes[what] <= limits[what]) continue;
    throw new TooLargeError(
      `The backend ${spec.name} takes up to ${limits[what]} ${what}; this job has ${sizes[what]}.`,
      {
        [what]: sizes[what],
        limit: limits[what],
      },
    );
  }
}
