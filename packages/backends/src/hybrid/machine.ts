import type { ModelSize } from "@naru/annealer";
import type { SolveWorkload } from "@naru/workload";

/** A solver of models by classical methods as data. */
export interface HybridMachine {
  readonly formats: readonly SolveWorkload["model"]["format"][];
  readonly timeLimitSeconds: readonly [number, number];
  /** Of a model's file. */
  readonly modelBytes: number;
  /** Of what is in it; without limit where absent. */
  readonly largest?: Partial<ModelSize>;
}
