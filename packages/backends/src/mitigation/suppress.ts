import { type Random, UnsupportedError } from "@naru/base";
import type { Circuit } from "@naru/circuit";
import type { ErrorSuppression, Twirling, ZeroNoise } from "@naru/workload";
import { checkCount } from "../limits.ts";
import type { Machine, NoiseSource } from "../machine.ts";
import { unvaried, type Variant, type Vary } from "../variants.ts";
import { decouple } from "./decouple.ts";
import { fold } from "./fold.ts";
import { isPair } from "./layers.ts";
import { randomisationsOf } from "./randomisations.ts";
import { twirlOf } from "./twirl.ts";

/** More noise than there is. */
export interface Amplification {
  readonly amplifier: ZeroNoise["amplifier"];
  readonly factor: number;
}

/**
 * How circuits are varied on a machine: gates folded, then twirled, then waiting qubits decoupled. Twirling shares the shots
 * out among variants, which run one after the other. Decoupling is for machines whose times are known; on others nothing
 * waits, and nothing is put in. Without noise variants would all do the same, so the circuit runs once in their place.
 *
 * Throws UnsupportedError for machines that compile circuits to gates of their own.
 */
export function suppressing(
  machine: Machine,
  noise: NoiseSource | null,
  { twirling, decoupling }: ErrorSuppression,
  amplification: Amplification = { amplifier: "gate_folding", factor: 1 },
): Vary {
  const { device } = machine;
  const isTwirled = twirling !== undefined && (twirling.gates || twirling.measurements);
  const isFolded = amplification.factor > 1;
  if (!isTwirled && !(decoupling && device) && !isFolded) return unvaried;
  if (machine.compiles) {
    throw new UnsupportedError(
      `The backend ${machine.spec.name} compiles circuits to gates of its own; error suppression and mitigation work on circuits as they are sent. Leave them out.`,
      { backend: machine.spec.name },
    );
  }
  const sharesOf = (shots: number) => (isTwirled ? randomisationsOf(twirling, shots) : [shots]);
  const countOf = (shots: number) => sharesOf(shots).length;
  if (noise === null) {
    const noiseFactor = amplification.factor; // of nothing
    const runsOf = () => 1;
    return { isTwirled, countOf, runsOf, variants: (circuit, shots) => [{ circuit, shots, flipped: [], noiseFactor }] };
  }
  return {
    isTwirled,
    countOf,
    runsOf: countOf,
    *variants(circuit, shots, random): Generator<Variant> {
      const foldedOf = folding(machine, circuit, amplification);
      const finish = (drawn: Circuit) => (decoupling && device ? decouple(device, drawn, decoupling) : drawn);
      let last: { readonly folded: Circuit; readonly draw: ReturnType<typeof drawing> } | undefined;
      for (const [k, share] of sharesOf(shots).entries()) {
        const stream = random.fork(k);
        const { circuit: folded, factor } = foldedOf(stream.fork("fold"));
        if (last?.folded !== folded) last = { folded, draw: drawing(folded, isTwirled ? twirling : undefined) };
        const { circuit: drawn, flipped } = last.draw(stream.fork("twirl"));
        yield { circuit: finish(drawn), shots: share, flipped, noiseFactor: factor };
      }
    },
  };
}

const drawing = (circuit: Circuit, twirling: Twirling | undefined) =>
  twirling ? twirlOf(circuit, twirling) : () => ({ circuit, flipped: [] });

/** Folds once where all variants are folded alike, and anew for each where places are random. */
function folding({ spec }: Machine, circuit: Circuit, { amplifier, factor }: Amplification) {
  if (factor <= 1) return () => ({ circuit, factor: 1 });
  checkCount(spec, "gates", Math.ceil(circuit.operations.length + 2 * factor * pairsOf(circuit)));
  const isRandom = amplifier === "gate_folding" && !Number.isInteger((factor - 1) / 2);
  if (isRandom) return (random: Random) => fold(circuit, factor, amplifier, random);
  let folded: ReturnType<typeof fold> | undefined;
  return (random: Random) => {
    folded ??= fold(circuit, factor, amplifier, random);
    return folded;
  };
}

const pairsOf = ({ operations }: Circuit): number => operations.reduce((sum, each) => sum + (isPair(each) ? 1 : 0), 0);
