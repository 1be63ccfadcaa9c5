import { exp, log } from "@naru/base";
import type { AnnealWorkload, MachineTiming } from "@naru/workload";
import type { AnnealPath } from "./anneal-path.ts";
import type { AnnealerMachine, AnnealerTiming } from "./machine.ts";

/** What the modelled machine would take for a workload of so many active qubits and so many programmings. */
export function timingOf(
  { timing, ...machine }: AnnealerMachine,
  workload: AnnealWorkload,
  path: AnnealPath,
  qubits: number,
  programmings: number,
): MachineTiming {
  const { reads, reinitialises = true } = workload;
  const reverse = !path.isReverse
    ? { programmingUs: 0, delayUs: 0 }
    : reinitialises
      ? timing.reverse.prepared
      : timing.reverse.continued;
  const thermalisationUs = workload.programmingThermalisationUs ?? machine.programmingThermalisationUs.usual;
  const waitUs = Math.max(
    workload.readoutThermalisationUs ?? machine.readoutThermalisationUs.usual,
    workload.decorrelates ? decorrelationUs(timing, path.us) : 0,
  );
  const programmingUs = programmings * (timing.programmingUs + thermalisationUs + reverse.programmingUs);
  const readoutUsPerSample = readoutUs(timing, qubits);
  const delayUsPerSample = timing.delayUsPerSample + reverse.delayUs + waitUs;
  const samplingUs = reads * (path.us + readoutUsPerSample + delayUsPerSample);
  return {
    ...{ programmingUs, readoutUsPerSample, delayUsPerSample, samplingUs },
    annealUsPerSample: path.us,
    accessUs: programmingUs + samplingUs,
    overheadUs: timing.overheadUs,
    postProcessingUs: 0,
  };
}

function decorrelationUs({ decorrelation }: AnnealerTiming, annealUs: number): number {
  const [least, most] = decorrelation.rangeUs;
  return least + (annealUs / decorrelation.longestAnnealUs) * (most - least);
}

/** Between the points by straight lines, or by straight lines of the logarithms; beyond them as at the nearest. */
export function readoutUs({ readout: { isLogarithmic, points } }: AnnealerTiming, qubits: number): number {
  const change = (value: number) => (isLogarithmic ? log(value) : value);
  const back = (value: number) => (isLogarithmic ? exp(value) : value);
  const [firstQubits, firstUs] = points[0] ?? [0, 0];
  if (qubits <= firstQubits) return firstUs;
  for (let k = 1; k < points.length; k++) {
    const [[lowQubits, lowUs], [highQubits, highUs]] = [points[k - 1] ?? [0, 0], points[k] ?? [0, 0]];
    if (qubits > highQubits) continue;
    const part = (change(qubits) - change(lowQubits)) / (change(highQubits) - change(lowQubits));
    return back(change(lowUs) + part * (change(highUs) - change(lowUs)));
  }
  return points.at(-1)?.[1] ?? 0;
}
