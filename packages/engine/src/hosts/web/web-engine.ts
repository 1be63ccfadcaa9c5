import { CancelledError, InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";
import type { Circuit, PauliSum } from "@naru/circuit";
import type { EngineOptions, Estimate } from "../../engine.ts";
import type { GradientOptions, ValueAndGradient } from "../../gradient/index.ts";
import type { SimulateOptions, SimulateResult } from "../../simulator.ts";
import type { Answer, Call, Failure, FromEngine, ToEngine } from "./messages.ts";

/** What can be watched and stopped from the page while it runs. */
type Watched = Pick<SimulateOptions, "stop" | "onProgress">;

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  onProgress?(done: number): void;
}

/** How often a `stop` that is not an AbortSignal is looked at, in milliseconds. */
const lookEveryMs = 50;

/**
 * An engine in a worker of its own, so that the page stays alive. Its methods are those of `Engine`, without `qaoa`, whose
 * state stays between calls: for that, have an engine in a worker of your own.
 */
export class WebEngine {
  /** Threads that it computes with: 1 unless the page is cross-origin isolated. */
  readonly threads: number;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  /** Why the worker takes no more calls. */
  #end: Error | null = null;

  /** To be made by `openWebEngine`. */
  constructor(worker: Worker, threads: number) {
    this.#worker = worker;
    this.threads = threads;
    worker.onmessage = ({ data }: MessageEvent<FromEngine>) => this.#receive(data);
    worker.onerror = ({ message }) => this.#finish(new Error(`The engine's worker ended: ${message}`));
  }

  estimate(circuit: Circuit, options: SimulateOptions): Promise<Estimate> {
    return this.#ask({ kind: "estimate", circuit, options: plain(options) }, {}) as Promise<Estimate>;
  }

  run(circuit: Circuit, options: SimulateOptions): Promise<SimulateResult> {
    return this.#ask({ kind: "run", circuit, options: plain(options) }, options) as Promise<SimulateResult>;
  }

  bind(circuit: Circuit, parameterSets: readonly Float64Array[], options: SimulateOptions): Promise<SimulateResult[]> {
    const call: Call = { kind: "bind", circuit, sets: parameterSets, options: plain(options) };
    return this.#ask(call, options) as Promise<SimulateResult[]>;
  }

  gradient(circuit: Circuit, observable: PauliSum, options: GradientOptions = {}): Promise<ValueAndGradient> {
    const call: Call = { kind: "gradient", circuit, observable, options: plain(options) };
    return this.#ask(call, options) as Promise<ValueAndGradient>;
  }

  /** Ends the worker; what still runs fails, and so does what is asked later. */
  async close(): Promise<void> {
    this.#finish(new Error("The engine was closed; open another one."));
  }

  async #ask(call: Call, { stop, onProgress }: Watched): Promise<Answer> {
    if (this.#end) throw this.#end;
    const id = this.#calls++;
    this.#post({ kind: "call", id, call }); // throws for what cannot be sent
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, ...(onProgress && { onProgress }) });
    });
    if (!stop) return answer;
    const forget = whenAborted(stop, () => this.#post({ kind: "stop", id }));
    return answer.finally(forget);
  }

  #receive(message: FromEngine): void {
    if (message.kind === "created") return;
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === "progress") {
      waiting.onProgress?.(message.done);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === "answer") waiting.resolve(message.answer);
    else waiting.reject(errorOf(message.failure));
  }

  #finish(error: Error): void {
    this.#end ??= error;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #post(message: ToEngine): void {
    this.#worker.postMessage(message);
  }
}

/** Starts an engine in a worker. In a page that is not cross-origin isolated it has one thread, whatever is asked for. */
export async function openWebEngine(options: EngineOptions = {}): Promise<WebEngine> {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  try {
    const threads = await new Promise<number>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<FromEngine>) => {
        if (data.kind === "created") resolve(data.threads);
      };
      worker.onerror = ({ message }) => reject(new Error(`The engine's worker could not start: ${message}`));
      worker.postMessage({ kind: "create", options } satisfies ToEngine);
    });
    return new WebEngine(worker, threads);
  } catch (error) {
    worker.terminate();
    throw error;
  }
}

function plain<Options extends Watched>(options: Options): Omit<Options, keyof Watched> {
  const { stop: _, onProgress: __, ...rest } = options;
  return rest;
}

/** Calls `act` once `stop` says so; returns what ends the watch. */
function whenAborted(stop: NonNullable<Watched["stop"]>, act: () => void): () => void {
  if (stop.aborted) {
    act();
    return () => {};
  }
  if (stop instanceof AbortSignal) {
    stop.addEventListener("abort", act, { once: true });
    return () => stop.removeEventListener("abort", act);
  }
  const timer = setInterval(() => {
    if (!stop.aborted) return;
    clearInterval(timer);
    act();
  }, lookEveryMs);
  return () => clearInterval(timer);
}

/** The error as `Engine` throws it. */
function errorOf({ code, message, details }: Failure): Error {
  switch (code) {
    case null:
      return new Error(message);
    case "invalid_input":
      return new InvalidInputError(message, details);
    case "unsupported":
      return new UnsupportedError(message, details);
    case "too_large":
      return new TooLargeError(message, details);
    case "cancelled":
      return new CancelledError(message);
    default:
      return new NaruError(code, message, details);
  }
}
