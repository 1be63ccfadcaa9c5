import type { AddressInfo } from "node:net";
import type { Dialect } from "@naru/dialect";
import fastify from "fastify";
import { cloudOf } from "../cloud.ts";
import type { Tls } from "../config/index.ts";
import { type ApiParts, serveApi } from "./api/index.ts";
import { installChain } from "./chain.ts";
import { serveConsole } from "./console.ts";
import { serveDialect } from "./dialect-plugin.ts";
import { bodyLimitBytes } from "./errors.ts";
import { type HealthParts, serveHealth } from "./health.ts";
import { openHosts, vendorConstraint } from "./hosts.ts";
import { describeApi } from "./openapi.ts";
import { openOrigin } from "./origin.ts";
import { openRefusals } from "./refusals.ts";
import { requestIdOf } from "./request-context.ts";

export type HttpParts = Omit<ApiParts, "originOf"> & HealthParts;

export interface HttpServer {
  /** Such as `http://127.0.0.1:8787`, or `https://localhost:8787`. */
  readonly origin: string;
  /** Takes no more requests; resolves when those in progress are answered, or a few seconds later without them. */
  stop(): Promise<void>;
}

/** Answers on one origin: the vendors' APIs, Naru's own, the operator's figures, and the console for the rest. */
export async function startHttp(
  parts: HttpParts,
  address: {
    readonly host: string;
    readonly port: number;
    readonly hosts: Readonly<Record<string, string>>;
    readonly publicUrl: string | null;
    readonly tls: Tls | null;
  },
): Promise<HttpServer> {
  const hosts = openHosts(address.hosts, parts.dialects);
  const refuse = openRefusals(parts, hosts);
  const originOf = openOrigin(address.publicUrl, hosts);
  const { tls } = address;
  const app = fastify({
    // Null is plain HTTP. Types of apps differ by it, and nothing else does.
    https: (tls && { cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" }) as null,
    logger: false,
    genReqId: requestIdOf,
    bodyLimit: bodyLimitBytes,
    // SDKs ask for whole minutes and bring programs slowly; a request without a body has its headers in time or is let go.
    requestTimeout: 300_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 500, constraints: { vendor: vendorConstraint(hosts) } },
    // What is refused before any route is found, such as an address that is not well-formed.
    frameworkErrors: (error, request, reply) => void refuse(error, request, reply),
  });
  installChain(app, parts);
  app.setErrorHandler(refuse);
  describeApi(app, parts.version);
  // Routes are read when the plugin above is ready; so they stand in a plugin of their own.
  app.register(async (scope) => {
    serveApi(scope, { ...parts, originOf });
    serveHealth(scope, parts);
    for (const dialect of parts.dialects) {
      const { vendor } = dialect;
      const cloud = cloudOf(parts, vendor);
      serveDialect(scope, { dialect, cloud, originOf, log: parts.log, hasHosts: hosts.has(vendor) });
    }
  });
  serveConsole(app, refuse);
  requireApart(parts.dialects);
  await app.listen({ host: address.host, port: address.port });
  const { port } = app.server.address() as AddressInfo;
  return {
    origin: `${tls ? "https" : "http"}://${originHost(address.host, tls)}:${port}`,
    async stop() {
      const giveUp = setTimeout(() => app.server.closeAllConnections(), stopMs);
      await app.close();
      clearTimeout(giveUp);
    },
  };
}

/**
 * Answers take a fraction of this; who has not sent his whole request by then may take for ever. Whoever stops the service
 * (containers are often killed after 10 s) is to find its jobs handed back.
 */
const stopMs = 5_000;

/** Every path of the origin belongs to one vendor at most. */
export function requireApart(dialects: readonly Pick<Dialect, "vendor" | "prefixes">[]): void {
  const all = dialects.flatMap(({ vendor, prefixes }) => prefixes.map((prefix) => ({ vendor, prefix })));
  for (const a of all) {
    for (const b of all) {
      if (a !== b && (a.prefix === b.prefix || a.prefix.startsWith(`${b.prefix}/`))) {
        throw new Error(`${a.vendor} serves ${a.prefix} and ${b.vendor} serves ${b.prefix}: one of them must move.`);
      }
    }
  }
}

/** An address to reach what listens on every address, and one that the certificate is for. */
function originHost(listening: string, tls: Tls | null): string {
  const address = listening === "0.0.0.0" || listening === "::" ? "127.0.0.1" : listening;
  const host = tls?.nameFor(address) ?? address;
  return host.includes(":") ? `[${host}]` : host;
}
