import type { FastifyReply, FastifyRequest } from "fastify";

/** What would name another origin than the one that the request is given. */
const namesOrigin = /^(host|forwarded|x-forwarded-.*)$/;

/**
 * A request as the web has it, at the `origin` at which callers reach us. The body is what came, byte for byte; one that
 * came with GET is dropped, as the web has no such thing and cirq-ionq 1.7 sends one with its listings.
 */
export function toWebRequest(request: FastifyRequest, origin: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (namesOrigin.test(name)) continue;
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.body instanceof Uint8Array;
  return new Request(new URL(targetOf(request), origin), {
    method: request.method,
    headers,
    ...(hasBody && { body: request.body as Uint8Array<ArrayBuffer> }),
  });
}

/** The path and query of a request, also of one that names a whole address as its target, as proxies are sent. */
const targetOf = ({ url }: FastifyRequest): string =>
  url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/]*/i, "");

/** Without the query, which may hold what somebody should not have put there. */
export const pathOf = (request: FastifyRequest): string => targetOf(request).split("?", 1)[0] ?? "";

/** Sends what a handler of the web answered. */
export async function sendWebResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(response.body === null ? null : Buffer.from(await response.arrayBuffer()));
}
