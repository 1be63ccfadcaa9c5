import { gates } from "@naru/circuit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { eulerAngles, multiply2 } from "./complex2.ts";

const product = ({ alpha, beta, gamma, delta }: ReturnType<typeof eulerAngles>) => {
  const [c, s] = [Math.cos(alpha), Math.sin(alpha)];
  const turns = multiply2(gates.rz.matrix([beta]), multiply2(gates.ry.matrix([gamma]), gates.rz.matrix([delta])));
  return multiply2([c, s, 0, 0, 0, 0, c, s], turns);
};

const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });
/** Anywhere, and at every distance from 0 and from π down to rounding errors. */
const gamma = fc.oneof(
  fc.double({ min: 0, max: Math.PI, noNaN: true }),
  fc.double({ min: -15, max: 0, noNaN: true }).map((exponent) => 10 ** exponent),
  fc.double({ min: -15, max: 0, noNaN: true }).map((exponent) => Math.PI - 10 ** exponent),
);

test("the angles of a unitary give it back, however close it is to a diagonal or to a flip", () => {
  fc.assert(
    fc.property(angle, angle, gamma, angle, (alpha, beta, turn, delta) => {
      const unitary = product({ alpha, beta, gamma: turn, delta });
      // what comes through a product has rounding errors that are as large in small entries as in large ones
      const stirred = multiply2(multiply2(unitary, gates.ry.matrix([0.7])), gates.ry.matrix([-0.7]));
      product(eulerAngles(stirred)).forEach((value, i) => {
        expect(Math.abs(value - (stirred[i] ?? 0))).toBeLessThan(3e-13);
      });
    }),
    { numRuns: 1000 },
  );
});
