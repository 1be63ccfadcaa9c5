import { circuitOf, gate } from "@naru/circuit";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import { MpsSimulator } from "./simulator.ts";

engineConformance(() => new MpsSimulator(nodeHost()), {
  options: { method: "mps" },
  refused: circuitOf(7, [gate("x", [6], [], [0, 1, 2, 3, 4, 5])]),
  noisyShots: 1 / 5, // a shot that errs is a chain of its own, and takes up to a millisecond
  skips: { "initial states": "a state vector would have to be taken apart first" },
});
