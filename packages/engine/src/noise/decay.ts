import type { Relaxation } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type Channel, type NoiseSite, thermalRelaxation } from "./channel.ts";

/** Waiting shorter than this is a rounding error of sums of times: a femtosecond, and nothing takes so little. */
const shortestSeconds = 1e-15;

/** What does not change while a circuit is read. */
interface Setting {
  readonly relaxation: Relaxation;
  readonly wideGateErrors: number;
  readonly emit: (site: NoiseSite) => void;
  /** Channels made so far of each qubit, by seconds; qubits with the same figures share them. */
  readonly kinds: readonly Map<number, readonly Channel[]>[];
}

/** The clocks of qubits and classical bits, and how far each qubit has decayed. */
interface Clocks {
  /** When the qubit is free again. */
  readonly freeAt: Float64Array;
  /** Up to when the decay of the qubit has been written; used when waiting counts. */
  readonly decayedUntil: Float64Array;
  /** Seconds of decay that are not yet written; used when waiting does not count. */
  readonly owedSeconds: Float64Array;
  /** When the classical bit is known. */
  readonly knownAt: Float64Array;
  /** Whether anything has acted on the qubit: in |0⟩, and with a cold rest, it cannot decay. */
  readonly isTouched: Uint8Array;
  /** Whether the qubit's last operation is a measurement. */
  readonly isRead: Uint8Array;
}

/**
 * Writes the decay of qubits over time, as late as possible: what a qubit owes is written before the next thing that
 * acts on it, so that a gate's time and the waiting after it are one channel. Decay over two lengths of time is decay
 * over their sum, and commutes with what happens to other qubits.
 */
export class Decay {
  readonly #setting: Setting;
  readonly #clocks: Clocks;

  private constructor(setting: Setting, clocks: Clocks) {
    this.#setting = setting;
    this.#clocks = clocks;
  }

  /** `emit` is called with each channel, in order. */
  static of(
    relaxation: Relaxation,
    wideGateErrors: number,
    qubitCount: number,
    bitCount: number,
    emit: (site: NoiseSite) => void,
  ): Decay {
    return new Decay(
      { relaxation, wideGateErrors, emit, kinds: kindsOf(relaxation, qubitCount) },
      {
        freeAt: new Float64Array(qubitCount),
        decayedUntil: new Float64Array(qubitCount),
        owedSeconds: new Float64Array(qubitCount),
        knownAt: new Float64Array(bitCount),
        isTouched: new Uint8Array(qubitCount),
        isRead: new Uint8Array(qubitCount),
      },
    );
  }

  /** Before a gate: its qubits decay up to its start. Returns the time of its end. */
  gate(step: UnitaryStep, operands: readonly number[]): number {
    const { relaxation, wideGateErrors } = this.#setting;
    return this.#occupy(operands, secondsOfStep(relaxation, wideGateErrors, step, operands.length));
  }

  /** Before a channel acts on a qubit that is not one of the gate's: the qubit decays up to that time. */
  disturb(qubit: number, time: number): void {
    this.#catchUp(qubit, time);
    this.#touch(qubit);
  }

  measure(qubit: number, clbit: number): void {
    const endsAt = this.#occupy([qubit], this.#setting.relaxation.durations.measureSeconds ?? 0);
    this.#clocks.knownAt[clbit] = endsAt;
    this.#clocks.isRead[qubit] = 1;
  }

  /** What a qubit owes before it is reset can be seen nowhere afterwards. */
  reset(qubit: number): void {
    const { freeAt, decayedUntil, owedSeconds } = this.#clocks;
    decayedUntil[qubit] = freeAt[qubit];
    owedSeconds[qubit] = 0;
    this.#occupy([qubit], this.#setting.relaxation.durations.resetSeconds ?? 0);
  }

  barrier(qubits: readonly number[]): void {
    const latest = this.latest(qubits);
    for (const qubit of qubits) this.#clocks.freeAt[qubit] = latest;
  }

  /** A qubit waits. Whether anything acts on it later decides whether that is ever written. */
  delay(qubit: number, seconds: number): void {
    this.#clocks.freeAt[qubit] += seconds;
    this.#clocks.owedSeconds[qubit] += seconds;
  }

