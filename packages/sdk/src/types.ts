import type { ErrorCode } from "@naru/base";

/*
 * What travels on Naru's own API, `/naru/v1`. The server's schemas are checked against these types when it compiles.
 * Moments are ISO 8601 in UTC with milliseconds; credits are integers of a millionth (µcr); bitstrings have bit 0
 * rightmost.
 */

/** The body of every answer outside 200 … 299. */
export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    /** What happened and what to do, for people. */
    readonly message: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** What this service is; open to everybody. */
export interface Info {
  readonly name: string;
  readonly version: string;
  /** Where the caller reached it, such as `http://127.0.0.1:8787`. */
  readonly origin: string;
  readonly backendCount: number;
  readonly dialects: readonly DialectView[];
}

/** A vendor's API that is served here. In texts, `{key}` stands where the user's API key belongs. */
export interface DialectView {
  readonly vendor: string;
  readonly prefixes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly quickstarts: readonly QuickstartView[];
}

/** The lines that point one SDK at this service. */
export interface QuickstartView {
  /** Name of the SDK on its registry. */
  readonly sdk: string;
  readonly install: string;
  readonly language: "python" | "shell";
  readonly code: string;
}

export const backendStates = ["online", "maintenance", "calibration", "offline", "retired"] as const;
export type BackendState = (typeof backendStates)[number];

export const backendKinds = ["simulator", "emulated_qpu", "annealer", "hybrid"] as const;
export type BackendKind = (typeof backendKinds)[number];

export interface BackendView {
  readonly name: string;
  readonly vendor: string;
  readonly kind: BackendKind;
  readonly description: { readonly ko: string; readonly en: string };
  readonly qubitCount: number;
  /** Empty for a simulator that takes every gate, and for what runs none. */
  readonly nativeGates: readonly string[];
  /** Pairs of qubits, "all", or what an annealer's qubits are coupled by. */
  readonly connectivity: "all" | readonly (readonly [number, number])[] | LatticeView;
  readonly noiseModels: readonly string[];
  readonly dynamicCircuits: boolean;
  readonly limits: { readonly shots: number; readonly circuits: number; readonly gates: number };
  readonly calibration: CalibrationView | null;
  readonly state: BackendState;
  /** Expected wait of a job submitted now; 0 when idle. */
  readonly averageQueueMs: number;
  /** Everybody's jobs that wait for it. */
  readonly queueLength: number;
  readonly updatedAt: string;
}

/** A family of graphs, such as "pegasus", and how many of its couplers work. */
export interface LatticeView {
  readonly topology: string;
  readonly shape: readonly number[];
  readonly couplers: number;
}

/** A machine's measured figures at one moment: medians over qubits and pairs. */
export interface CalibrationView {
  readonly id: string;
  readonly takenAt: string;
  /** Where the figures are from. */
  readonly source: string;
  readonly oneQubitFidelity: number;
  readonly twoQubitFidelity: number;
  readonly spamFidelity: number;
  readonly oneQubitGateUs: number;
  readonly twoQubitGateUs: number;
  readonly readoutUs: number;
  readonly resetUs: number;
  readonly t1Seconds: number;
  readonly t2Seconds: number;
}

/** Whose key this is. */
export interface WhoAmI {
  readonly organisationId: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly personId: string;
  readonly keyId: string;
  readonly keyName: string;
}

export const jobStates = ["held", "queued", "running", "succeeded", "failed", "cancelled"] as const;
export type JobState = (typeof jobStates)[number];

/** Whether a job in this state will change no more. */
export const isFinal = (state: JobState): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";

export interface ResourcesView {
  readonly qubits: number;
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
  readonly depth: number;
  /** One shot on the modelled machine; absent for bare simulators. */
  readonly durationUs?: number | undefined;
}

