import { readdirSync, readFileSync } from "node:fs";

/** One request of the client and the answer it accepted. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    /** With its query. */
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly json?: unknown;
    readonly form?: Readonly<Record<string, string>>;
  };
  readonly response: { readonly status: number; readonly json?: unknown; readonly text?: string };
}

export interface Flow {
  /** Such as `05-sampler-bell`. */
  readonly name: string;
  readonly exchanges: readonly Exchange[];
}

const folder = new URL("../fixtures/", import.meta.url);

/** Every recorded flow, in the order in which they were recorded: later ones speak of jobs of earlier ones. */
export const recordedFlows = (): Flow[] =>
  readdirSync(folder)
    .filter((file) => /^\d\d-.*\.json$/.test(file))
    .sort()
    .map((file) => ({
      name: file.replace(".json", ""),
      exchanges: JSON.parse(readFileSync(new URL(file, folder), "utf8")).exchanges,
    }));
