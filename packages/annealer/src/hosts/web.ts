/** The samplers' host in a browser: memory, kernels and a clock. Run it in a worker, to keep the page free. */
import type { AnnealerHost } from "../host.ts";
import { kernelHost } from "./kernel-host.ts";

export const webHost = (): AnnealerHost => kernelHost(pause);

/** Through a message, which comes after those that wait; a timer would wait for some milliseconds. */
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
