import { seeded } from "@naru/base";
import { type Circuit, measureAll, type Operation, type PauliSum } from "@naru/circuit";
import { shapeOf } from "../circuit-shape.ts";
import type { NoiseModel } from "../noise-model.ts";
import type { MethodName, SimulateOptions } from "../simulator.ts";
import { type Cluster, clustersOf, isConnected } from "./clusters.ts";
import { lightConeOf, noSpectators, placesOfLightCone, type Spectators } from "./light-cone.ts";
import { hasLoop, noiseOfParts, qubitsInUse, spectatorsOf } from "./noise-parts.ts";
import { isOneQubit } from "./one-qubit.ts";
import { circuitOfCluster } from "./relabel.ts";
import { type SplitObservables, splitObservables } from "./split-observables.ts";
import { withDelays } from "./with-delays.ts";

/** A circuit taken apart: simulated one by one, its parts give what the whole would have given. */
export interface Reduction {
  readonly qubitCount: number;
  readonly bitCount: number;
  readonly parts: readonly Part[];
  /** Present when observables were asked for. */
  readonly observables?: SplitObservables;
}

/** One independent cluster of qubits, as a circuit of its own, with what to ask of it. */
export interface Part {
  readonly circuit: Circuit;
  readonly options: SimulateOptions;
  /** Qubit k of the part is qubit `qubits[k]` of the circuit, bit c is bit `bits[c]`. Both ascend. */
  readonly qubits: readonly number[];
  readonly bits: readonly number[];
  /** Whether it is a single qubit that `oneQubitResult` works out faster than any method. */
  readonly isOneQubit: boolean;
}

/** Up to here a state is so small that looking for parts takes longer than what it saves. */
export const mostQubitsLeftWhole = 8;

/**
 * Takes a circuit apart: what nobody looks at is left out, and what has nothing to do with each other is separated; bits
 * that nothing writes and qubits that nothing touches are in no part. Null when the circuit stays as it is: when it is
 * small, when all of it hangs together and is looked at, or when what is asked for is about the whole.
 *
 * Parts draw from streams of their own, named by their number, so that they are independent; a single part has the
 * seed of the circuit.
 */
export function reduce(circuit: Circuit, options: SimulateOptions): Reduction | null {
  const { shots = 0, noise, amplitudes, probabilities, observables, initialState } = options;
  if (initialState) return null; // it may hang together where the circuit does not
  if (circuit.qubitCount <= mostQubitsLeftWhole || options.method === "reference") return null;
  if (!(shots > 0 || amplitudes || probabilities || observables)) return null;
  const wantsState = amplitudes === true || observables !== undefined;
  if (wantsState && shapeOf(circuit).kind === "dynamic") return null;
  const spectators = noise ? spectatorsOf(noise, circuit) : noSpectators;
  if (!spectators) return null;
  const wantsBits = shots > 0 || probabilities === true;
  const isAllRead = circuit.clbitCount === 0 && wantsBits;
  if (isAllRead && isConnected(circuit.operations, circuit.qubitCount, 0, spectators)) return null;
  const measured = isAllRead ? measureAll(circuit) : circuit;
  const { qubitCount, clbitCount } = measured;
  const needed = neededOf(measured, options, wantsBits, spectators);
  if (isConnected(needed, qubitCount, clbitCount, spectators)) return null;
  const clusters = clustersOf(needed, qubitCount, clbitCount, spectators);
  if (clusters.length === 0) clusters.push({ qubits: [0], bits: [], operations: [] });
  const split = observables && splitObservables(observables, qubitCount, clusters);
  const noises =
    noise &&
    noiseOfParts(
      noise,
      clusters.map(({ qubits }) => qubits),
    );
  return {
    qubitCount,
    bitCount: circuit.clbitCount === 0 ? qubitCount : clbitCount,
    parts: clusters.map((cluster, k) => partOf(cluster, k, clusters.length, options, noises?.[k], split?.ofParts[k])),
    ...(split && { observables: split }),
  };
}

/**
 * The operations that what is asked for can depend on. Where waiting qubits decay, delays stand for what they wait for; with
 * loops of unknown length nothing is left out, as nobody knows what it would have delayed.
 */
