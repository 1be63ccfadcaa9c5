/** The page of the browser tests and of the browser bench: an engine, and what they ask of it, on `window.engine`. */
import type { Circuit, PauliSum } from "@naru/circuit";
import type { Engine, SimulateOptions } from "@naru/engine";
import { openWebEngine, type WebEngine, webHost } from "@naru/engine/web";

/** What a run gave, as far as it is compared: plain data, as it goes through the browser's door. */
interface Seen {
  readonly method: string;
  readonly counts: readonly (readonly [string, number])[];
  readonly expectations: readonly number[];
}

const door = {
  isIsolated: globalThis.crossOriginIsolated,
  threads: 0,

  async open(threads?: number): Promise<number> {
    await opened?.close();
    opened = await openWebEngine(threads === undefined ? {} : { threads });
    return opened.threads;
  },

  run: (circuit: Circuit, options: SimulateOptions) => seen(engine(), circuit, options),

  /** An engine on the page's own thread. */
  async runHere(circuit: Circuit, options: SimulateOptions): Promise<Seen> {
    const { Engine } = await import("@naru/engine");
    const here = await Engine.create(webHost());
    try {
      return await seen(here, circuit, options);
    } finally {
      await here.close();
    }
  },

  gradient: async (circuit: Circuit, observable: PauliSum): Promise<readonly number[]> => [
    ...(await engine().gradient(circuit, observable)).gradient,
  ],

  /** The error of a run, as its user sees it. */
  async refusal(circuit: Circuit, options: SimulateOptions) {
    try {
      await engine().run(circuit, options);
      return null;
    } catch (error) {
      const { name, code, message } = error as { name: string; code?: string; message: string };
      return { name, code, message };
    }
  },

  /** Stops a run after its first report of progress. Milliseconds from there to its end, and how it ended. */
  async stopped(circuit: Circuit, options: SimulateOptions): Promise<{ code?: string; ms: number; reports: number }> {
    const controller = new AbortController();
    let [reports, stoppedAt] = [0, 0];
    const onProgress = () => {
      reports++;
      stoppedAt ||= performance.now();
      controller.abort();
    };
    try {
      await engine().run(circuit, { ...options, stop: controller.signal, onProgress });
      return { ms: performance.now() - stoppedAt, reports };
    } catch (error) {
      return { code: (error as { code: string }).code, ms: performance.now() - stoppedAt, reports };
    }
  },

  /** Milliseconds of some runs, one after the other, told by the page's clock. */
  time: (circuit: Circuit, options: SimulateOptions, times = 1) => timeOf(engine(), circuit, options, times),

  /** The same by an engine on the page's own thread, without messages. It is kept for the next call. */
  async timeHere(circuit: Circuit, options: SimulateOptions, times = 1): Promise<number> {
    const { Engine } = await import("@naru/engine");
    here ??= await Engine.create(webHost());
    return timeOf(here, circuit, options, times);
  },
};

export type Door = typeof door;

let opened: WebEngine | null = null;
let here: Engine | null = null;

function engine(): WebEngine {
  if (!opened) throw new Error("No engine is open.");
  return opened;
}

async function timeOf(who: Pick<Engine | WebEngine, "run">, circuit: Circuit, options: SimulateOptions, times: number) {
  const began = performance.now();
  for (let k = 0; k < times; k++) await who.run(circuit, options);
  return performance.now() - began;
}

async function seen(who: Pick<Engine | WebEngine, "run">, circuit: Circuit, options: SimulateOptions): Promise<Seen> {
  const { method, counts, expectations } = await who.run(circuit, options);
  return { method, counts: [...(counts ?? [])], expectations: [...(expectations ?? [])] };
}

Object.assign(globalThis, { engine: door });
