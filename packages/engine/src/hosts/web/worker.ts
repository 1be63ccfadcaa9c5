/** An engine in a worker, which does what a page asks: the other end of `openWebEngine`. */
import { NaruError } from "@naru/base";
import { Engine } from "../../engine.ts";
import { webHost } from "./host.ts";
import type { Answer, Call, Failure, FromEngine, ToEngine } from "./messages.ts";

const stops = new Map<number, { aborted: boolean }>();
let engine: Promise<Engine> | null = null;

const say = (message: FromEngine) => globalThis.postMessage(message);

globalThis.onmessage = ({ data }: MessageEvent<ToEngine>) => {
  switch (data.kind) {
    case "create": {
      const host = webHost();
      const threads = Math.min(data.options.threads ?? host.threadCount, host.threadCount);
      engine = Engine.create(host, { ...data.options, threads });
      say({ kind: "created", threads });
      break;
    }
    case "call":
      void serve(data.id, data.call);
      break;
    case "stop": {
      const stop = stops.get(data.id);
      if (stop) stop.aborted = true;
    }
  }
};

async function serve(id: number, call: Call): Promise<void> {
  const stop = { aborted: false };
  stops.set(id, stop);
  try {
    if (!engine) throw new Error("The engine is created first.");
    const onProgress = (done: number) => say({ kind: "progress", id, done });
    say({ kind: "answer", id, answer: await answerTo(await engine, call, { stop, onProgress }) });
  } catch (error) {
    say({ kind: "failed", id, failure: failureOf(error) });
  } finally {
    stops.delete(id);
  }
}

async function answerTo(
  engine: Engine,
  call: Call,
  ways: { readonly stop: { readonly aborted: boolean }; onProgress(done: number): void },
): Promise<Answer> {
  switch (call.kind) {
    case "estimate":
      return engine.estimate(call.circuit, call.options);
    case "run":
      return engine.run(call.circuit, { ...call.options, ...ways });
    case "bind":
      return engine.bind(call.circuit, call.sets, { ...call.options, ...ways });
    case "gradient":
      return engine.gradient(call.circuit, call.observable, { ...call.options, ...ways });
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof NaruError) return { code: error.code, message: error.message, details: error.details };
  return { code: null, message: error instanceof Error ? error.message : String(error), details: {} };
}
