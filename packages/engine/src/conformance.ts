/**
 * The suite that every simulator runs: `engineConformance(make)` in its test file. Results are judged by the reference
 * simulator; what a simulator does not do is named in `skips` with the reason, and must then be refused by `supports`.
 */
import { beforeAll, describe, test } from "vitest";
import { cliffordSuite } from "./conformance/clifford.ts";
import { dynamicSuite } from "./conformance/dynamic.ts";
import { initialStateSuite } from "./conformance/initial-state.ts";
import { loopsSuite } from "./conformance/loops.ts";
import { noiseSuite } from "./conformance/noise.ts";
import { observablesSuite } from "./conformance/observables.ts";
import { readoutSuite } from "./conformance/readout.ts";
import { runningSuite } from "./conformance/running.ts";
import { type ConformanceOptions, Subject, type Topic } from "./conformance/subject.ts";
import { unitarySuite } from "./conformance/unitary.ts";
import type { Simulator } from "./simulator.ts";

export type { ConformanceOptions, Topic } from "./conformance/subject.ts";

/** Nothing here takes a second on an idle machine; a busy one must not fail it. */
const timeout = 120_000;

/** Declares the suite for Vitest. `make` is called once, before the first test. */
export function engineConformance(make: () => Simulator | Promise<Simulator>, options: ConformanceOptions = {}): void {
  const subject = new Subject(make, options);
  beforeAll(() => subject.open());
  const suite = (name: string, topic: Topic | undefined, declare: (subject: Subject) => void) => {
    const why = topic && subject.skips[topic];
    if (why === undefined) describe(name, { timeout }, () => declare(subject));
    else describe(name, () => test.skip(`is not for this simulator: ${why}`, () => {}));
  };
  if (options.gates === "clifford") {
    suite("Clifford circuits", undefined, cliffordSuite);
  } else {
    suite("gates and unitaries", undefined, unitarySuite);
    suite("readout", undefined, readoutSuite);
    suite("mid-circuit measurement, reset and conditions", "dynamic", dynamicSuite);
    suite("loops and calculations", "loops", loopsSuite);
    suite("noise", "noise", noiseSuite);
    suite("observables", "observables", observablesSuite);
    suite("initial states", "initial states", initialStateSuite);
  }
  suite("running", undefined, runningSuite);
}
