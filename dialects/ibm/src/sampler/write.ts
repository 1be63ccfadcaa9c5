import { InvalidInputError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { type Outcome, type SweepItemOutcome, sizeOfShape } from "@naru/workload";
import { tagged, writeBitArray, writeDataBin, writeMoment } from "../encoding/index.ts";
import { writeCircuitMetadata } from "../primitives/metadata.ts";

/** The result of a job of the sampler, as the client's RuntimeDecoder reads it. */
export async function writeSampler(outcome: Outcome, _echo: JsonObject): Promise<string> {
  if (outcome.kind !== "sweep") throw new InvalidInputError(`A sampler's outcome is a sweep, not a "${outcome.kind}".`);
  const pubResults: unknown[] = [];
  for (const item of outcome.items) pubResults.push(await writePub(item));
  const spans = tagged("ExecutionSpans", { spans: outcome.items.map(writeSpan) });
  const metadata = { execution: { execution_spans: spans }, version: 2 };
  return JSON.stringify(tagged("PrimitiveResult", { pub_results: pubResults, metadata }));
}

/** One field for each register that has bits, in their order. Bits of no register are nowhere, as with IBM. */
async function writePub(item: SweepItemOutcome) {
  const { shape, shots, bitCount, bits, registers, randomisations } = item;
  const all = { count: sizeOfShape(shape) * shots, bitCount, bits };
  const fields = new Map<string, unknown>();
  for (const register of registers) {
    if (register.clbits.length > 0) fields.set(register.name, await writeBitArray(register, [...shape, shots], all));
  }
  return tagged("SamplerPubResult", {
    data: writeDataBin(shape, "BitArray", fields),
    metadata: {
      circuit_metadata: writeCircuitMetadata(item.metadata),
      ...(randomisations !== undefined && { num_randomizations: randomisations }),
    },
  });
}

/** When a pub ran, and which part of its result is of that time: all of it. Twirled ones have an axis for their variants. */
function writeSpan({ shape, shots, randomisations, startedMs, finishedMs }: SweepItemOutcome, pub: number) {
  const time = { start: writeMoment(startedMs), stop: writeMoment(finishedMs) };
  const sets = sizeOfShape(shape);
  if (randomisations === undefined) {
    return tagged("DoubleSliceSpan", { ...time, data_slices: { [pub]: [[...shape, shots], 0, sets, 0, shots] } });
  }
  const each = Math.ceil(shots / randomisations);
  const slice = [[randomisations, ...shape, each], true, 0, randomisations * sets, 0, each, shots];
  return tagged("TwirledSliceSpanV2", { ...time, data_slices: { [pub]: slice } });
}