export interface JobView {
  readonly id: string;
  readonly name: string | null;
  readonly state: JobState;
  readonly vendor: string;
  readonly apiVersion: string;
  readonly backend: string;
  /** What its owner sorts jobs by. */
  readonly tags: readonly string[];
  /** Which of the vendor's programs was asked for, such as `sampler`, where it has several. */
  readonly program: string | null;
  /** Whether the program is never shown, and the result once only. */
  readonly isPrivate: boolean;
  /** The most of any circuit; 0 where exact values were asked for. */
  readonly shots: number;
  /** Each set of parameter values counts as one. */
  readonly circuitCount: number;
  /** The widest circuit. */
  readonly qubitCount: number;
  readonly dryRun: boolean;
  readonly sessionId: string | null;
  readonly submittedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** 0 … 1. */
  readonly progress: number;
  /** Time the backend was busy; null until it ran. */
  readonly executionMs: number | null;
  /** For jobs that have not started; null when there is no history to say. */
  readonly expectedWaitMs: number | null;
  readonly costMicrocredits: number;
  readonly estimate: EstimateView;
  /** Why it is held or was cancelled. */
  readonly reason: string | null;
  readonly failure: FailureView | null;
}

export interface EstimateView {
  readonly seconds: number;
  readonly bytes: number;
  readonly resources: ResourcesView;
  readonly method: string;
  readonly why: string;
}

export interface FailureView {
  readonly code: ErrorCode;
  readonly message: string;
  readonly blame: "user" | "system" | "vendor";
}

/** Whether a job solves a model, which has neither shots nor circuits. */
export const isSolving = (job: Pick<JobView, "estimate">): boolean => job.estimate.method === "hybrid";

/** Whether a job anneals a problem: its shots are reads, and it has no circuits. */
export const isAnnealing = (job: Pick<JobView, "estimate">): boolean => job.estimate.method === "emulated-annealer";

export interface JobPageView {
  /** Newest first. */
  readonly jobs: readonly JobView[];
  /** Opaque, for the next page's `after`; null on the last page. */
  readonly next: string | null;
}

export interface JobsQuery {
  /** 1 … 1000; 50 when left out. */
  readonly limit?: number;
  readonly after?: string;
  readonly state?: JobState | readonly JobState[];
}

export const programFormats = ["openqasm2", "openqasm3", "ionq-json"] as const;
export type ProgramFormat = (typeof programFormats)[number];

/** A program to run. */
export interface SubmitRequest {
  /** Name of a backend, such as `simulator`. */
  readonly backend: string;
  readonly format: ProgramFormat;
  /** The program's text. */
  readonly program: string;
  /** 1 … 1 000 000; 1000 when left out. */
  readonly shots?: number | undefined;
  /** Fixes every random choice; drawn when left out. */
  readonly seed?: number | undefined;
  readonly name?: string | undefined;
  /** A repeat with the same key and the same body gets the first job. */
  readonly idempotencyKey?: string | undefined;
}

/** The program of a job, as it was received. */
export interface ProgramView {
  /** `json` where a vendor's request is shown as it came. */
  readonly format: ProgramFormat | "json";
  readonly text: string;
}

export interface ResultView {
  readonly jobId: string;
  /** Reproduces this result on the same backend and version. */
  readonly seed: number;
  /** What was counted: of each circuit, or of the first set of values of each item. */
  readonly circuits: readonly CircuitResultView[];
  /** What was estimated: expectation values, item by item. */
  readonly estimates: readonly EstimateResultView[];
  /** What an annealer gave; null for other backends. */
  readonly annealed: AnnealResultView | null;
  /** What a solver of models gave; null for other backends. */
  readonly solved: SolveResultView | null;
}

/** Samples of a problem on an annealer's qubits. Energies are of the problem as it was sent. */
export interface AnnealResultView {
  /** Qubits that took part. */
  readonly qubitCount: number;
  readonly reads: number;
  /** The lowest sample, labels being the numbers of qubits; null without samples. */
  readonly best: AssignmentView | null;
  /** By energy, the lowest first, at most `top` of the query. */
  readonly samples: readonly { readonly energy: number; readonly occurrences: number }[];
  readonly sampleCount: number;
  readonly unlistedReads: number;
  /** Over all reads. */
  readonly meanEnergy: number;
  /** How the energies of all reads are spread, in at most 40 bins of equal width, ascending. */
  readonly energies: readonly EnergyBin[];
  /** Times of the modelled machine, in microseconds. */
  readonly timing: AnnealTimingView;
  readonly method: MethodView;
  readonly seconds: number;
}

/** The last bin holds its upper end, the others do not. */
export interface EnergyBin {
  readonly from: number;
  readonly to: number;
  readonly reads: number;
}

