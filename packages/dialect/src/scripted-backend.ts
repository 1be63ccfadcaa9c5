import type { Backend, BackendSpec } from "@naru/backends";
import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import {
  type AnnealOutcome,
  type AnnealWorkload,
  circuitCountOf,
  type Outcome,
  readQubitProblem,
  type SampleOutcome,
  type SampleWorkload,
  type SolveOutcome,
  type SolveWorkload,
  shotsOf,
  sizeOfShape,
  type Workload,
} from "@naru/workload";

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
    const resources = { ...noGates, qubits: sizeOf(workload).qubits };
    return { seconds: 0.004, bytes: 16, resources, method: "scripted", why: "a test wrote it" };
  };
  return {
    spec,
    estimate,
    compile: async (workload) =>
      workload.kind === "sample"
        ? workload.circuits.map((circuit) => ({ circuit, resources: { ...noGates, qubits: circuit.qubitCount } }))
        : [],
    run: async (workload) => run(workload),
  };
}

const noGates = { oneQubitGates: 0, twoQubitGates: 0, depth: 0 };

/** Every shot of every circuit reads 0 on all bits. Circuits in files are not opened: they have no bits, and values of 0. */
export function everyZero(workload: Workload): Outcome {
  const { seed = 0 } = workload;
  const whole = { metadata: {}, resources: { ...noGates, qubits: 0 }, seconds: 0.001, startedMs: 0, finishedMs: 1 };
  switch (workload.kind) {
    case "sample":
      return everyZeroSample(workload);
    case "sweep":
      return {
        kind: "sweep",
        seed,
        items: workload.items.map(({ values, shots }) => ({
          ...whole,
          shape: "samplex" in values ? values.shape : values.shape.slice(0, -1),
          shots,
          ...{ bitCount: 0, registers: [], bits: new Uint8Array() },
        })),
      };
    case "estimate":
      return {
        kind: "estimate",
        seed,
        items: workload.items.map(({ shape, shots }) => {
          const zeros = new Float64Array(sizeOfShape(shape));
          const errors = { standardErrors: zeros, ensembleStandardErrors: zeros };
          return { ...whole, ...errors, shape, values: zeros, shots: shots ?? 0 };
        }),
      };
    case "anneal":
      return everyDown(workload);
    case "solve":
      return noSamples(workload);
    default:
      throw new UnsupportedError("Write an outcome for workloads of this kind.");
  }
}

const scriptedMethod = { name: "scripted", why: "a test wrote it" };

/** Every read has all qubits down, which is spin −1 and bit 0. */
function everyDown({ problem, reads, answer, seed = 0 }: AnnealWorkload): AnnealOutcome {
  const { vartype, qubits, linear, quadratic, offset } = readQubitProblem(problem);
  const sum = (values: Float64Array) => values.reduce((so, value) => so + value, 0);
  const energy = vartype === "binary" ? offset : offset - sum(linear) + sum(quadratic);
  const rows = answer === "raw" ? reads : 1;
  const times = { programmingUs: 1000, annealUsPerSample: 20, readoutUsPerSample: 50, delayUsPerSample: 10 };
  return {
    ...{ kind: "anneal", seed, seconds: 0.001, method: scriptedMethod, qubits, vartype },
    bits: new Uint8Array(rows * qubits.length),
    energies: new Float64Array(rows).fill(energy),
    occurrences: new Int32Array(rows).fill(reads / rows),
    timing: { ...times, samplingUs: 80 * reads, accessUs: 1000 + 80 * reads, overheadUs: 0, postProcessingUs: 0 },
  };
}

/** Models are not opened. */
function noSamples({ model, seed = 0 }: SolveWorkload): SolveOutcome {
  const solved = { kind: "solve", seed, seconds: 0.001, method: scriptedMethod } as const;
  const { format } = model;
  if (format === "nl") return { ...solved, format, file: new Uint8Array() };
  const none = { values: new Float64Array(), energies: new Float64Array() };
  return { ...solved, ...none, format, labels: [], vartypes: [], sampleCount: 0 };
}

function everyZeroSample({ circuits, shots, memory, noiseModel, seed = 0 }: SampleWorkload): SampleOutcome {
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
        resources: { ...noGates, qubits: qubitCount },
        seconds: 0.001,
      };
    }),
  };
}

/** What the limits of a spec are about. Of circuits in files, only their number is seen. */
function sizeOf(workload: Workload) {
  const circuits = workload.kind === "sample" ? workload.circuits : [];
  return {
    qubits: circuits.reduce((most, { qubitCount }) => Math.max(most, qubitCount), 0),
    shots: shotsOf(workload),
    gates: circuits.reduce((sum, { operations }) => sum + operations.length, 0),
    circuits: circuitCountOf(workload),
  };
}

function checkLimits(spec: BackendSpec, workload: Workload): void {
  const sizes = sizeOf(workload);
  if (sizes.circuits === 0) throw new InvalidInputError("A job needs at least one circuit.");
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
