import { membersOf } from "@naru/dialect/http";
import { deflate, inflate, readBase64, writeBase64 } from "@naru/workload";

/** Far more than the body of a request may have. */
const mostBytes = 1024 * 1024 * 1024;

/**
 * What a client sends along to find again in the result, as a compressed text: reading and writing JSON would change
 * numbers (1.0, 2⁶⁰, 1e400) and the order of keys. `paramsText` is the job's `params` as received, if known.
 */
export function keepPassthrough(value: unknown, paramsText?: string): string {
  const text = paramsText === undefined ? undefined : textOf(paramsText);
  return writeBase64(deflate(new TextEncoder().encode(text ?? JSON.stringify(value ?? null))));
}

function textOf(paramsText: string): string {
  const program = membersOf(paramsText).get("quantum_program") ?? "{}";
  return membersOf(program).get("passthrough_data") ?? "null";
}

/** The text that `keepPassthrough` kept. */
export const passthroughText = (kept: string): string => new TextDecoder().decode(inflate(readBase64(kept), mostBytes));
