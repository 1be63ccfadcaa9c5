import { describe } from "vitest";
import { engineConformance } from "../conformance.ts";
import { ReferenceSimulator } from "./index.ts";

const clock = { now: () => performance.now(), pause: () => new Promise<void>((resume) => setTimeout(resume)) };

describe("reference", () => {
  engineConformance(() => new ReferenceSimulator(clock));
});
