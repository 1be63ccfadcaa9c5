import { readdirSync, readFileSync } from "node:fs";

/** One request of the client and the answer it accepted. Bodies are unpacked. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body_json?: unknown;
    readonly body_base64?: string;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body_json?: unknown;
    readonly body_base64?: string;
  };
}

export interface Flow {
  /** Such as `04-ising-histogram`. */
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const folder = new URL("../fixtures/", import.meta.url);

/** Every recorded flow, in the order in which they were recorded: later ones speak of problems of earlier ones. */
export const recordedFlows = (): Flow[] =>
  readdirSync(folder)
    .filter((file) => /^\d\d-.*\.json$/.test(file))
    .sort()
    .map((file) => ({
      name: file.replace(".json", ""),
      exchanges: JSON.parse(readFileSync(new URL(file, folder), "utf8")).exchanges,
    }));
