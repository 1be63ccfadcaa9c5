/** A page of the engine's API: what it is about, and what it shows, in this order. */
export interface Page {
  /** Its file in `docs/api/engine`. */
  readonly file: string;
  readonly title: string;
  readonly about: string;
  /** A door, or a file for what no door exports, → names that are shown. */
  readonly shows: readonly (readonly [from: string, names: readonly string[]])[];
}

const engine = "@naru/engine";
const circuit = "@naru/circuit";

/** By topic, the first steps first. What the engine's doors export is on one page each; a test sees to it. */
export const pages: readonly Page[] = [
  {
    file: "engine.md",
    title: "The engine",
    about:
      "Create one for a process, estimate, run, and close it. What it needs of the platform is a [host](hosts.md).",
    shows: [[engine, ["Engine", "EngineOptions", "Estimate"]]],
  },
  {
    file: "circuits.md",
    title: "Circuits",
    about:
      "Circuits are plain data of `@naru/circuit`, built by small functions or read from OpenQASM. Qubit 0 is the least significant bit and the rightmost character.",
    shows: [
      [circuit, ["Circuit", "circuitOf", "gate", "measure", "reset", "conditional", "measureAll", "pauliRotation"]],
      [circuit, ["Operation", "GateOperation", "UnitaryOperation", "Measure", "Reset", "Barrier", "Conditional"]],
      [circuit, ["Condition", "ClassicalRegister", "GateName", "readOpenQasm"]],
    ],
  },
  {
    file: "options.md",
    title: "Options of a run",
    about: "What to compute, and how. Only `seed` is needed; nothing is computed that is not asked for.",
    shows: [
      [engine, ["SimulateOptions", "MethodName", "methodNames"]],
      [engine, ["Precision", "MpsOptions"]],
    ],
  },
  {
    file: "results.md",
    title: "Results",
    about: "What a run gives: the fields that were asked for, the method, and why that one.",
    shows: [[engine, ["SimulateResult", "Counts", "Distribution"]]],
  },
  {
    file: "noise.md",
    title: "Noise",
    about: "A noise model is plain data, the `noise` of a run's [options](options.md).",
    shows: [
      [engine, ["NoiseModel", "NoiseRule", "NoiseChannel", "Relaxation", "Durations", "ReadoutError"]],
      [engine, ["CorrelatedReadout", "checkNoise"]],
    ],
  },
  {
    file: "observables.md",
    title: "Observables",
    about:
      "Sums of Pauli strings, the `observables` of a run's [options](options.md); the values are `expectations` of the [result](results.md).",
    shows: [[circuit, ["pauliSum", "PauliSum", "PauliTerm", "checkPauliSum"]]],
  },
  {
    file: "gradient.md",
    title: "Gradients",
    about: "What `Engine.gradient` takes and gives.",
    shows: [[engine, ["ValueAndGradient", "GradientOptions"]]],
  },
  {
    file: "qaoa.md",
    title: "QAOA",
    about: "What `Engine.qaoa` takes and gives: costs of bitstrings, computed once, and layers that walk over them.",
    shows: [
      [engine, ["Qaoa", "CostPolynomial", "CostTerm", "QaoaAngles", "QaoaOptions", "QaoaRunOptions", "QaoaResult"]],
      [engine, ["QaoaGradient"]],
    ],
  },
  {
    file: "stim.md",
    title: "Stim's programs",
    about: "Circuits of error-correction research, in Stim's format, with noise, detectors and observables.",
    shows: [
      [engine, ["sampleDetectors", "SampleDetectorsOptions", "DetectorSamples", "noisyCircuitOfStim"]],
      [circuit, ["readStim", "writeStim", "circuitOfStim", "CircuitOfStimOptions", "StimProgram", "StimLimits"]],
    ],
  },
  {
    file: "hosts.md",
    title: "Hosts: Node, the browser, elsewhere",
    about:
      "The engine imports nothing of a platform: a host gives it memory, kernels, a clock and, where there are any, threads. Two are here, and another one keeps `Host`.",
    shows: [
      ["@naru/engine/node", ["nodeHost"]],
      ["@naru/engine/web", ["openWebEngine", "WebEngine", "webHost"]],
      [
        engine,
        [
          "Host",
          "KernelHost",
          "KernelMemory",
          "KernelModule",
          "KernelExports",
          "KernelFunction",
          "HelperThread",
          "Clock",
        ],
      ],
    ],
  },
  {
    file: "errors.md",
    title: "Errors",
    about:
      "Errors of `@naru/base`, with a stable `code`, a sentence that says what to do, and facts in `details`. Nothing is allocated before input is checked.",
    shows: [
      [
        "@naru/base",
        [
          "NaruError",
          "InvalidInputError",
          "UnsupportedError",
          "TooLargeError",
          "CancelledError",
          "ErrorCode",
          "errorCodes",
        ],
      ],
    ],
  },
  {
    file: "writing-a-simulator.md",
    title: "Writing a simulator",
    about:
      "A simulator is a class that keeps `Simulator` and runs `engineConformance` in its test, with its honest skips named. It gets a line in `src/engine.ts`, and competes there by its estimates.",
    shows: [
      [engine, ["Simulator", "Support", "Cost"]],
      ["@naru/engine/conformance", ["engineConformance", "ConformanceOptions", "Topic"]],
    ],
  },
];

/** Packages whose doors must be shown completely. */
export const shownPackages = ["@naru/engine"];
/** Packages of which some is shown. */
export const otherPackages = ["@naru/circuit", "@naru/base"];
