import { exp } from "@naru/base";
import type { PauliSum } from "@naru/circuit";
import type { StaticShape } from "../circuit-shape.ts";
import { expectStrings, maskedTerms, moved, type PauliMasks } from "../expect/index.ts";
import { countOnes } from "../expect/pauli-masks.ts";
import type { Pacer } from "../pacer.ts";
import type { UnitaryStep } from "../simulator.ts";
import { arithmeticOf, vectorBytes } from "../statevector/emit/arithmetic.ts";
import { evolve } from "../statevector/exec/evolve.ts";
import { amplitudeBytes, type MemoryMap } from "../statevector/exec/memory-map.ts";
import { lowering } from "../statevector/lower/lower.ts";
import type { Layout } from "../statevector/plan/plan.ts";
import { wireCountOf } from "../statevector/plan/planner.ts";
import type { PlannedParts } from "../statevector/simulator.ts";
import { planRounds, type Reading, slotCount } from "./rounds.ts";

export interface ValueAndGradient {
  /** The expectation value. */
  readonly value: number;
  /** Its derivative by each gate parameter, in the order of the operations and of the parameters of each. */
  readonly gradient: Float64Array;
}

/**
 * ⟨ψ|O|ψ⟩ and its derivatives by all gate parameters: with |λ⟩ = O|ψ⟩, both are led back through the circuit, and the
 * derivative by θ of a gate U is 2 Re ⟨λ|(∂U/∂θ) U†|ψ⟩ at the moment after it. Jones and Gacon, arXiv:2009.02823.
 *
 * The two states are one on another wire, Φ = |0⟩|ψ⟩ + |1⟩|λ⟩: the way back is a plan for both, and 2 Re ⟨λ|iP|ψ⟩ is the
 * expectation value of Y⊗P in Φ. Derivatives are read together wherever nothing between them forbids it. Memory: two states.
 */
export async function adjointGradient(
  parts: PlannedParts,
  { qubitCount, steps }: StaticShape,
  observable: PauliSum,
  initialState: Float64Array | undefined,
  pacer: Pacer,
): Promise<ValueAndGradient> {
  const { geometry, library, arena, crew } = parts;
  const lowered = await pacer.drive(lowering(qubitCount, steps, { startsInZero: !initialState }));
  const forward = await evolve(lowered, geometry, true, library, arena, crew, pacer, 0, {
    roomForWires: 1,
    ...(initialState && { initialState }),
  });
  const wireCount = wireCountOf(lowered, geometry);
  const pair = new PairOfStates(parts, forward.map, forward.layout, lowered.wireOfQubit, wireCount);
  await pair.begin(observable, pacer);
  const value = (await pair.read([{ x: pair.other, z: 0 }], pacer))[0] / 2;
  const gradient = new Float64Array(slotCount(steps));
  const rounds = await pacer.drive(planRounds(steps, qubitCount));
  for (const [k, { readings, undone }] of rounds.entries()) {
    await addReadings(pair, readings, gradient, pacer);
    if (k + 1 < rounds.length) await pair.run(undone, pacer);
    await pacer.pause((k + 1) / rounds.length);
  }
  return { value, gradient };
}

async function addReadings(
  pair: PairOfStates,
  readings: readonly Reading[],
  gradient: Float64Array,
  pacer: Pacer,
): Promise<void> {
  const { other } = pair;
  // the part of A that is a multiple of i is a phase, by which nothing changes
  const terms = readings.flatMap(({ slot, terms }) =>
    terms.filter(({ x, z }) => x !== 0 || z !== 0).map((term) => ({ ...term, slot })),
  );
  const values = await pair.read(
    terms.map(({ x, z }) => ({ x: x | other, z: z | other })),
    pacer,
  );
  terms.forEach(({ slot, coefficient }, k) => {
    gradient[slot] += coefficient * values[k];
  });
}

/** Between two looks at the pacer: numbers that are set to zero, and runs of amplitudes that are. */
const numbersOfFill = 2 ** 20;
const runsBetweenLooks = 1024;

/** |0⟩|ψ⟩ + |1⟩|λ⟩ in memory, the wire that tells them apart being the last. */
class PairOfStates {
  /** The mask of the qubit that tells the two apart, one beyond those of the circuit. */
  readonly other: number;
  readonly #parts: PlannedParts;
  readonly #map: MemoryMap;
  readonly #wireCount: number;
  #layout: Layout;
  #wireOfQubit: readonly number[];

