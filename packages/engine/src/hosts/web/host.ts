import type { HelperThread, Host } from "../../host.ts";
import { instantiate } from "../instantiate.ts";

/** Part of the device's memory that the engine may count on: a page shares it with everything else. */
const grantedPart = 0.5;
/** Browsers that do not tell their memory get what any phone has. */
const assumedGiB = 4;

/**
 * The engine's host in a browser. In a worker of a page that is cross-origin isolated (its server sends the headers COOP
 * and COEP) it has shared memory and threads; elsewhere it has one thread. On the page's own thread an engine works too,
 * and stops the page for up to 50 ms at a time; `openWebEngine` keeps it in a worker instead.
 */
export function webHost(): Host {
  const isWorker = typeof document === "undefined";
  const canShare = isWorker && globalThis.crossOriginIsolated === true;
  const { deviceMemory = assumedGiB } = navigator as Navigator & { readonly deviceMemory?: number };
  return {
    threadCount: canShare ? navigator.hardwareConcurrency : 1,
    memoryBytes: Math.floor(deviceMemory * 2 ** 30 * grantedPart),
    now: () => performance.now(),
    pause,
    createMemory: (initial, maximum) => new WebAssembly.Memory({ initial, maximum, shared: canShare }),
    compile: (bytes) => new WebAssembly.Module(bytes),
    instantiate,
    ...(canShare && { startHelper }),
  };
}

/** Timers of browsers wait at least 4 ms once they follow each other; messages do not. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

async function startHelper(): Promise<HelperThread> {
  const worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module" });
  await new Promise<void>((resolve, reject) => {
    worker.onmessage = () => resolve(); // the thread says that it listens
    worker.onerror = ({ message }) => {
      worker.terminate();
      reject(new Error(`A helper thread could not start: ${message}`));
    };
  });
  let isAlive = true;
  worker.onerror = () => {
    isAlive = false;
    worker.terminate(); // a worker outlives an error, with whatever it was doing half done
  };
  return {
    get isAlive() {
      return isAlive;
    },
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      isAlive = false;
      worker.terminate();
    },
  };
}
