import { exp, type Random } from "@naru/base";
import type { Device } from "../backend.ts";
import { deviationsOf, normals } from "./drift.ts";
import { decayError } from "./gate-error.ts";
import { withMedian } from "./medians.ts";

/** What is drawn of a device on a day. */
export interface Figures {
  readonly qubits: readonly {
    readonly t1Seconds: number;
    readonly t2Seconds: number;
    readonly oneGivenZero: number;
    readonly zeroGivenOne: number;
    readonly readoutError: number;
  }[];
  readonly oneQubitErrors: readonly number[];
  readonly twoQubitErrors: readonly number[];
  /** Of gates with figures of their own, pair by pair. */
  readonly ownErrors: Readonly<Record<string, readonly number[]>>;
}

/**
 * Standard deviations of the logarithms: from qubit to qubit, and of one qubit from day to day. The first are of the size that
 * public snapshots of five such devices show (0.3 to 0.7 for T1, 0.4 to 1 for T2, 0.6 to 1.1 for readout, 0.5 to 0.9 for
 * gates, the bad ones included); the second are our choice.
 */
const spread = {
  t1: { base: 0.33, daily: 0.15 },
  t2: { base: 0.55, daily: 0.15 },
  readout: { base: 0.6, daily: 0.2 },
  oneQubit: { base: 0.5, daily: 0.1 },
  twoQubit: { base: 0.45, daily: 0.1 },
} as const;

/** Of a device with spreads of its own, this share of them is from day to day. */
const dailyShare = 0.25;

/** A few qubits and pairs are far worse than the others. */
const bad = { share: 0.03, t1Factor: 0.25, readoutFactor: 6, oneQubitFactor: 6, twoQubitFactor: 6 } as const;

/** Which share of its misreadings a qubit makes in |1⟩: it falls to |0⟩ while it is read, so mostly more than half. */
const asymmetry = { mean: 0.55, base: 0.12, least: 0.3, most: 0.85 } as const;

/** A qubit that is read wrongly every third time tells little; no qubit in use is worse. */
const worstReadout = 0.35;
/** Gates that are worse than this are not offered by any device. */
const worstGate = 0.2;

/** Figures of a day, whose medians are the device's. Errors of gates are never below what T1 and T2 alone make. */
export function drawFigures(device: Device, dayNumber: number, streams: Random): Figures {
  const { edges, medians, resonators = [] } = device;
  const qubitCount = device.qubitCount - resonators.length;
  const base = (label: string, count = qubitCount) => normals(count, streams.fork("base").fork(label));
  const daily = (label: string, count = qubitCount) =>
    deviationsOf(count, dayNumber, streams.fork("daily").fork(label));
  const isBad = (label: string, count: number) => {
    const random = streams.fork("bad").fork(label);
    return Array.from({ length: count }, () => !device.spreads && random.uniform() < bad.share);
  };
  const shapeOf = (name: keyof typeof spread, count = qubitCount, label: string = name) => {
    const [fixed, moving] = [base(label, count), daily(label, count)];
    const own = device.spreads?.[name];
    const size = own === undefined ? spread[name] : { base: own, daily: own * dailyShare };
    return Array.from(fixed, (z, k) => exp(size.base * z + size.daily * (moving[k] ?? 0)));
  };

  const badQubits = isBad("qubit", qubitCount);
  const badEdges = isBad("edge", edges.length);
  const t1 = withMedian(
    shapeOf("t1").map((value, k) => value * (badQubits[k] ? bad.t1Factor : 1)),
    medians.t1Seconds,
  );
  const t1Of = (qubit: number) => t1[qubit] ?? resonators[qubit - qubitCount]?.t1Seconds ?? 0;
  // What shortens T1 shortens T2: 1/T2 = 1/(2·T1) + the rate of dephasing.
  const t2 = withMedian(
    shapeOf("t2").map((value, k) => value * Math.sqrt(t1Of(k) / medians.t1Seconds)),
    medians.t2Seconds,
    (value, k) => Math.min(value, 2 * t1Of(k)),
  );
  const t2Of = (qubit: number) => t2[qubit] ?? resonators[qubit - qubitCount]?.t2Seconds ?? 0;
  const readout = withMedian(
    shapeOf("readout").map((value, k) => value * (badQubits[k] ? bad.readoutFactor : 1)),
    medians.readoutError,
    (value) => Math.min(value, worstReadout),
  );
  const lean = base("asymmetry");
  const leastError = (seconds: number, qubits: readonly number[]) =>
    decayError(
      seconds,
      qubits.map((qubit) => ({ t1Seconds: t1Of(qubit), t2Seconds: t2Of(qubit) })),
    );
  const errorsOf = (shape: readonly number[], median: number, least: readonly number[]) =>
    withMedian(shape, median, (value, k) => Math.max(Math.min(value, worstGate), least[k] ?? 0));
  const oneQubitErrors = errorsOf(
    shapeOf("oneQubit").map((value, k) => value * (badQubits[k] ? bad.oneQubitFactor : 1)),
    medians.oneQubitError,
    t1.map((_, qubit) => leastError(device.oneQubitSeconds, [qubit])),
  );
  const pairErrors = (median: number, seconds: number, label: string) =>
    errorsOf(
      shapeOf("twoQubit", edges.length, label).map((value, k) => value * (badEdges[k] ? bad.twoQubitFactor : 1)),
      median,
      edges.map((edge) => leastError(seconds, edge)),
    );
  return {
    qubits: [...readout, ...resonators.map(() => 0)].map((readoutError, k) => {
      const leaning = asymmetry.mean + asymmetry.base * (lean[k] ?? 0);
      const inOne = Math.max(asymmetry.least, Math.min(asymmetry.most, leaning));
      return {
        t1Seconds: t1Of(k),
        t2Seconds: t2Of(k),
        oneGivenZero: 2 * readoutError * (1 - inOne),
        zeroGivenOne: 2 * readoutError * inOne,
        readoutError,
      };
    }),
    oneQubitErrors,
    twoQubitErrors: pairErrors(medians.twoQubitError, device.twoQubitSeconds, "twoQubit"),
    ownErrors: Object.fromEntries(
      Object.entries(device.ownFigures ?? {}).map(([gate, { medianError, seconds }]) => [
        gate,
        pairErrors(medianError, seconds, `twoQubit ${gate}`),
      ]),
    ),
  };
}