export interface AnnealTimingView {
  readonly programmingUs: number;
  readonly annealUsPerSample: number;
  readonly readoutUsPerSample: number;
  readonly delayUsPerSample: number;
  readonly samplingUs: number;
  readonly accessUs: number;
  readonly overheadUs: number;
  readonly postProcessingUs: number;
}

/** Solutions of a model. */
export interface SolveResultView {
  readonly format: "bqm" | "cqm" | "dqm" | "nl";
  /** Null for nonlinear models, whose states are a file of their own. */
  readonly variableCount: number | null;
  /** Null for models without. */
  readonly constraintCount: number | null;
  /** The best first, feasible ones before others, at most `top` of the query; of nonlinear models, one at most. */
  readonly samples: readonly SolutionView[];
  readonly sampleCount: number;
  /** How the objectives of all samples are spread, as of annealers' energies. */
  readonly energies: readonly EnergyBin[];
  /** The best solution; null of nonlinear models, whose states are a file. */
  readonly best: AssignmentView | null;
  /** Labels of the constraints that the best solution breaks, at most 100. */
  readonly broken: readonly string[];
  /** Of the file of states, where there is one. */
  readonly fileBytes: number | null;
  readonly method: MethodView;
  /** Of the search. */
  readonly seconds: number;
}

export interface SolutionView {
  /** Of the objective. */
  readonly value: number;
  /** Null for models without constraints. Constraints that may be broken for a price do not count. */
  readonly isFeasible: boolean | null;
  /** Null for models without, and where only feasibility is known. */
  readonly brokenConstraints: number | null;
}

/** Each variable's value, in the order of the model; labels that are no texts are JSON. */
export interface AssignmentView {
  readonly labels: readonly string[];
  readonly values: readonly number[];
  /** Variables beyond the 65 536 that are listed. */
  readonly unlistedCount: number;
}

/** Which method computed it and why. */
export interface MethodView {
  readonly name: string;
  readonly why: string;
}

/** Expectation values of one item, an array of any shape. */
export interface EstimateResultView {
  /** Lengths of its axes; none for a single value. */
  readonly shape: readonly number[];
  /** The first values, row by row, at most `top` of the query. */
  readonly values: readonly EstimatedValue[];
  readonly unlistedValues: number;
  /** For each set of values and basis; 0 for exact values. */
  readonly shots: number;
  readonly resources: ResourcesView;
  readonly method: { readonly name: string; readonly why: string } | null;
  readonly seconds: number;
}

export interface EstimatedValue {
  /** Its place along each axis, from 0. */
  readonly index: readonly number[];
  readonly value: number;
  /** 0 for exact values. */
  readonly standardError: number;
}

export interface CircuitResultView {
  /** Sets of parameter values that it ran with, of which the first is shown. */
  readonly setCount: number;
  /** Width of every bitstring. */
  readonly bitCount: number;
  readonly shots: number;
  /** The most frequent outcomes, at most `top` of the query, most frequent first. */
  readonly counts: readonly OutcomeCount[];
  /** How many outcomes were seen in all, and the shots of those not listed. */
  readonly seen: number;
  readonly unlistedShots: number;
  /** The most probable outcomes of an exact simulation, most probable first; null when not known. */
  readonly probabilities: readonly OutcomeProbability[] | null;
  readonly resources: ResourcesView;
  /** Which method computed it and why. */
  readonly method: { readonly name: string; readonly why: string } | null;
  readonly seconds: number;
}

export interface OutcomeCount {
  readonly bits: string;
  readonly count: number;
}

export interface OutcomeProbability {
  readonly bits: string;
  readonly probability: number;
}

export interface KeyView {
  readonly id: string;
  readonly name: string;
  /** The first characters of the secret. */
  readonly prefix: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  /** Whether it is the key that this request was made with. */
  readonly isCurrent: boolean;
}

export interface CreateKeyRequest {
  readonly name: string;
  readonly expiresAt?: string | undefined;
}

/** The only answer that ever shows the secret. */
export interface CreatedKey {
  readonly key: KeyView;
  readonly secret: string;
}

/** Something happened to a job of the project. */
export interface JobEvent {
  readonly jobId: string;
  readonly state: JobState;
  /** 0 … 1. */
  readonly progress: number;
}
