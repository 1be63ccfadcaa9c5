import { readFileSync } from "node:fs";
import type { BackendModel } from "@naru/backends";
import { backends } from "../backends/index.ts";
import type { ReadContext } from "../program.ts";

interface Exchange {
  readonly request: { readonly method: string; readonly url: string; readonly json?: { readonly params?: unknown } };
  readonly response: { readonly json?: unknown };
}

/** A recorded job: the parameters that the client sent, and the result that it took. */
export function recordedJob(name: string): { readonly params: Params; readonly result: unknown } {
  const file = readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), "utf8");
  const { exchanges } = JSON.parse(file) as { readonly exchanges: readonly Exchange[] };
  const submission = exchanges.find(({ request }) => request.method === "POST" && request.url.endsWith("/jobs"));
  const result = exchanges.find(({ request }) => request.url.endsWith("/results"));
  return { params: submission?.request.json?.params as Params, result: result?.response.json };
}

export interface Params {
  readonly pubs: readonly (readonly unknown[])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

export const modelNamed = (part: string): BackendModel => {
  const model = backends.find(({ spec }) => spec.name.includes(part));
  if (!model) throw new RangeError(`no backend is named ${part}`);
  return model;
};

export const contextOf = (backend = modelNamed("simulator")): ReadContext => ({
  backend,
  calibrationId: null,
  now: new Date("2026-11-22T06:00:00Z"),
});
