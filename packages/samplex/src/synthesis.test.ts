import fc from "fast-check";
import { expect, test } from "vitest";
import { cliffordMatrices, type Matrix } from "./clifford.ts";
import { synths, writeAngles } from "./synthesis.ts";
import { type GateAngles, overlap, unitaryOf } from "./unitary.testing.ts";

const angle = fc.double({ min: -7, max: 7, noNaN: true });
/** Any unitary matrix: a turn, with a phase. */
const anyGate = fc.tuple(angle, angle, angle, angle).map(([a, b, c, phase]): Matrix => {
  const turn = unitaryOf("RzRxSynth", [a, b, c]);
  const [x, y] = [Math.cos(phase), Math.sin(phase)];
  return turn.map((_, k) => {
    const [re = 0, im = 0] = [turn[k & ~1], turn[k | 1]];
    return k % 2 === 0 ? re * x - im * y : re * y + im * x;
  });
});

function anglesOf(synth: (typeof synths)[number], gate: Matrix): GateAngles {
  const angles = new Float64Array(3);
  writeAngles(synth, Float64Array.from([...new Array(8).fill(0), ...gate]), 8, angles);
  const [first = 0, middle = 0, last = 0] = angles;
  return [first, middle, last];
}

test.each(synths)("the angles of %s make the gate, and lie in (−π, π]", (synth) => {
  fc.assert(
    fc.property(anyGate, (gate) => {
      const angles = anglesOf(synth, gate);
      expect(overlap(gate, unitaryOf(synth, angles))).toBeCloseTo(1, 10);
      for (const each of angles) {
        expect(each).toBeGreaterThan(-Math.PI - 1e-15);
        expect(each).toBeLessThanOrEqual(Math.PI + 1e-15);
      }
    }),
  );
});

test.each(synths)("the angles of %s make every Clifford gate, diagonal ones with one turn at the end", (synth) => {
  cliffordMatrices.forEach((gate, c) => {
    const angles = anglesOf(synth, gate);
    expect(overlap(gate, unitaryOf(synth, angles)), `gate ${c}`).toBeCloseTo(1, 12);
    if (c < 4) expect(angles[2]).toBe(0);
  });
});
