import type { AnnealerHost } from "@naru/annealer";
import type { Progress } from "../progress.ts";

/** Other work of the thread waits no longer than about this. */
const longestMs = 40;

/** Lets other work of the thread happen now and then, and looks whether the run is to stop. */
export function breathing(host: AnnealerHost, progress: Progress): () => Promise<void> {
  let pausedMs = host.now();
  return async () => {
    progress.check();
    if (host.now() - pausedMs < longestMs) return;
    await host.pause();
    pausedMs = host.now();
    progress.check();
  };
}
