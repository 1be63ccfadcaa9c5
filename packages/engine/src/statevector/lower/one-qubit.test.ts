import fc from "fast-check";
import { expect, test } from "vitest";
import { multiply, phases } from "./complex-matrix.ts";
import { eulerAngles } from "./one-qubit.ts";

const ry = (theta: number) => {
  const [c, s] = [Math.cos(theta / 2), Math.sin(theta / 2)];
  return [c, 0, -s, 0, s, 0, c, 0];
};
const product = ({ phase, before, theta, after }: ReturnType<typeof eulerAngles>) =>
  multiply(multiply(phases(phase, phase + after), ry(theta)), phases(0, before));

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
/** Anywhere, and at every distance from 0 and from π: where a sine or cosine is small, its phase has few digits. */
const theta = fc.oneof(
  fc.double({ min: 0, max: Math.PI, noNaN: true }),
  fc.double({ min: -15, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
  fc.double({ min: -15, max: 0, noNaN: true }).map((exponent) => Math.PI - 10 ** exponent),
);

test("the angles of a one-qubit unitary give it back, however close it is to a diagonal or to a flip", () => {
  fc.assert(
    fc.property(angle, angle, theta, angle, (phase, before, turn, after) => {
      const unitary = product({ phase, before, theta: turn, after });
      // what comes through a product of matrices has rounding errors that are as large in small entries as in large ones
      const stirred = multiply(multiply(unitary, ry(0.7)), ry(-0.7));
      const again = product(eulerAngles(stirred));
      for (const [i, value] of again.entries()) expect(Math.abs(value - (stirred[i] ?? 0))).toBeLessThan(3e-13);
    }),
    { numRuns: 2000 },
  );
});
