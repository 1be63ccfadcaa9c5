import type { ErrorCode } from "@naru/base";
import type { Circuit, PauliSum } from "@naru/circuit";
import type { EngineOptions, Estimate } from "../../engine.ts";
import type { GradientOptions, ValueAndGradient } from "../../gradient/index.ts";
import type { SimulateOptions, SimulateResult } from "../../simulator.ts";

/** What a page may ask of its engine. Everything here is plain data. */
export type Call =
  | { readonly kind: "estimate"; readonly circuit: Circuit; readonly options: Plain<SimulateOptions> }
  | { readonly kind: "run"; readonly circuit: Circuit; readonly options: Plain<SimulateOptions> }
  | {
      readonly kind: "bind";
      readonly circuit: Circuit;
      readonly sets: readonly Float64Array[];
      readonly options: Plain<SimulateOptions>;
    }
  | {
      readonly kind: "gradient";
      readonly circuit: Circuit;
      readonly observable: PauliSum;
      readonly options: Plain<GradientOptions>;
    };

/** Options without what cannot be sent: functions, and objects that change. */
export type Plain<Options> = Omit<Options, "stop" | "onProgress">;

export type Answer = Estimate | SimulateResult | SimulateResult[] | ValueAndGradient;

export type ToEngine =
  | { readonly kind: "create"; readonly options: EngineOptions }
  | { readonly kind: "call"; readonly id: number; readonly call: Call }
  | { readonly kind: "stop"; readonly id: number };

export type FromEngine =
  | { readonly kind: "created"; readonly threads: number }
  | { readonly kind: "progress"; readonly id: number; readonly done: number }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };

/** An error as it travels. Without a code it is a bug. */
export interface Failure {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}
