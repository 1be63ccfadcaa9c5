import { InvalidInputError } from "@naru/base";
import { type Circuit, readOpenQasm2, readOpenQasm3 } from "@naru/circuit";
import type { JobOrder, JsonObject } from "@naru/dialect";
import { type ProgramFormat, type ProgramView, programFormats, type SubmitRequest } from "@naru/sdk";
import { vendorFormats } from "../../dialects.ts";

/** Jobs that came through Naru's own API. */
export const ownVendor = "naru";
const apiVersion = "v1";
const defaultShots = 1000;

/** Reads a program that a person wrote into the order that every API ends in. Throws InvalidInputError with its place. */
export function readSubmission(request: SubmitRequest): JobOrder {
  const { idempotencyKey, ...received } = request;
  const { circuits, shots } = readProgram(request.format, request.program);
  const { seed } = request;
  return {
    vendor: ownVendor,
    apiVersion,
    backendName: request.backend,
    workload: {
      kind: "sample",
      circuits,
      shots: request.shots ?? shots ?? defaultShots,
      ...(seed !== undefined && { seed }),
    },
    name: request.name ?? null,
    dryRun: false,
    sessionId: null,
    echo: {},
    original: received as unknown as JsonObject,
    idempotencyKey: idempotencyKey ?? null,
  };
}

function readProgram(format: ProgramFormat, text: string): { circuits: readonly Circuit[]; shots: number | null } {
  switch (format) {
    case "openqasm2":
      return { circuits: [readOpenQasm2(text)], shots: null };
    case "openqasm3":
      return { circuits: [readOpenQasm3(text)], shots: null };
    default: {
      const read = vendorFormats[format];
      if (!read) throw new InvalidInputError(`Programs in the format ${format} cannot be read here.`);
      return read(text);
    }
  }
}

/** A job's program as its owner sent it: the text itself, or a vendor's whole request. */
export function programView({ vendor, original }: JobOrder): ProgramView {
  const format = programFormats.find((known) => known === original.format);
  if (vendor === ownVendor && format && typeof original.program === "string") return { format, text: original.program };
  return { format: "json", text: JSON.stringify(original, null, 2) };
}
