import { UnsupportedError } from "@naru/base";
import { readStim } from "@naru/circuit";
import { expect, test } from "vitest";
import { nodeHost } from "../hosts/node.ts";
import { noisyCircuitOfStim, StabilizerSimulator, sampleDetectors } from "./index.ts";

const host = nodeHost();

test("the circuit with its noise model gives what the program gives, within five standard errors", async () => {
  const program = readStim(`
    R 0 1 2
    H 0 1
    DEPOLARIZE1(0.06) 0 1
    H 0 1
    DEPOLARIZE1(0.06) 0 1
    REPEAT 3 {
      CX 0 1
      DEPOLARIZE2(0.1) 0 1
      CX 1 2
      DEPOLARIZE2(0.1) 1 2
    }
    M(0.02) 0 1 2
    DETECTOR rec[-3]
    DETECTOR rec[-2]
    DETECTOR rec[-1]`);
  const shots = 100_000;
  const { circuit, noise } = noisyCircuitOfStim(program);
  expect(noise.oneQubitRate).toBeCloseTo(0.08, 12);
  expect(noise.twoQubitRate).toBeCloseTo((0.1 * 16) / 15, 12);
  const { counts } = await new StabilizerSimulator(host).run(circuit, { seed: 1, shots, noise });
  const { detectors } = await sampleDetectors(host, program, { shots, seed: 2 });
  for (let outcome = 0; outcome < 8; outcome++) {
    const ours = counts?.get(outcome.toString(2).padStart(3, "0")) ?? 0;
    const theirs = detectors.reduce((sum, word) => sum + (word === outcome ? 1 : 0), 0);
    expect(Math.abs(ours - theirs)).toBeLessThan(5 * Math.sqrt(ours + theirs));
  }
});

test.each([
  ["gates with different errors", "H 0\nDEPOLARIZE1(0.1) 0\nH 0\nDEPOLARIZE1(0.2) 0"],
  ["gates with errors and others without", "H 0\nDEPOLARIZE1(0.1) 0\nH 0"],
  ["gates without errors, and then with", "H 0\nH 0\nDEPOLARIZE1(0.1) 0"],
  ["errors on other qubits than the gate's", "H 0\nDEPOLARIZE1(0.1) 1"],
  ["errors after gates that share a qubit", "CX 0 1 1 2\nDEPOLARIZE2(0.1) 0 1 1 2"],
  ["errors after a reset", "R 0\nX_ERROR(0.1) 0"],
  ["readings that err differently", "M(0.1) 0\nM(0.2) 0"],
  ["a measurement that needs gates, where gates err", "H 0\nDEPOLARIZE1(0.1) 0\nMX 0"],
  ["errors more frequent than full mixing", "H 0\nDEPOLARIZE1(0.9) 0"],
])("%s are in no noise model", (_, text) => {
  expect(() => noisyCircuitOfStim(readStim(text))).toThrow(UnsupportedError);
});
