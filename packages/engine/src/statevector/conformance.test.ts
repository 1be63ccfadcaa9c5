import { afterAll, describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import type { Precision } from "../simulator.ts";
import { StatevectorSimulator } from "./simulator.ts";

const opened: StatevectorSimulator[] = [];
function open(...parameters: ConstructorParameters<typeof StatevectorSimulator>): StatevectorSimulator {
  const simulator = new StatevectorSimulator(...parameters);
  opened.push(simulator);
  return simulator;
}
afterAll(() => Promise.all(opened.map((simulator) => simulator.close())));

/** Tiles of 2^8 amplitudes: eleven qubits are eight tiles. */
const smallTiles = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 8, runBits: 4 });

describe.each([
  ["double", 1e-12],
  ["single", 2e-6],
] as const)("in %s precision", (precision, tolerance) => {
  describe("in one tile", () => {
    engineConformance(() => open(nodeHost(), 1), { options: { precision }, tolerance });
  });
  describe("in many tiles, on two threads", () => {
    engineConformance(() => open(nodeHost(), 2, smallTiles), { options: { precision }, tolerance, qubitCount: 11 });
  });
});
