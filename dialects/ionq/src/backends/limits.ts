/**
 * Limits of one job on every backend. Shots and circuits are IonQ's. Gates are counted once `pauliexp` is written out,
 * so this is above the 150 000 gates that IonQ takes as it counts them.
 */
export const limits = { shots: 1_000_000, circuits: 5_000, gates: 1_000_000 } as const;
