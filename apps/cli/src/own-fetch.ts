import { request } from "node:https";
import { Readable } from "node:stream";

/**
 * `fetch` for the service that this process just started with this certificate: it trusts that one and no other, whoever
 * made it and whatever name it is for. The name need not lead here from here.
 */
export function ownFetch(cert: string): typeof fetch {
  return async (input, init) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const body = Buffer.from(await asked.arrayBuffer());
    return new Promise<Response>((resolve, reject) => {
      const sent = request(
        {
          ...{ host: "127.0.0.1", port: url.port, path: url.pathname + url.search, method: asked.method },
          headers: { ...Object.fromEntries(asked.headers), host: url.host, "content-length": body.length },
          ...{ ca: cert, allowPartialTrustChain: true, checkServerIdentity: () => undefined },
          ...{ agent: false, signal: asked.signal },
        },
        (answer) => {
          const headers = Object.entries(answer.headers).flatMap(([name, value]) =>
            [value ?? []].flat().map((one): [string, string] => [name, one]),
          );
          const status = answer.statusCode ?? 500;
          const isEmpty = status === 204 || status === 304;
          resolve(new Response(isEmpty ? null : (Readable.toWeb(answer) as ReadableStream), { status, headers }));
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  };
}
