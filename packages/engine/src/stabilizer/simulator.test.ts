import { describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { nodeHost } from "../hosts/node.ts";
import { StabilizerSimulator } from "./index.ts";

const skips = {
  amplitudes: "it keeps Paulis, and no amplitudes",
  "initial states": "it begins in |0…0⟩",
};

describe("stabilizer", () => {
  engineConformance(() => new StabilizerSimulator(nodeHost()), { gates: "clifford", skips });
});

describe("stabilizer, on 300 qubits", () => {
  engineConformance(() => new StabilizerSimulator(nodeHost()), { gates: "clifford", skips, qubitCount: 300 });
});
