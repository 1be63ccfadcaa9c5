import { type IsingModel, isingModel } from "@naru/annealer";
import { type Random, seeded } from "@naru/base";
import { normals } from "../devices/drift.ts";
import type { AnnealerMachine } from "./machine.ts";
import type { SpinProblem } from "./problem.ts";

/** A problem as it is on the machine once it is programmed, errors included. */
export interface Programmed {
  readonly model: IsingModel;
  /** Fields as they were asked for, which the gain acts on, and those that are there anyway; their sum is the model's. */
  readonly askedFields: Float64Array;
  readonly ownFields: Float64Array;
  /** 1 or −1 for each spin: what is called up on the machine is up or down in the problem. */
  readonly senses: Int8Array;
}

/**
 * Programs a problem that was divided by `scale`, with the spins' senses chosen at random or all as they are. Fields and
 * couplings take the nearest steps that can be set; errors are drawn anew each time, biases of qubits stay.
 */
export function program(
  machine: AnnealerMachine,
  problem: SpinProblem,
  { scale, fluxes, isReversed }: { scale: number; fluxes: readonly number[] | undefined; isReversed: boolean },
  random: Random,
): Programmed {
  const { physics } = machine;
  const { qubits, first, second } = problem.sent;
  const flips = random.fork("senses");
  const senses = Int8Array.from(qubits, () => (isReversed && flips.bits32() & 0x10000 ? -1 : 1));
  const errors = normals(qubits.length, random.fork("fields"));
  const askedFields = problem.fields.map((h, i) => nearest((h * (senses[i] ?? 1)) / scale, physics.fieldStep));
  const ownFields = Float64Array.from(
    qubits,
    (qubit, i) =>
      (errors[i] ?? 0) * physics.fieldError + biasOf(machine, qubit) - (fluxes?.[qubit] ?? 0) * physics.fieldPerFlux,
  );
  const couplingErrors = normals(problem.couplings.length, random.fork("couplings"));
  const values = problem.couplings.map((coupling, k) => {
    const sense = (senses[first[k] ?? 0] ?? 1) * (senses[second[k] ?? 0] ?? 1);
    return nearest((coupling * sense) / scale, physics.couplingStep) + (couplingErrors[k] ?? 0) * physics.couplingError;
  });
  const fields = askedFields.map((field, i) => field + (ownFields[i] ?? 0));
  return { model: isingModel(fields, { first, second, values }), askedFields, ownFields, senses };
}

const nearest = (value: number, step: number): number => (step > 0 ? Math.round(value / step) * step : value);

/** The field that a qubit of this machine always has. */
const biasOf = ({ physics, graph }: AnnealerMachine, qubit: number): number =>
  physics.fieldBias === 0 ? 0 : physics.fieldBias * (normals(1, seeded(graph.seed).fork(qubit))[0] ?? 0);
