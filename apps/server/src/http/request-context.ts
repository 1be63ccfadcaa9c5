import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { OngoingRequest } from "../jobs/index.ts";

const requests = new AsyncLocalStorage<OngoingRequest>();

/** The request that is being answered; null outside of requests. */
export const currentRequest = (): OngoingRequest | null => requests.getStore() ?? null;

/** Its id. */
export const currentRequestId = (): string | null => currentRequest()?.id ?? null;

export function inRequest(id: string, response: ServerResponse, work: () => void): void {
  let over: Promise<boolean> | null = null;
  const ongoing = {
    id,
    arrivedMs: Date.now(),
    isLost: () => response.destroyed,
    over: () => {
      over ??= endOf(response);
      return over;
    },
  };
  requests.run(ongoing, work);
}

/** An answer that finished went out on a connection that was open. */
function endOf(response: ServerResponse): Promise<boolean> {
  if (response.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    response.once("close", () => resolve(response.writableFinished && response.statusCode < 500));
  });
}

/** The caller's own id where it has a plain one, so that two services' logs can be read together; else a fresh one. */
export function requestIdOf(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}
