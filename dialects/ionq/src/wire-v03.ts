/**
 * IonQ's API v0.3, which older releases speak (qiskit-ionq 0.5, cirq-ionq 1.6, pennylane-ionq 0.44). A v0.3 request is
 * rewritten in v0.4's words and read like one, so that a job has one meaning whichever door it came through.
 */

import type { JsonObject } from "@naru/dialect";
import { check } from "@naru/dialect/http";
import { z } from "zod";
import { AnyObject } from "./wire-v04.ts";

const WireJobV03 = z.looseObject({
  target: z.string(),
  /** qiskit-ionq and pennylane-ionq write `input`, cirq-ionq writes `body`. */
  input: AnyObject.nullish(),
  body: AnyObject.nullish(),
  error_mitigation: z.looseObject({ debias: z.boolean().nullish() }).nullish(),
  settings: AnyObject.nullish(),
});

/** The body of `POST /v0.3/jobs` in v0.4's words. Throws InvalidInputError that names what is missing. */
export function upgradeJob(body: unknown): JsonObject {
  const wire = check(WireJobV03, body);
  const { target, body: cirqInput, input, error_mitigation: mitigation, settings, ...rest } = wire;
  const program = input ?? cirqInput ?? null;
  const debiasing = mitigation?.debias;
  return {
    ...(rest as JsonObject),
    type: program && "circuits" in program ? "ionq.multi-circuit.v1" : "ionq.circuit.v1",
    backend: target,
    ...(program && { input: program }),
    settings: {
      ...settings,
      ...(debiasing != null && { error_mitigation: { debiasing } }),
    },
  };
}
