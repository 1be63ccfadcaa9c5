import { invalid } from "@naru/dialect/http";
import type { SweepItem, SweepWorkload } from "@naru/workload";
import { CircuitFolder, ReadBudget } from "../encoding/index.ts";
import { expectParts, expectShots, readPubs, readValues } from "../primitives/pub.ts";
import type { ProgramOrder, ReadContext } from "../program.ts";
import { readSamplerOptions } from "./options.ts";

/** `params` of a job of the sampler: pubs of a circuit, its parameters' values, and shots. */
export async function readSampler(params: unknown, { backend, calibrationId }: ReadContext): Promise<ProgramOrder> {
  const { pubs, shots: shotsOfOthers, ...rest } = readSamplerOptions(params);
  const { spec } = backend;
  const folder = new CircuitFolder();
  const budget = new ReadBudget();
  const items: SweepItem[] = [];
  for (const [k, pub] of readPubs(pubs, spec.limits).entries()) {
    const path = `params.pubs[${k}]`;
    expectParts(pub, 1, 3, path);
    const shots = readShots(pub[2], `${path}[2]`) ?? shotsOfOthers;
    items.push({
      circuit: folder.add(pub[0], `${path}[0]`),
      values: (await readValues(pub[1], `${path}[1]`, spec.limits, budget)).values,
      shots: expectShots(shots, spec, path),
    });
    await budget.pause();
  }
  const workload: SweepWorkload = {
    kind: "sweep",
    files: folder.files,
    items,
    ...rest,
    ...(calibrationId !== null && { calibrationId }),
  };
  return { workload, echo: {} };
}

function readShots(value: unknown, path: string): number | null {
  if (value == null) return null;
  if (Number.isSafeInteger(value) && Number(value) >= 1) return Number(value);
  throw invalid(path, "must be a number of shots, 1 or more");
}
