import type { Dialect } from "@naru/dialect";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../config/index.ts";
import { bugAnswer, readFrameworkError, statusOf, writeErrorBody } from "./errors.ts";
import type { Hosts } from "./hosts.ts";
import { pathOf, sendWebResponse } from "./web.ts";

/** Answers a request with what was thrown. */
export type Refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Refusals in the words of the API that was asked. What is no refusal is a bug: it is logged, and answered as one. */
export function openRefusals({ dialects, log }: { dialects: readonly Dialect[]; log: Log }, hosts: Hosts): Refuse {
  return async (error, request, reply) => {
    const known = readFrameworkError(error, request.routeOptions.bodyLimit);
    if (!known) log.error({ requestId: request.id, error }, "a request met a bug");
    const answer = known ?? bugAnswer(request.id);
    const vendor = hosts.vendorOf(request.headers);
    const dialect = vendor === undefined ? dialectAt(dialects, pathOf(request)) : dialectOf(dialects, vendor);
    if (dialect) return sendWebResponse(reply, dialect.refuse(answer));
    return reply.code(statusOf[answer.code]).send(writeErrorBody(answer));
  };
}

const dialectOf = (dialects: readonly Dialect[], vendor: string): Dialect | null =>
  dialects.find((dialect) => dialect.vendor === vendor) ?? null;

/** Whose path this is; null when it is Naru's own. */
export const dialectAt = (dialects: readonly Dialect[], path: string): Dialect | null =>
  dialects.find(({ prefixes }) => prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) ?? null;
