import { expect, test } from "vitest";
import { linesOf, numbersIn } from "./run.testing.ts";

test("a Bell pair agrees with itself, half of the time each way", () => {
  const [, zeros, ones, ...probabilities] = linesOf("bell.ts");
  const counts = [zeros, ones].map((line) => Number(line?.match(/: (\d+)/)?.[1]));
  expect(zeros).toMatch(/^00: /);
  expect(ones).toMatch(/^11: /);
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(1000);
  expect(Math.abs((counts[0] ?? 0) - 500)).toBeLessThan(4 * Math.sqrt(250)); // four standard deviations
  expect(probabilities).toEqual(["outcome 0: probability 0.500000", "outcome 3: probability 0.500000"]);
});

test("VQE comes close to the exact energy and not below it", () => {
  const lines = linesOf("vqe.ts");
  const [found, exact] = lines.slice(-2).map((line) => numbersIn(line)[0] as number) as [number, number];
  expect(exact).toBeCloseTo(-9.837951, 6); // lowest eigenvalue of the 256 × 256 matrix, by NumPy
  expect(found).toBeGreaterThanOrEqual(exact);
  expect(found / exact).toBeGreaterThan(0.999);
});

test("a noisy GHZ state is the worse the wider it is, and its shots agree more rarely than its fidelity says", () => {
  const rows = linesOf("noisy-ghz.ts").map(numbersIn);
  expect(rows.map(([n]) => n)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  const fidelities = rows.map(([, fidelity]) => fidelity as number);
  expect(fidelities).toEqual(fidelities.toSorted((a, b) => b - a));
  // twelve of the sixteen Paulis that follow CX, the identity among them, move the state of two qubits
  expect(fidelities[0]).toBeGreaterThan(0.98);
  expect(fidelities[0]).toBeLessThan(1 - 0.01 * (12 / 16));
  for (const [, fidelity, agreed] of rows) {
    // the diagonal holds what the fidelity holds, less the misreadings: 1 % and 2 % of each qubit
    expect(agreed).toBeLessThan((fidelity as number) + 4 * Math.sqrt(0.25 / 2000));
  }
});

test("the surface code corrects: the larger, the rarer it is wrong, though it sees more errors", () => {
  const rows = linesOf("surface-code.ts").map(numbersIn);
  const of = (rate: number) => rows.filter(([first]) => first === rate);
  const standardError = Math.sqrt(0.01 / 4096);
  for (const rate of [0.001, 0.002, 0.003]) {
    expect(of(rate).map(([, d]) => d)).toEqual([3, 5, 7]);
    const [small, , large] = of(rate).map(([, , , , wrong]) => wrong as number) as [number, number, number];
    expect(large).toBeLessThan(small + standardError);
    for (const [, , , flipped, wrong] of of(rate)) expect(wrong).toBeLessThan((flipped as number) / 4);
  }
  // Stim 1.16 on the same programs, 20 000 shots: the rate of detectors, within five standard errors of both
  const fired = of(0.001).map(([, , rate]) => rate as number);
  const ofStim = [0.01114, 0.0132, 0.01443];
  for (const [k, rate] of fired.entries()) expect(Math.abs(rate - (ofStim[k] as number))).toBeLessThan(0.0012);
});

test("QAOA cuts more with each layer, and its best shot is a largest cut", () => {
  const lines = linesOf("qaoa.ts");
  const rows = lines.slice(0, -1).map(numbersIn);
  const expected = rows.map(([, cut]) => cut as number);
  expect(expected).toHaveLength(4);
  expect(expected).toEqual(expected.toSorted((a, b) => a - b));
  // a cubic graph without triangles: 1/2 + 1/(3√3) of its edges, Wang et al., Phys. Rev. A 97, 022304 (2018)
  expect(expected[0]).toBeCloseTo(21 * (1 / 2 + 1 / (3 * Math.sqrt(3))), 2);
  const largest = largestCut(7);
  expect(rows.map(([, , , best]) => best ?? 0).every((best) => best <= largest)).toBe(true);
  expect(lines.at(-2)).toContain(`best of 1000 shots ${largest}`);
});

/** By looking at all, of the generalised Petersen graph with steps of two. */
function largestCut(ring: number): number {
  let largest = 0;
  for (let sides = 0; sides < 2 ** (2 * ring); sides++) {
    let cut = 0;
    for (let k = 0; k < ring; k++) {
      for (const [a, b] of [
        [k, (k + 1) % ring],
        [k, ring + k],
        [ring + k, ring + ((k + 2) % ring)],
      ] as const) {
        cut += ((sides >> a) ^ (sides >> b)) & 1;
      }
    }
    largest = Math.max(largest, cut);
  }
  return largest;
}
