import { describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { TinySimulator } from "./index.ts";

const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };

describe("tiny", () => {
  engineConformance(() => new TinySimulator(clock));
});

describe("tiny, on twelve qubits", () => {
  engineConformance(() => new TinySimulator(clock), { qubitCount: 12 });
});