  /** A state ψ of `wireCount` wires, with room for another one beyond it. */
  constructor(parts: PlannedParts, map: MemoryMap, layout: Layout, wireOfQubit: readonly number[], wireCount: number) {
    this.#parts = parts;
    this.#map = map;
    this.#wireCount = wireCount + 1;
    this.#layout = layout;
    this.#wireOfQubit = [...wireOfQubit, wireCount];
    this.other = 2 ** wireOfQubit.length;
  }

  /** Puts O|ψ⟩ beside |ψ⟩. */
  async begin(observable: PauliSum, pacer: Pacer): Promise<void> {
    const { bitOfWire, isActive } = this.#layout;
    const { arena, sweeper, library } = this.#parts;
    const half = this.#wireCount - 1;
    const unused = bitOfWire.filter((_, wire) => !isActive[wire]);
    await this.#clear(half, unused, pacer);
    const { state, heap } = this.#map;
    const other = state + 2 ** half * amplitudeBytes(library.precision);
    const numbers = library.precision === "single" ? arena.views.single : arena.views.double;
    const bytes = arithmeticOf(library.precision).bytes;
    for (let from = other / bytes, left = 2 * 2 ** half; left > 0; from += numbersOfFill, left -= numbersOfFill) {
      numbers.fill(0, from, from + Math.min(left, numbersOfFill));
      await pacer.pause();
    }
    const bitOfQubit = this.#wireOfQubit.map((wire) => bitOfWire[wire]);
    await sweeper.add(
      { address: state, indexBits: half, unusedBits: [], scratch: heap },
      other,
      maskedTerms(observable).map(({ x, z, coefficient }) => {
        const [re, im] = powerOfI(countOnes(x & z));
        return { x: moved(x, bitOfQubit), z: moved(z, bitOfQubit), re: coefficient * re, im: coefficient * im };
      }),
      pacer,
    );
    this.#layout = {
      ...this.#layout,
      bitOfWire: [...bitOfWire, half],
      isActive: new Array<boolean>(this.#wireCount).fill(true),
    };
  }

  /** Runs steps on both states. */
  async run(steps: readonly UnitaryStep[], pacer: Pacer): Promise<void> {
    const { geometry, library, arena, crew } = this.#parts;
    const onWires = steps.map((step) => relabelled(step, this.#wireOfQubit));
    const lowered = await pacer.drive(lowering(this.#wireCount, onWires, { startsInZero: false }));
    const after = await evolve(lowered, geometry, true, library, arena, crew, pacer, 0, { start: this.#layout });
    this.#layout = after.layout;
    this.#wireOfQubit = this.#wireOfQubit.map((wire) => lowered.wireOfQubit[wire]);
  }

  /** Expectation values of strings in the sum of the two. */
  read(strings: readonly PauliMasks[], pacer: Pacer): Promise<Float64Array> {
    const { bitOfWire, logScale } = this.#layout;
    return expectStrings(
      this.#parts.sweeper,
      {
        address: this.#map.state,
        indexBits: this.#wireCount,
        unusedBits: [],
        scratch: this.#map.heap,
        bitOfQubit: this.#wireOfQubit.map((wire) => bitOfWire[wire]),
        scale: exp(logScale),
      },
      strings,
      pacer,
    );
  }

  /** Memory holds anything where a wire that was never in use is 1; here it must hold zeros. */
  async #clear(half: number, unused: readonly number[], pacer: Pacer): Promise<void> {
    if (unused.length === 0) return;
    const { library } = this.#parts;
    const bits = Math.min(half, ...unused);
    const mask = unused.reduce((sum, bit) => sum + 2 ** (bit - bits), 0);
    const bytes = (2 ** bits / arithmeticOf(library.precision).lanes) * vectorBytes;
    for (let run = 0; run < 2 ** (half - bits); run++) {
      if (!(run & mask)) continue;
      const from = this.#map.state + run * bytes;
      library.kernels.fixed.clear(from, from + bytes);
      if (run % runsBetweenLooks === 0) await pacer.pause();
    }
  }
}

const powerOfI = (exponent: number): readonly [re: number, im: number] =>
  (
    [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ] as const
  )[exponent & 3];

const relabelled = (step: UnitaryStep, wireOfQubit: readonly number[]): UnitaryStep => {
  const all = (qubits: readonly number[]) => qubits.map((qubit) => wireOfQubit[qubit]);
  return step.kind === "gate" && step.controls
    ? { ...step, qubits: all(step.qubits), controls: all(step.controls) }
    : { ...step, qubits: all(step.qubits) };
};
