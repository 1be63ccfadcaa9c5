import { afterAll } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import { DensitySimulator } from "./simulator.ts";

const simulator = new DensitySimulator(nodeHost());
afterAll(() => simulator.close());

engineConformance(() => simulator, {
  options: { precision: "single" },
  tolerance: 4e-6,
  skips: {
    amplitudes: "a mixed state has none",
    loops: "it follows all results at once",
    "initial states": "every run begins in |0…0⟩",
  },
});
