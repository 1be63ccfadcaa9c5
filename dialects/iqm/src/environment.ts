/**
 * Variables that point IQM's client at `origin`. It takes the root of an origin only, https unless that is this machine, and a
 * computer by its alias.
 */
export const environment = (origin: string, key: string, quantumComputer = "emu_garnet") => ({
  IQM_SERVER_URL: origin,
  IQM_TOKEN: key,
  IQM_QUANTUM_COMPUTER: quantumComputer,
});
