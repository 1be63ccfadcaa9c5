import type { WorkloadEstimate } from "@naru/backends";

export const priceUnits = ["job", "shot", "one_qubit_gate_shot", "two_qubit_gate_shot", "second"] as const;
export type PriceUnit = (typeof priceUnits)[number];

/** What a backend charges for each unit, in µcr; a unit that is missing is free. */
export type Rates = Readonly<Partial<Record<PriceUnit, number>>>;

/** The price of a whole job, in µcr, rounded up once. Built-in backends have no rates and are free. */
export function priceOf(rates: Rates, shots: number, estimate: WorkloadEstimate): number {
  const { oneQubitGates, twoQubitGates } = estimate.resources;
  const amounts: Record<PriceUnit, number> = {
    job: 1,
    shot: shots,
    one_qubit_gate_shot: oneQubitGates * shots,
    two_qubit_gate_shot: twoQubitGates * shots,
    second: estimate.seconds,
  };
  return Math.ceil(priceUnits.reduce((sum, unit) => sum + (rates[unit] ?? 0) * amounts[unit], 0));
}
