import type { ProjectId } from "@naru/base";
import type { JobEvent } from "@naru/sdk";
import type { FastifyReply } from "fastify";
import type { Auth } from "../../auth/index.ts";
import type { Bus } from "../../live/index.ts";

/** A comment this often keeps proxies from closing a quiet connection. */
const standardKeepAliveMs = 15_000;
/** A reader that takes nothing while this much waits is let go; it lists its jobs when it comes back. */
const longestBacklogBytes = 2 ** 20;

/** Streams of server-sent events: what happens to the jobs of one project. */
export interface EventStreams {
  /** `authenticate` is asked again now and then, and at once when keys were revoked; when it throws, the stream ends. */
  open(reply: FastifyReply, projectId: ProjectId, authenticate: () => Promise<unknown>): void;
  /** Ends every stream, so that the server can close. */
  close(): void;
}

export function openEventStreams(
  { bus, auth }: { bus: Bus; auth: Pick<Auth, "onRevoked"> },
  keepAliveMs = standardKeepAliveMs,
): EventStreams {
  const open = new Set<() => void>();
  return {
    open(reply, projectId, authenticate) {
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
      const check = () => void authenticate().catch(end);
      const unwatch = auth.onRevoked(check);
      const timer = setInterval(() => {
        stream.write(":\n\n");
        check();
      }, keepAliveMs);
      const end = () => {
        clearInterval(timer);
        unwatch();
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
