import fc from "fast-check";
import { expect, test } from "vitest";
import { drawBinomial, seeded, shuffle } from "./index.ts";

/** The exact probabilities of 0 … trials, by logarithms added up from the mode outwards. */
function binomialDistribution(trials: number, p: number): number[] {
  const logFactorial = [0];
  for (let k = 1; k <= trials; k++) logFactorial.push((logFactorial[k - 1] ?? 0) + Math.log(k));
  const log = (k: number) => logFactorial[k] ?? 0;
  return Array.from({ length: trials + 1 }, (_, k) =>
    Math.exp(log(trials) - log(k) - log(trials - k) + k * Math.log(p) + (trials - k) * Math.log1p(-p)),
  );
}

// Both algorithms, their border (a mean of 10), the reflection at 1/2, and the table of small factorials.
test.each([
  [1, 0.5],
  [5, 0.3],
  [20, 0.49],
  [20, 0.5],
  [21, 0.48],
  [40, 0.25],
  [40, 0.26],
  [40, 0.9],
  [1000, 0.003],
  [1000, 0.02],
  [1000, 0.5],
  [1000, 0.997],
  [3000, 0.2],
])("draws of %d trials at %d follow the binomial distribution (χ², one in 30 000 fails by chance)", (trials, p) => {
  const draws = 60_000;
  const random = seeded(trials + Math.round(1e4 * p));
  const seen = new Array<number>(trials + 1).fill(0);
  for (let i = 0; i < draws; i++) {
    const count = drawBinomial(random, trials, p);
    seen[count] = (seen[count] ?? 0) + 1;
  }
  let chiSquare = 0;
  let cells = 0;
  let expected = 0;
  let observed = 0;
  binomialDistribution(trials, p).forEach((probability, count) => {
    expected += draws * probability; // neighbours are put together until a cell expects ten
    observed += seen[count] ?? 0;
    if (expected < 10) return;
    chiSquare += (observed - expected) ** 2 / expected;
    cells++;
    expected = 0;
    observed = 0;
  });
  const freedom = cells - 1;
  const deviations = (Math.cbrt(chiSquare / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
  expect(deviations).toBeLessThan(4);
});

test("mean and variance hold for a billion trials, within five standard errors", () => {
  const [trials, p, draws] = [1_000_000_000, 0.125, 20_000];
  const variance = trials * p * (1 - p);
  const random = seeded(3);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < draws; i++) {
    const offset = drawBinomial(random, trials, p) - trials * p;
    sum += offset;
    squares += offset * offset;
  }
  expect(Math.abs(sum / draws)).toBeLessThan(5 * Math.sqrt(variance / draws));
  expect(Math.abs(squares / draws / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws));
});

test("a draw is a whole number between none and all of the trials", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.double({ min: -0.1, max: 1.1, noNaN: true }), fc.nat(), (trials, p, seed) => {
      const count = drawBinomial(seeded(seed), trials, p);
      expect(Number.isInteger(count) && count >= 0 && count <= trials).toBe(true);
    }),
  );
});

test("what is impossible never happens, and what is certain always does", () => {
  const random = seeded(1);
  for (const trials of [0, 1, 10, 1e6]) {
    expect(drawBinomial(random, trials, 0)).toBe(0);
    expect(drawBinomial(random, trials, -1e-17)).toBe(0);
    expect(drawBinomial(random, trials, 1)).toBe(trials);
    expect(drawBinomial(random, trials, 1 + 1e-15)).toBe(trials);
  }
  expect(drawBinomial(random, 0, 0.3)).toBe(0);
});

test("one seed gives one draw", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (trials, p, seed) => {
      expect(drawBinomial(seeded(seed), trials, p)).toBe(drawBinomial(seeded(seed), trials, p));
    }),
  );
});

test("a shuffle keeps what it was given", () => {
  fc.assert(
    fc.property(fc.uint32Array({ maxLength: 50 }), fc.nat(), (numbers, seed) => {
      const shuffled = numbers.slice();
      shuffle(seeded(seed), shuffled);
      expect(shuffled.sort()).toEqual(numbers.slice().sort());
    }),
  );
});

test("each of the 24 orders of four numbers comes up equally often, within five standard errors", () => {
  const random = seeded(21);
  const runs = 48_000;
  const seen = new Map<string, number>();
  for (let i = 0; i < runs; i++) {
    const numbers = Uint32Array.of(0, 1, 2, 3);
    shuffle(random, numbers);
    seen.set(numbers.join(), (seen.get(numbers.join()) ?? 0) + 1);
  }
  expect(seen.size).toBe(24);
  const tolerance = 5 * Math.sqrt((runs / 24) * (23 / 24));
  for (const count of seen.values()) expect(Math.abs(count - runs / 24)).toBeLessThan(tolerance);
});
