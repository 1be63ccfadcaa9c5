import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * A request as the web has it. The body is what came, byte for byte; one that came with GET is dropped, as the web
 * has no such thing and cirq-ionq 1.7 sends one with its listings.
 */
export function toWebRequest(request: FastifyRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const hasBody = request.method !== "GET" && request.method !== "HEAD" && request.body instanceof Uint8Array;
  return new Request(new URL(request.url, originOf(request)), {
    method: request.method,
    headers,
    ...(hasBody && { body: request.body as Uint8Array<ArrayBuffer> }),
  });
}

/** Where the caller reached us, as far as the request tells. */
export function originOf(request: FastifyRequest): string {
  const origin = `${request.protocol}://${request.host}`;
  return URL.canParse(origin) ? origin : "http://localhost";
}

/** Sends what a handler of the web answered. */
export async function sendWebResponse(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(response.body === null ? null : Buffer.from(await response.arrayBuffer()));
}
