import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

const requestIds = new AsyncLocalStorage<string>();

/** The id of the request that is being answered; null outside of requests. */
export const currentRequestId = (): string | null => requestIds.getStore() ?? null;

export const inRequest = (id: string, work: () => void): void => requestIds.run(id, work);

/** The caller's own id where it has a plain one, so that two services' logs can be read together; else a fresh one. */
export function requestIdOf(request: Pick<IncomingMessage, "headers">): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}
