import type { ProjectId } from "@naru/base";
import type { JobEvent } from "@naru/sdk";
import type { FastifyReply } from "fastify";
import type { Bus } from "../../live/index.ts";

/** A comment this often keeps proxies from closing a quiet connection. */
const keepAliveMs = 15_000;
/** A reader that takes nothing while this much waits is let go; it lists its jobs when it comes back. */
const longestBacklogBytes = 2 ** 20;

/** Streams of server-sent events: what happens to the jobs of one project. */
export interface EventStreams {
  open(reply: FastifyReply, projectId: ProjectId): void;
  /** Ends every stream, so that the server can close. */
  close(): void;
}

export function openEventStreams(bus: Bus): EventStreams {
  const open = new Set<() => void>();
  return {
    open(reply, projectId) {
      reply.hijack();
      const stream = reply.raw;
      stream.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      stream.write(": events of this project's jobs\n\n");
      const unsubscribe = bus.subscribe((event) => {
        if (event.kind !== "job" || event.projectId !== projectId) return;
        const { jobId, state, progress } = event;
        stream.write(`event: job\ndata: ${JSON.stringify({ jobId, state, progress } satisfies JobEvent)}\n\n`);
        if (stream.writableLength > longestBacklogBytes) stream.destroy();
      });
      const timer = setInterval(() => stream.write(":\n\n"), keepAliveMs);
      const end = () => {
        clearInterval(timer);
        unsubscribe();
        open.delete(end);
        stream.end();
      };
      open.add(end);
      stream.on("close", end);
    },
    close() {
      for (const end of [...open]) end();
    },
  };
}
