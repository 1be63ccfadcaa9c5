import type { FastifyRequest } from "fastify";
import type { Hosts } from "./hosts.ts";

/** The address at which callers reach us, such as `https://naru.example.kr`. */
export type OriginOf = (request: Pick<FastifyRequest, "protocol" | "host" | "headers">) => string;

/**
 * The operator's `publicUrl` where there is one, and else what the request itself was sent to. On a host that belongs to
 * one vendor it is that host, spoken to as the public address is. What proxies write into headers is not read: anybody
 * can write it.
 */
export const openOrigin =
  (publicUrl: string | null, hosts: Pick<Hosts, "vendorOf">): OriginOf =>
  ({ protocol, host, headers }) => {
    const isBound = hosts.vendorOf(headers) !== undefined;
    if (publicUrl !== null && !isBound) return publicUrl;
    const scheme = publicUrl === null ? `${protocol}:` : new URL(publicUrl).protocol;
    return URL.parse(`${scheme}//${host}`)?.origin ?? "http://localhost";
  };
