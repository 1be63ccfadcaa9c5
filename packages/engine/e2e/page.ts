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

  /** Milliseconds of a run, told by the page's clock. */
  async time(circuit: Circuit, options: SimulateOptions): Promise<number> {
    const began = performance.now();
    await engine().run(circuit, options);
    return performance.now() - began;
  },
};

export type Door = typeof door;

let opened: WebEngine | null = null;

function engine(): WebEngine {
  if (!opened) throw new Error("No engine is open.");
  return opened;
}

async function seen(who: Pick<Engine | WebEngine, "run">, circuit: Circuit, options: SimulateOptions): Promise<Seen> {
  const { method, counts, expectations } = await who.run(circuit, options);
  return { method, counts: [...(counts ?? [])], expectations: [...(expectations ?? [])] };
}

Object.assign(globalThis, { engine: door });
