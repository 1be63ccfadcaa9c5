import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * A request as the web has it. Its origin is a made-up one, as what the caller sent for it need not be an address. A
 * HEAD is passed on as the GET whose head it asks for; Node sends no body in answer. The body is what came, byte for byte; one that came with GET is dropped, as the web
 * has no such thing and cirq-ionq 1.7 sends one with its listings.
 */
export function toWebRequest(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.body instanceof Uint8Array;
  return new Request(new URL(targetOf(request), "http://naru.invalid"), {
    method: request.method === "HEAD" ? "GET" : request.method,
    headers,
    ...(hasBody && { body: request.body as Uint8Array<ArrayBuffer> }),
  });
}

/** Where the caller reached us, as far as the request tells. */
export function originOf(request: FastifyRequest): string {
  return URL.parse(`${request.protocol}://${request.host}`)?.origin ?? "http://localhost";
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
