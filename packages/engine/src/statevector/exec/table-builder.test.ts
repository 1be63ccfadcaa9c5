import { seeded } from "@naru/base";
import { describe, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { arithmeticOf } from "../emit/arithmetic.ts";
import type { TileTerm } from "../plan/plan.ts";
import { Arena } from "./arena.ts";
import { KernelLibrary } from "./kernel-library.ts";
import { geometryOf, memoryMap } from "./memory-map.ts";
import { TableBuilder } from "./table-builder.ts";

const host = nodeHost();

/** Terms on one to four positions, some of them met twice, with their wires in any order. */
function randomTerms(seed: number, tileBits: number): TileTerm[] {
  const random = seeded(seed);
  return Array.from({ length: 3 * tileBits }, (_, i) => {
    const inside = new Set([random.below(tileBits)]);
    while (inside.size < (i % 7 === 0 ? 3 : i % 11 === 0 ? 4 : 1 + (i % 2))) inside.add(random.below(tileBits));
    return { inside: [...inside], outside: [], radians: 6 * random.uniform() - 3 };
  });
}

describe.each([
  ["single", 2e-6],
  ["double", 1e-13],
] as const)("in %s precision", (precision, tolerance) => {
  const arena = new Arena(host);
  const library = new KernelLibrary(host, arena, precision);
  const { lanes, laneBits, bytes } = arithmeticOf(precision);

  test.each([laneBits + 3, 6, 7, 11, geometryOf(precision).tileBits])(
    "a table over %d positions is the product of all its terms",
    (tileBits) => {
      const map = memoryMap(precision, { laneBits, tileBits, runBits: 4 }, tileBits, 1);
      arena.reserve(map.end);
      const terms = randomTerms(tileBits, tileBits);
      new TableBuilder(precision, library.kernels.fixed, map, arena.views).build({
        target: map.heap,
        tileBits,
        logScale: 0.5,
        terms,
      });
      const numbers = precision === "double" ? arena.views.double : arena.views.single;
      let worst = 0;
      for (let x = 0; x < 2 ** tileBits; x++) {
        let angle = 0;
        for (const { inside, radians } of terms) if (inside.every((position) => (x >> position) & 1)) angle += radians;
        const at = map.heap / bytes + (x >> laneBits) * 2 * lanes + (x & (lanes - 1));
        const re = (numbers[at] ?? 0) - Math.exp(0.5) * Math.cos(angle);
        const im = (numbers[at + lanes] ?? 0) - Math.exp(0.5) * Math.sin(angle);
        worst = Math.max(worst, Math.hypot(re, im));
      }
      expect(worst).toBeLessThan(tolerance);
    },
  );
});
