import { readdirSync, readFileSync } from "node:fs";
import type { WireRequest } from "@naru/dialect/conformance";

/** One request of a client and the answer it accepted. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body_json?: unknown;
  };
  readonly response: { readonly status: number; readonly body_json: unknown };
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
    .map((file) => ({
      name: file.replace(".json", ""),
      exchanges: JSON.parse(readFileSync(new URL(file, folder), "utf8")).exchanges as Exchange[],
    }));
}

/** The request of an exchange, without its key. */
export function requestOf({ request: { method, path, headers, body_json: body } }: Exchange): WireRequest {
  const { Authorization: _, ...rest } = headers;
  return { method, path, headers: rest, ...(body !== undefined && body !== null && { body }) };
}
