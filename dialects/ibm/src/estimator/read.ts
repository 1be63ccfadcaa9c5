import type { BackendModel } from "@naru/backends";
import { UnsupportedError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { invalid } from "@naru/dialect/http";
import type { EstimateItem, EstimateWorkload } from "@naru/workload";
import { CircuitFolder, ReadBudget } from "../encoding/index.ts";
import { expectParts, expectShots, readPubs, readValues } from "../primitives/pub.ts";
import { broadcast, broadcastPlaces, sizeWithin } from "../primitives/shape.ts";
import type { ProgramOrder, ReadContext } from "../program.ts";
import { ObservableReader } from "./observables.ts";
import { readEstimatorOptions, shotsOfPrecision } from "./options.ts";

/** Expectation values of all pubs of a job together. */
const maxOutputs = 1_000_000;

/** What `writeEstimator` needs beside the outcome. */
export interface EstimatorEcho {
  /** Of each pub, or of all where it is the same. */
  readonly precision: number | readonly number[];
  /** Of the whole result. */
  readonly metadata: JsonObject;
}

/** `params` of a job of the estimator: pubs of a circuit, observables, its parameters' values, and a precision. */
export async function readEstimator(params: unknown, context: ReadContext): Promise<ProgramOrder> {
  const { spec } = context.backend;
  const { pubs, others, metadata, ...rest } = readEstimatorOptions(params);
  const folder = new CircuitFolder();
  const budget = new ReadBudget();
  const observableReader = new ObservableReader();
  const items: EstimateItem[] = [];
  const precisions: number[] = [];
  let outputCount = 0;
  for (const [k, pub] of readPubs(pubs, spec.limits).entries()) {
    const path = `params.pubs[${k}]`;
    expectParts(pub, 2, 4, path);
    const { values, sets } = await readValues(pub[2], `${path}[2]`, spec.limits, budget);
    const { shape: own, observables } = observableReader.read(pub[1], `${path}[1]`);
    const shape = broadcast(sets, own, path);
    outputCount += sizeWithin(shape, maxOutputs, path, "expectation values");
    sizeWithin([outputCount], maxOutputs, "params.pubs", "expectation values");
    const precision = readPrecision(pub[3], `${path}[3]`);
    const shots = precision === null ? others.shots : precision === 0 ? null : shotsOfPrecision(precision);
    items.push({
      circuit: folder.add(pub[0], `${path}[0]`),
      values,
      observables,
      shape,
      outputs: { set: broadcastPlaces(sets, shape), observable: broadcastPlaces(own, shape) },
      shots: shots === null ? null : expectShots(shots, spec, path),
      ...(precision !== null && { precision }),
    });
    precisions.push(precision ?? others.precision);
    await budget.pause();
  }
  const { workload, isExact } = exactOrNot({ kind: "estimate", files: folder.files, items, ...rest }, context.backend);
  const { calibrationId } = context;
  const echo = {
    precision: precisions.every((each) => each === precisions[0]) ? (precisions[0] ?? 0) : precisions,
    metadata: isExact ? exactMetadata(metadata) : metadata,
  } satisfies EstimatorEcho;
  return { workload: { ...workload, ...(calibrationId !== null && { calibrationId }) }, echo };
}

function readPrecision(value: unknown, path: string): number | null {
  if (value == null) return null;
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw invalid(path, "must be a precision above 0, or 0 for exact values");
}

/**
 * Exact values have no errors to suppress or mitigate, so they are asked for without; what the user's level brought is
 * dropped. Throws InvalidInputError for a mixture, UnsupportedError on a backend with noise.
 */
function exactOrNot(workload: EstimateWorkload, { spec, ownNoise, device }: BackendModel) {
  const exact = workload.items.filter(({ shots }) => shots === null).length;
  if (exact === 0) return { workload, isExact: false };
  if (exact < workload.items.length) {
    throw invalid("params.pubs", "asks for exact values in some pubs and for shots in others; send them as two jobs");
  }
  if (ownNoise !== null || device) {
    throw new UnsupportedError(
      `"params.pubs": exact values (precision 0 or default_shots 0) come from a simulator without noise; ${spec.name} has noise. Ask for a precision above 0.`,
      { keys: ["params.pubs"] },
    );
  }
  const { suppression: _suppression, mitigation: _mitigation, ...rest } = workload;
  return { workload: rest, isExact: true };
}

/** With nothing suppressed and nothing mitigated. */
function exactMetadata({ dynamical_decoupling, twirling, ...rest }: JsonObject): JsonObject {
  return {
    ...rest,
    dynamical_decoupling: { ...(dynamical_decoupling as JsonObject), enable: false },
    twirling: { ...(twirling as JsonObject), enable_gates: false, enable_measure: false },
    resilience: { measure_mitigation: false, zne_mitigation: false, pec_mitigation: false },
  };
}
