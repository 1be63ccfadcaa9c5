import { seeded } from "@naru/base";
import { gate } from "@naru/circuit";
import { afterAll, describe, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { ReferenceSimulator } from "../../reference/index.ts";
import type { Precision, UnitaryStep } from "../../simulator.ts";
import type { TileTerm } from "../plan/plan.ts";
import { StatevectorSimulator } from "../simulator.ts";
import { bindDiagonal } from "./bind-diagonal.ts";
import { Heap } from "./heap.ts";
import { memoryMap } from "./memory-map.ts";
import type { TableRecipe } from "./table-builder.ts";

/** Tiles of 2^11 amplitudes: room for blocks of 2^7 and up, and for terms between all parts of a tile. */
const geometryOf = (precision: Precision) => ({ laneBits: precision === "single" ? 2 : 1, tileBits: 11, runBits: 4 });

function bind(terms: readonly TileTerm[]) {
  const geometry = geometryOf("single");
  const tables: TableRecipe[] = [];
  const heap = new Heap(memoryMap("single", geometry, 13, 1));
  const bound = bindDiagonal({ kind: "diagonal", logScale: 0, terms, sources: [] }, heap, tables, "single", 11, 2);
  return { bound, tables };
}
const term = (inside: number[], outside: number[] = []): TileTerm => ({ inside, outside, radians: 0.3 });

describe("a diagonal stage", () => {
  test("without pairs shares one table among all blocks", () => {
    const { bound, tables } = bind([term([0]), term([9])]);
    expect(bound).toMatchObject({ table: 0, outer: null, blocks: { lowBits: 10, count: 1, isTurned: false } });
    expect(tables.map(({ tileBits }) => tileBits)).toEqual([10]);
  });

  test("cuts where few pairs are cut, and doubles the tables for each that is", () => {
    const pairs = [term([8, 9]), term([9, 10]), term([0, 1]), term([3, 8])];
    expect(bind(pairs).bound).toMatchObject({ table: 0, blocks: { lowBits: 9, count: 2 } });
  });

  test("takes a table over the whole tile where every cut parts too many", () => {
    const pairs = [0, 1, 2, 3, 4].map((low) => term([low, low + 6]));
    const { bound, tables } = bind([...pairs, term([5, 10])]);
    expect(bound.blocks).toBeNull();
    expect(tables.map(({ tileBits }) => tileBits)).toEqual([11]);
  });

  test("turns its tables in each tile where terms join the low positions to other tiles", () => {
    expect(bind([term([8, 9]), term([1], [0])]).bound.blocks).toMatchObject({ isTurned: true });
    expect(bind([term([8, 9]), term([10], [0])]).bound.blocks).toMatchObject({ isTurned: false });
  });
});

const reference = new ReferenceSimulator(nodeHost());
const simulator = new StatevectorSimulator(nodeHost(), 1, geometryOf);
afterAll(() => simulator.close());

test.each([
  ["double", 1e-13],
  ["single", 2e-6],
] as const)(
  "layers of few and many phases give the reference's amplitudes, in %s precision",
  async (precision, tolerance) => {
    const random = seeded(11);
    const operations: UnitaryStep[] = [];
    for (let layer = 0; layer < 8; layer++) {
      for (let q = 0; q < 13; q++) operations.push(gate("ry", [q], [random.uniform() * 6]));
      for (let k = 0; k < 1 + 2 * layer; k++) {
        const [a, b] = [random.below(13), random.below(13)];
        operations.push(a === b ? gate("rz", [a], [random.uniform()]) : gate("cp", [a, b], [random.uniform() * 6]));
      }
      if (layer % 3 === 2) operations.push({ ...gate("z", [random.below(6)]), controls: [7, 9, 12] });
    }
    const circuit = { qubitCount: 13, clbitCount: 0, operations };
    const ours = await simulator.run(circuit, { seed: 1, amplitudes: true, precision });
    const theirs = await reference.run(circuit, { seed: 1, amplitudes: true });
    const errors = ours.amplitudes?.map((value, i) => Math.abs(value - (theirs.amplitudes?.[i] ?? 0))) ?? [1];
    expect(errors.length).toBe(2 ** 14);
    expect(Math.max(...errors)).toBeLessThan(tolerance);
  },
);
