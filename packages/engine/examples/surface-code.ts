/**
 * A memory of one logical qubit in the rotated surface code, d rounds long, as a program of Stim's format: how often its
 * detectors see something, and how often a simple decoder is then wrong.
 *
 * Every gate, reset, measurement and wait errs at the same rate. The code keeps |0⟩, so only the checks of Z tell about
 * it. The decoder looks for the fewest errors that explain the detectors that fired: each pairs with another or with the
 * edge of the code (minimum-weight matching, by plain recursion, which will do for small codes). Layout and order of gates: Tomita and Svore, Phys. Rev. A 90, 062320 (2014).
 */
import { readStim } from "@naru/circuit";
import { sampleDetectors } from "@naru/engine";
import { nodeHost } from "@naru/engine/node";

interface Place {
  readonly x: number;
  readonly y: number;
}
interface Sight extends Place {
  readonly round: number;
}
interface Explanation {
  readonly errors: number;
  readonly crosses: boolean;
}
interface Check extends Place {
  readonly kind: "X" | "Z";
}

const host = nodeHost();
const shots = 4096;
for (const rate of [0.001, 0.002, 0.003]) {
  for (const d of [3, 5, 7]) {
    const { program, detectors } = memory(d, rate);
    const samples = await sampleDetectors(host, readStim(program), { seed: d, shots });
    let [fired, wrong, flipped] = [0, 0, 0];
    for (let shot = 0; shot < shots; shot++) {
      const seen = detectors.filter((_, k) => bitAt(samples.detectors, shot * samples.detectorWords, k));
      const isFlipped = bitAt(samples.observables, shot * samples.observableWords, 0);
      fired += seen.length;
      if (isFlipped) flipped++;
      if (isFlipped !== crossesTheCut(seen, d)) wrong++;
    }
    const part = (count: number) => (count / shots).toFixed(4);
    console.log(
      `rate ${rate}, d = ${d}: detectors fire ${(fired / shots / detectors.length).toFixed(4)}, ` +
        `flipped ${part(flipped)}, wrong after decoding ${part(wrong)}`,
    );
  }
}

function bitAt(words: Uint32Array, from: number, k: number): boolean {
  return (((words[from + (k >> 5)] as number) >>> (k & 31)) & 1) === 1;
}

/** The program, and where and in which round each of its detectors looks. Data lie at odd places, checks at even ones. */
function memory(d: number, rate: number): { program: string; detectors: readonly Sight[] } {
  const data = Array.from({ length: d * d }, (_, k) => ({ x: 2 * (k % d) + 1, y: 2 * Math.floor(k / d) + 1 }));
  const checks = checksOf(d);
  const key = ({ x, y }: Place) => 1000 * y + x;
  const index = new Map([...data, ...checks].map((place, k) => [key(place), k]));
  const list = (places: readonly Place[]) => places.map((place) => index.get(key(place))).join(" ");
  const [xChecks, zChecks] = [checks.filter(({ kind }) => kind === "X"), checks.filter(({ kind }) => kind === "Z")];
  const lines = [`R ${list([...data, ...checks])}`, `X_ERROR(${rate}) ${list([...data, ...checks])}`];
  const detectors: Sight[] = [];
  for (let round = 0; round < d; round++) {
    lines.push(`DEPOLARIZE1(${rate}) ${list(data)}`, `H ${list(xChecks)}`, `DEPOLARIZE1(${rate}) ${list(xChecks)}`);
    for (let step = 0; step < 4; step++) {
      const pairs = checks.flatMap((check) => {
        const partner = partnerOf(check, step);
        if (!index.has(key(partner))) return [];
        return check.kind === "X" ? [check, partner] : [partner, check];
      });
      lines.push(`CX ${list(pairs)}`, `DEPOLARIZE2(${rate}) ${list(pairs)}`);
    }
    lines.push(`H ${list(xChecks)}`, `DEPOLARIZE1(${rate}) ${list(xChecks)}`, `MR(${rate}) ${list(checks)}`);
    lines.push(`X_ERROR(${rate}) ${list(checks)}`);
    for (const check of zChecks) {
      const before = round > 0 ? ` ${record(checks.indexOf(check), 2 * checks.length)}` : "";
      lines.push(`DETECTOR ${record(checks.indexOf(check), checks.length)}${before}`);
      detectors.push({ x: check.x, y: check.y, round });
    }
  }
  lines.push(`M(${rate}) ${list(data)}`);
  for (const check of zChecks) {
    const around = data.filter(({ x, y }) => Math.abs(x - check.x) === 1 && Math.abs(y - check.y) === 1);
    const read = around.map((place) => record(data.indexOf(place), data.length)).join(" ");
    lines.push(`DETECTOR ${read} ${record(checks.indexOf(check), data.length + checks.length)}`);
    detectors.push({ x: check.x, y: check.y, round: d });
  }
  const row = data.filter(({ y }) => y === 1).map((place) => record(data.indexOf(place), data.length));
  lines.push(`OBSERVABLE_INCLUDE(0) ${row.join(" ")}`);
  return { program: lines.join("\n"), detectors };
}