  /** Bits are worked out from others as soon as those are known. */
  assign(clbits: readonly number[], from: readonly number[]): void {
    const knownAt = Math.max(0, ...from.map((clbit) => this.#clocks.knownAt[clbit]));
    for (const clbit of clbits) this.#clocks.knownAt[clbit] = knownAt;
  }

  /** Something that is not written here acts on some qubits. */
  touch(qubits: Iterable<number>): void {
    for (const qubit of qubits) this.#touch(qubit);
  }

  /** Some qubits wait for each other and for bits, and decay meanwhile. */
  wait(qubits: Iterable<number>, clbits: readonly number[]): void {
    const bitsAt = Math.max(0, ...clbits.map((clbit) => this.#clocks.knownAt[clbit]));
    this.free(qubits, Math.max(bitsAt, this.latest(qubits)));
  }

  /** When the last of some qubits is free. */
  latest(qubits: Iterable<number>): number {
    let latest = 0;
    for (const qubit of qubits) latest = Math.max(latest, this.#clocks.freeAt[qubit]);
    return latest;
  }

  /** Some qubits decay up to a time, and are free from there on. */
  free(qubits: Iterable<number>, time: number): void {
    for (const qubit of qubits) {
      this.#catchUp(qubit, time);
      this.#clocks.freeAt[qubit] = time;
    }
  }

  copy(): Decay {
    const { freeAt, decayedUntil, owedSeconds, knownAt, isTouched, isRead } = this.#clocks;
    return new Decay(this.#setting, {
      freeAt: freeAt.slice(),
      decayedUntil: decayedUntil.slice(),
      owedSeconds: owedSeconds.slice(),
      knownAt: knownAt.slice(),
      isTouched: isTouched.slice(),
      isRead: isRead.slice(),
    });
  }

  /** After two branches whose qubits have been freed at the same time. */
  joined(second: Decay): Decay {
    const other = second.#clocks;
    const joined = this.copy();
    const { knownAt, isTouched, isRead } = joined.#clocks;
    knownAt.forEach((time, clbit) => {
      knownAt[clbit] = Math.max(time, other.knownAt[clbit]);
    });
    isTouched.forEach((touched, qubit) => {
      isTouched[qubit] = touched | other.isTouched[qubit];
      isRead[qubit] &= other.isRead[qubit];
    });
    return joined;
  }

  /** The circuit is at its end: qubits that nobody has just measured have decayed as long as their last gate took. */
  end(): void {
    this.#clocks.isRead.forEach((isRead, qubit) => {
      if (!isRead) this.#catchUp(qubit, this.#clocks.freeAt[qubit]);
    });
  }

  #occupy(qubits: readonly number[], seconds: number): number {
    const start = this.latest(qubits);
    for (const qubit of qubits) {
      this.#catchUp(qubit, start);
      this.#touch(qubit);
      // a neighbour's gate that ends later may have written more already; this one's own time counts all the same
      this.#clocks.decayedUntil[qubit] = start;
      this.#clocks.freeAt[qubit] = start + seconds;
      this.#clocks.owedSeconds[qubit] = seconds;
    }
    return start + seconds;
  }

  #touch(qubit: number): void {
    this.#clocks.isTouched[qubit] = 1;
    this.#clocks.isRead[qubit] = 0;
  }

  /** Writes what a qubit owes up to a time. */
  #catchUp(qubit: number, time: number): void {
    const { idle } = this.#setting.relaxation;
    const { decayedUntil, owedSeconds, isTouched } = this.#clocks;
    const seconds = idle ? time - decayedUntil[qubit] : owedSeconds[qubit];
    owedSeconds[qubit] = 0;
    decayedUntil[qubit] = Math.max(decayedUntil[qubit], time);
    if (seconds < shortestSeconds) return;
    if (!isTouched[qubit] && this.#figure("excitedPopulation", qubit) === 0) return;
    for (const channel of this.#channelsOf(qubit, seconds))
      this.#setting.emit({ kind: "noise", qubits: [qubit], channel });
  }

  #channelsOf(qubit: number, seconds: number): readonly Channel[] {
    const kind = this.#setting.kinds[qubit];
    const known = kind.get(seconds);
    if (known) return known;
    const [t1Seconds, t2Seconds] = [this.#figure("t1Seconds", qubit), this.#figure("t2Seconds", qubit)];
    const made = thermalRelaxation(t1Seconds, t2Seconds, this.#figure("excitedPopulation", qubit), seconds);
    kind.set(seconds, made);
    return made;
  }

  #figure(name: "t1Seconds" | "t2Seconds" | "excitedPopulation", qubit: number): number {
    const figure = this.#setting.relaxation[name] ?? 0;
    return typeof figure === "number" ? figure : figure[qubit];
  }
}

function kindsOf({ t1Seconds, t2Seconds, excitedPopulation = 0 }: Relaxation, qubitCount: number) {
  const figures = [t1Seconds, t2Seconds, excitedPopulation];
  const kinds = new Map<string, Map<number, readonly Channel[]>>();
  return Array.from({ length: qubitCount }, (_, qubit) => {
    const key = figures.map((figure) => (typeof figure === "number" ? "" : figure[qubit])).join(" ");
    const kind = kinds.get(key) ?? new Map<number, readonly Channel[]>();
    kinds.set(key, kind);
    return kind;
  });
}

/** How long a gate on so many qubits takes, further controls included. */
export function secondsOfStep(
  { durations }: Pick<Relaxation, "durations">,
  wideGateErrors: number,
  step: UnitaryStep,
  width: number,
): number {
  const { oneQubitSeconds, twoQubitSeconds, gateSeconds } = durations;
  if (width > 2) return wideGateErrors * twoQubitSeconds;
  const isNamed = step.kind === "gate" && !step.controls?.length;
  const ofWidth = width === 1 ? oneQubitSeconds : twoQubitSeconds;
  return (isNamed ? gateSeconds?.[step.gate] : undefined) ?? ofWidth;
}
