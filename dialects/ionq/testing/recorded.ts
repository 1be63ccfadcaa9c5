import { readdirSync, readFileSync } from "node:fs";
import type { WireRequest } from "@naru/dialect/conformance";

/** One request of an SDK and the answer it accepted. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly request: unknown;
  readonly status: number;
  readonly response: unknown;
}

export interface Flow {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const folder = new URL("../fixtures/", import.meta.url);

/** Every recorded flow, in order of name. */
export function recordedFlows(): Flow[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => {
      const { flow, exchanges } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
      let headers: Record<string, string> = {};
      return {
        name: flow,
        exchanges: exchanges.map((exchange: Exchange & { request_headers: Record<string, string> | "as above" }) => {
          if (exchange.request_headers !== "as above") headers = exchange.request_headers;
          return { ...exchange, headers };
        }),
      };
    });
}

/** The request of an exchange, without its key. Bodies of GET are left out: a server never sees them as such. */
export function requestOf({ method, path, query, headers, request }: Exchange): WireRequest {
  const { authorization: _, ...rest } = headers;
  const search = new URLSearchParams(query).toString();
  return {
    method,
    path: search === "" ? path : `${path}?${search}`,
    headers: rest,
    ...(request !== null && method !== "GET" && { body: request }),
  };
}
