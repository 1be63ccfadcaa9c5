import type { Random } from "@naru/base";
import type { ErrorMitigation, Twirling } from "@naru/workload";
import type { RunCost } from "../cost-sum.ts";
import { checkCount } from "../limits.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { calibrationCircuit, ReadoutCalibration, randomisationsOf, suppressing } from "../mitigation/index.ts";
import { costOfVariants, type Runner, type Vary } from "../variants.ts";
import type { OpenItem } from "./open-item.ts";

/** The circuit by which the readout of a workload is calibrated, and how it runs; null where nothing is read. */
export interface CalibrationPlan {
  readonly circuit: ReturnType<typeof calibrationCircuit>;
  readonly qubits: readonly number[];
  readonly shots: number;
  readonly vary: Vary;
}

/**
 * Of all qubits that any term of the items reads. "auto" shots of a variant are those of the largest variant of the items.
 * Throws what `checkCount` and `randomisationsOf` throw.
 */
export function planCalibration(
  machine: Machine,
  noise: NoiseSource | null,
  opened: readonly OpenItem[],
  twirling: Twirling,
  { randomisations, shotsPerRandomisation }: NonNullable<ErrorMitigation["readout"]>,
): CalibrationPlan | null {
  const read = opened.filter(({ item }) => item.shots !== null);
  const qubits = new Set(
    read.flatMap(({ terms }) => terms.flatMap(({ factors }) => factors.map(({ qubit }) => qubit))),
  );
  if (qubits.size === 0) return null;
  const largest = read.map(({ item }) => randomisationsOf(twirling, item.shots ?? 1)[0] ?? 1);
  const each = shotsPerRandomisation === "auto" ? largest.reduce((a, b) => Math.max(a, b), 1) : shotsPerRandomisation;
  const shots = randomisations * each;
  checkCount(machine.spec, "shots", shots);
  const vary = suppressing(machine, noise, {
    twirling: { ...twirling, gates: false, measurements: true, randomisations, shotsPerRandomisation: each },
  });
  vary.countOf(shots); // refuses counts that are none
  const ascending = [...qubits].sort((a, b) => a - b);
  const qubitCount = Math.max(...read.map(({ program }) => program.qubitCount));
  return { circuit: calibrationCircuit(qubitCount, ascending), qubits: ascending, shots, vary };
}

export function costOfCalibration(
  machine: Machine,
  noise: NoiseSource | null,
  plan: CalibrationPlan,
  random: Random,
): RunCost {
  const native = machine.native(plan.circuit, noise);
  return costOfVariants(machine, noise, plan.vary, native, plan.shots, { random });
}

export async function runCalibration(
  machine: Machine,
  noise: NoiseSource | null,
  runner: Runner,
  { circuit, qubits, shots, vary }: CalibrationPlan,
  random: Random,
): Promise<{ readonly readout: ReadoutCalibration; readonly seconds: number }> {
  const results = await runner.run(machine.native(circuit, noise), shots, random, { vary });
  const readings = results.map(({ variant, result: { counts = new Map() } }) => ({ ...variant, counts }));
  const seconds = results.reduce((sum, { result }) => sum + result.seconds, 0);
  return { readout: new ReadoutCalibration(qubits, readings), seconds };
}
