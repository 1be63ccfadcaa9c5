import { constants, getPriority, setPriority } from "node:os";

/**
 * How far the threads that compute step back behind the one that answers requests, in steps of the system's niceness: each
 * step is worth a quarter less of a core that both want, so 5 is a third and 10 a tenth. Not further, since a thread that
 * is hardly ever let on may hold a lock of the process that answers wait for.
 */
export const stepsBack = { small: 5, large: 10 } as const;

/**
 * Puts the calling thread that many steps behind what it has now, and with it the threads that it starts afterwards. On
 * Linux alone: elsewhere the priority is the whole process's, and stays.
 */
export function stepBack(steps: number): void {
  if (process.platform !== "linux") return;
  setPriority(0, Math.min(constants.priority.PRIORITY_LOW, getPriority(0) + steps));
}
