import type { BackendModel, WorkloadEstimate } from "@naru/backends";
import type { ErrorCode } from "@naru/base";

/** What a thread is started with. */
export interface ThreadData {
  readonly models: readonly BackendModel[];
  readonly engine: { readonly threads: number; readonly maxBytes: number };
  /** How far it steps back behind the thread that starts it; see `stepsBack`. */
  readonly stepsBack: number;
  /**
   * 32-bit words that both sides see. Word 0 is the task that the thread is at, 0 for none; word k > 0 is not zero once
   * the task in slot k is to stop.
   */
  readonly shared: SharedArrayBuffer;
}

/** A job for a thread. */
export interface Task {
  /** 1 or more; names the run within the thread's life. */
  readonly taskId: number;
  /** Its word among the stop flags. */
  readonly slot: number;
  readonly backendName: string;
  /** The workload's JSON. */
  readonly workload: string;
  /** The uploaded model that the workload names. */
  readonly model: Uint8Array<SharedArrayBuffer> | null;
  readonly seed: number;
  readonly dryRun: boolean;
  /** The longest run; null leaves it to whoever watches the thread. */
  readonly maxSeconds: number | null;
}

export type ToThread =
  | { readonly kind: "run"; readonly tasks: readonly Task[] }
  /** What a workload would take; answered with `estimated`. */
  | { readonly kind: "estimate"; readonly askId: number; readonly backendName: string; readonly workload: string }
  | { readonly kind: "close" };

export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "ended"; readonly ending: TaskEnding }
  | { readonly kind: "estimated"; readonly askId: number; readonly answer: WorkloadEstimate | TaskError }
  | { readonly kind: "progress"; readonly taskId: number; readonly done: number };

export type TaskEnding = { readonly taskId: number; readonly runSeconds: number } & (
  | { readonly state: "succeeded"; readonly outcome: string; readonly executionMs: number }
  | { readonly state: "failed"; readonly error: TaskError }
  /** `isOverTime` where it ran for longer than its own limit. */
  | { readonly state: "stopped"; readonly isOverTime?: boolean }
);

/** An error as it crosses a thread's border. `code` is null for a bug. */
export interface TaskError {
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly stack: string | null;
}