function neededOf(
  circuit: Circuit,
  options: SimulateOptions,
  wantsBits: boolean,
  spectators: Spectators,
): readonly Operation[] {
  const { noise } = options;
  const { qubitCount, clbitCount, operations } = circuit;
  const wanted = wantedQubits(qubitCount, options);
  if (!noise) return withoutIdleReadout(lightConeOf(circuit, wanted, wantsBits, spectators), qubitCount, clbitCount);
  if (!noise.relaxation?.idle) return lightConeOf(circuit, wanted, wantsBits, spectators);
  if (!hasLoop(operations)) {
    const places = placesOfLightCone(circuit, wanted, wantsBits, spectators);
    return withDelays(circuit, places, wanted, noise, spectators);
  }
  const inUse = qubitsInUse(operations);
  return operations.flatMap((operation): readonly Operation[] => {
    if (operation.kind !== "barrier") return [operation];
    const qubits = operation.qubits.filter((qubit) => inUse.has(qubit));
    return qubits.length > 1 ? [{ ...operation, qubits }] : [];
  });
}

/** Qubits whose state at the end is asked for. */
function wantedQubits(qubitCount: number, { amplitudes, observables }: SimulateOptions): Set<number> {
  const wanted = new Set<number>();
  if (amplitudes) for (let qubit = 0; qubit < qubitCount; qubit++) wanted.add(qubit);
  for (const { terms } of observables ?? []) {
    for (const { paulis } of terms) {
      for (let qubit = 0; qubit < qubitCount; qubit++) {
        if (paulis[qubitCount - 1 - qubit] !== "I") wanted.add(qubit);
      }
    }
  }
  return wanted;
}

/** Leaves out readings of qubits that nothing has touched, into bits that nothing has written: both are 0. */
function withoutIdleReadout(operations: Circuit["operations"], qubitCount: number, clbitCount: number) {
  const isTouched = new Uint8Array(qubitCount);
  const isWritten = new Uint8Array(clbitCount);
  const touch = (inner: Circuit["operations"]) => {
    for (const operation of inner) {
      if (operation.kind === "if") {
        touch(operation.then);
        touch(operation.otherwise ?? []);
      } else if (operation.kind === "while") touch(operation.body);
      else if (operation.kind === "assign") for (const clbit of operation.clbits) isWritten[clbit] = 1;
      else if (operation.kind === "measure") {
        isTouched[operation.qubit] = 1;
        isWritten[operation.clbit] = 1;
      } else if (operation.kind === "reset" || operation.kind === "delay") isTouched[operation.qubit] = 1;
      else {
        for (const qubit of operation.qubits) isTouched[qubit] = 1;
        if (operation.kind === "gate") for (const qubit of operation.controls ?? []) isTouched[qubit] = 1;
      }
    }
  };
  return operations.filter((operation) => {
    if (operation.kind === "measure" && !isTouched[operation.qubit] && !isWritten[operation.clbit]) return false;
    touch([operation]);
    return true;
  });
}

function partOf(
  cluster: Cluster,
  number: number,
  count: number,
  options: SimulateOptions,
  noise: NoiseModel | undefined,
  observables: readonly PauliSum[] | undefined,
): Part {
  const {
    shots,
    memory: _,
    probabilities,
    noise: __,
    observables: ___,
    stop: ____,
    onProgress: _____,
    ...rest
  } = options;
  const { qubits, bits } = cluster;
  const hasBits = bits.length > 0;
  const circuit = circuitOfCluster(cluster);
  return {
    circuit,
    isOneQubit: mayBeLoops(options) && isOneQubit(circuit),
    qubits,
    bits,
    options: {
      ...rest,
      seed: count === 1 ? options.seed : seedOfPart(options.seed, number),
      ...(shots !== undefined && hasBits && { shots }),
      ...(probabilities && hasBits && { probabilities }),
      ...(noise && { noise }),
      ...(observables && observables.length > 0 && { observables }),
    },
  };
}

/** Whether a single qubit may be worked out by itself: a method that keeps the whole state would do the same, slower. */
function mayBeLoops({ method, amplitudes }: SimulateOptions): boolean {
  return !amplitudes && (method === undefined || wholeStates.has(method));
}

const wholeStates: ReadonlySet<MethodName> = new Set(["tiny", "statevector", "density"]);

/** 53 bits, so that among thousands of parts no two draw the same. */
function seedOfPart(seed: number, number: number): number {
  return Math.floor(seeded(seed).fork("part").fork(number).uniform() * 2 ** 53);
}
