import { seeded } from "@naru/base";
import { describe, expect, test } from "vitest";
import { nodeHost } from "../../hosts/node.ts";
import { Pacer } from "../../pacer.ts";
import { Arena } from "../exec/arena.ts";
import { Crew } from "../exec/crew.ts";
import { KernelLibrary } from "../exec/kernel-library.ts";
import { memoryMap } from "../exec/memory-map.ts";
import { sumBlocks } from "./block-sums.ts";
import { countsOf } from "./counts.ts";
import { drawIndices } from "./draw.ts";
import { FinalState } from "./final-state.ts";

const host = nodeHost();
const qubitCount = 12;
const shots = 5000;
/** Qubits lie in no order. */
const bitOfWire = [0, 1, 2, 11, 4, 5, 6, 7, 8, 9, 3, 10];

describe.each(["single", "double"] as const)("in %s precision", (precision) => {
  const arena = new Arena(host);
  const library = new KernelLibrary(host, arena, precision);
  const geometry = { laneBits: precision === "single" ? 2 : 1, tileBits: 8, runBits: 4 };
  const map = memoryMap(precision, geometry, qubitCount, 1);
  const crew = new Crew(host, 1);
  arena.reserve(map.end);
  const layout = { bitOfWire, isActive: bitOfWire.map(() => true), logScale: 0, isNegated: false };
  const lowered = { wireCount: qubitCount, primitives: [], wireOfQubit: bitOfWire.map((_, q) => q), globalPhase: 0 };
  const state = new FinalState(precision, { map, layout }, lowered, arena.views);
  const pacer = new Pacer(host, {});
  // sixteenths, so that all sums are exact; whole blocks and many amplitudes within others are zero
  const random = seeded(5);
  for (let index = 0; index < 2 ** qubitCount; index++) {
    const isEmpty = index < 600 || index > 3800 || (index > 1024 && index < 2048) || random.below(3) === 0;
    const place = state.placeOf(index);
    state.numbers[place] = isEmpty ? 0 : random.below(8) / 16;
    state.numbers[place + state.imaginaryStep] = isEmpty ? 0 : -random.below(8) / 16;
  }

  const draw = async (scratchBytes: number) => {
    const sums = await sumBlocks(state, arena, library, crew, map, pacer);
    const end = sums.end + scratchBytes;
    return drawIndices(state, sums, shots, seeded(9), library.kernels, arena.views, end, pacer);
  };

  test("a shot is the first index at which the running sum passes its uniform number", async () => {
    const weights = Array.from({ length: 2 ** qubitCount }, (_, index) => state.weightOf(index));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const uniforms = seeded(9);
    const expected = new Map<number, number>();
    for (let shot = 0; shot < shots; shot++) {
      let left = uniforms.uniform() * total;
      const index = weights.findIndex((weight) => {
        left -= weight;
        return left < 0;
      });
      expected.set(index, (expected.get(index) ?? 0) + 1);
    }
    const { indices, counts } = await draw(12 * shots);
    expect([...indices].map((index, i) => [index, counts[i]])).toEqual([...expected].sort(([a], [b]) => a - b));
  });

  test("shots drawn in portions are the same as those drawn at once", async () => {
    expect(await draw(12 * 700)).toEqual(await draw(12 * shots));
  });

  test("outcomes of many bits are counted as those of few are", async () => {
    const drawn = await draw(12 * shots);
    const readout = [11, -1, 3, 0, 10, 3, -1, 7];
    const few = countsOf(state, drawn, readout);
    const many = countsOf(state, drawn, [...readout, ...new Array(40).fill(-1)]);
    expect([...many]).toEqual([...few].map(([outcome, count]) => [outcome.padStart(48, "0"), count]));
    expect([...few.values()].reduce((sum, count) => sum + count, 0)).toBe(shots);
    expect([...few.keys()]).toEqual([...few.keys()].sort());
    expect([...few.keys()].every((outcome) => outcome.length === 8 && outcome[2] === outcome[5])).toBe(true);
  });
});
