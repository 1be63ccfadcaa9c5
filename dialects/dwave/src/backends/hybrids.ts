import type { BackendModel, HybridMachine } from "@naru/backends";

/** Seconds that a search may take: from one on, so that small models do not wait. */
export const timeLimitSeconds = [1, 3600] as const;

/** A hybrid solver: classical search that runs here, nothing emulated. */
export interface Hybrid {
  readonly model: BackendModel & { readonly hybrid: HybridMachine };
  readonly format: HybridMachine["formats"][number];
  /** What the vendor's samplers read to check a model before they send it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

const modelBytes = 256 * 1024 * 1024;

function hybrid(
  format: Hybrid["format"],
  [ko, en]: readonly [string, string],
  largest: NonNullable<HybridMachine["largest"]>,
  properties: Hybrid["properties"],
): Hybrid {
  return {
    format,
    properties: { ...namedLimits(format, largest), ...properties },
    model: {
      spec: {
        name: `naru_hybrid_${format}`,
        vendor: "dwave",
        kind: "hybrid",
        description: {
          ko: `나루의 하이브리드 솔버: ${ko}을 고전 알고리즘으로 풉니다.`,
          en: `Naru's hybrid solver of ${en}, by classical algorithms.`,
        },
        qubitCount: 0,
        nativeGates: [],
        connectivity: "all",
        noiseModels: [],
        limits: { shots: 1, circuits: 1, gates: 0 },
        dynamicCircuits: false,
      },
      noise: {},
      ownNoise: null,
      hybrid: { formats: [format], timeLimitSeconds, modelBytes, largest },
    },
  };
}

/** What is enforced here, as the vendor's client reads it to refuse a model before it is sent. */
function namedLimits(
  format: Hybrid["format"],
  { variables, terms, constraints }: NonNullable<HybridMachine["largest"]>,
) {
  if (format === "nl") return { maximum_number_of_nodes: variables };
  return {
    maximum_number_of_variables: variables,
    maximum_number_of_biases: terms,
    ...(constraints !== undefined && { maximum_number_of_constraints: constraints }),
  };
}

const [least] = timeLimitSeconds;

/**
 * The least time of a model, as the client reckons it, grows with its size: a large one is not even read in a second.
 */
export const hybrids: readonly Hybrid[] = [
  hybrid(
    "bqm",
    ["이진 이차 모형(BQM)", "binary quadratic models (BQM)"],
    { variables: 1_000_000, terms: 20_000_000 },
    {
      minimum_time_limit: [
        [1, least],
        [10_000, least],
        [100_000, 5],
        [1_000_000, 30],
      ],
    },
  ),
  hybrid(
    "cqm",
    ["제약 이차 모형(CQM)", "constrained quadratic models (CQM)"],
    { variables: 500_000, terms: 10_000_000, constraints: 100_000 },
    {
      minimum_time_limit_s: least,
      num_variables_multiplier: 3e-5,
      num_biases_multiplier: 1e-6,
      num_constraints_multiplier: 1e-5,
      maximum_number_of_quadratic_variables: 500_000,
    },
  ),
  hybrid(
    "dqm",
    ["이산 이차 모형(DQM)", "discrete quadratic models (DQM)"],
    { variables: 5000, terms: 10_000_000 },
    {
      minimum_time_limit: [
        [1, least],
        [1000, least],
      ],
      maximum_number_of_cases: 100_000,
    },
  ),
  hybrid(
    "nl",
    ["비선형 모형(NL)", "nonlinear models (NL)"],
    { variables: 100_000 },
    {
      min_time_limit: least,
      maximum_number_of_states: 1,
      maximum_state_size: 50_000_000,
      maximum_decision_state_size: 10_000_000,
      num_nodes_multiplier: 1e-5,
      state_size_multiplier: 1e-8,
      num_nodes_state_size_multiplier: 0,
    },
  ),
];