/** Result k of the last `length`. */
function record(k: number, length: number): string {
  return `rec[${k - length}]`;
}

/** Checks of both kinds like a chessboard; those with two data qubits lie at the edges of their own kind. */
function checksOf(d: number): Check[] {
  const checks: Check[] = [];
  for (let y = 0; y <= 2 * d; y += 2) {
    for (let x = 0; x <= 2 * d; x += 2) {
      const kind = (x + y) % 4 === 0 ? "Z" : "X";
      const [isAtSide, isAtEnd] = [x === 0 || x === 2 * d, y === 0 || y === 2 * d];
      if ((isAtSide && isAtEnd) || (isAtSide && kind === "X") || (isAtEnd && kind === "Z")) continue;
      checks.push({ x, y, kind });
    }
  }
  return checks;
}

/** Both kinds go round their data qubits so that one error spreads across the logical operator of its kind, not along it. */
function partnerOf({ x, y, kind }: Check, step: number): Place {
  const [right, down] = [step % 2 === 0 ? 1 : -1, step < 2 ? 1 : -1];
  return kind === "X" ? { x: x + right, y: y + down } : { x: x + down, y: y + right };
}

/**
 * Whether the fewest errors that explain what was seen flip the row at y = 1, which is what the observable is. Detectors
 * come by round, so that few sets of those not explained yet are met; they are bits of a number, of which 31 are enough.
 */
function crossesTheCut(seen: readonly Sight[], d: number): boolean {
  const toEdge = seen.map(({ y }) => Math.min(y, 2 * d - y) / 2);
  const known = new Map<number, Explanation>([[0, { errors: 0, crosses: false }]]);
  const explain = (left: number): Explanation => {
    const before = known.get(left);
    if (before) return before;
    const a = 31 - Math.clz32(left & -left);
    const one = seen[a] as Sight;
    const rest = explain(left & (left - 1));
    // the way to the near edge crosses the row there; a way between two checks never does
    let best = { errors: rest.errors + (toEdge[a] as number), crosses: rest.crosses !== one.y < d };
    for (let b = a + 1; b < seen.length; b++) {
      const between = distance(one, seen[b] as Sight);
      if (!((left >> b) & 1) || between >= (toEdge[a] as number) + (toEdge[b] as number)) continue;
      const others = explain(left ^ (1 << a) ^ (1 << b));
      if (between + others.errors < best.errors) best = { errors: between + others.errors, crosses: others.crosses };
    }
    known.set(left, best);
    return best;
  };
  return explain(2 ** seen.length - 1).crosses;
}

/** Errors that make both of two detectors fire, at least: one can reach a neighbour in space, in time, or in both. */
function distance(one: Sight, other: Sight): number {
  const inSpace = Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) / 2;
  return Math.max(inSpace, Math.abs(one.round - other.round));
}
