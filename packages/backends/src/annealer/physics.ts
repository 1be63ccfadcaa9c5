import type { AnnealerPhysics } from "./machine.ts";

/**
 * A flux-qubit annealer of about 2020: energies of the order that makers publish for their schedules, at 15 mK. The chances
 * to turn are no measurement: they are chosen so that 20 µs are some seventy sweeps.
 */
export const typicalAnnealerPhysics: AnnealerPhysics = {
  transverseGHz: 7,
  problemGHz: 8.6,
  temperatureMK: 15.4,
  freezingGHz: 1,
  turnsPerUs: 3,
  coherentTurns: 20,
  // Nine bits over a range of 8 and of 3.
  fieldStep: 1 / 64,
  couplingStep: 3 / 512,
  fieldError: 0.01,
  couplingError: 0.008,
  fieldBias: 0.01,
  fieldPerFlux: 2000,
  readoutError: 0.0002,
};
