import { InvalidInputError } from "@naru/base";
import type { JsonObject } from "@naru/dialect";
import { type WireTensor, writeBits } from "@naru/samplex";
import { type Outcome, type SweepItemOutcome, sizeOfShape } from "@naru/workload";
import { passthroughText } from "./passthrough.ts";
import { writeRegister } from "./register.ts";
import { schemaVersion } from "./wire.ts";

/** The result of a job of the executor: JSON text. `echo` is what `readExecutor` gave. */
export async function writeExecutorResult(outcome: Outcome, echo: JsonObject): Promise<string> {
  if (outcome.kind !== "sweep") {
    throw new InvalidInputError(`An executor's outcome is a sweep, not a "${outcome.kind}".`);
  }
  const data: unknown[] = [];
  for (const item of outcome.items) {
    data.push({ results: await writeItem(item), metadata: { scheduler_timing: null, stretch_values: null } });
  }
  const metadata = { chunk_timing: outcome.items.map(writeChunk) };
  const rest = JSON.stringify({
    schema_version: schemaVersion,
    data,
    metadata,
    semantic_role: echo.semanticRole ?? null,
  });
  const passthrough = typeof echo.passthrough === "string" ? passthroughText(echo.passthrough) : "null";
  return `${rest.slice(0, -1)},"passthrough_data":${passthrough}}`;
}

/** A samplex's other outputs and the registers that have bits; a register's name wins, as with IBM. */
async function writeItem(item: SweepItemOutcome): Promise<Record<string, WireTensor>> {
  const tensors = new Map<string, WireTensor>();
  for (const [name, tensor] of Object.entries(item.outputs ?? {})) tensors.set(name, writeBits(tensor));
  for (const register of item.registers) {
    if (register.clbits.length > 0) tensors.set(register.name, await writeRegister(register, item));
  }
  return Object.fromEntries(tensors);
}

/** When an item ran: all of it at one time. */
function writeChunk({ shape, startedMs, finishedMs }: SweepItemOutcome, item: number) {
  const size = sizeOfShape(shape);
  const part = { idx_item: item, size, permutation: shape.map((_, axis) => axis), element_range: [0, size, 1] };
  return { start: new Date(startedMs).toISOString(), stop: new Date(finishedMs).toISOString(), parts: [part] };
}
