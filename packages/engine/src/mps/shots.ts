import { drawBinomial, type Random } from "@naru/base";
import { type Assign, evaluatorOf, gate } from "@naru/circuit";
import { type BitTest, bitTest, checkTurns } from "../noise/condition.ts";
import type { NoiseItem, NoiseProgram, NoiseSite } from "../noise/index.ts";
import type { Pacer } from "../pacer.ts";
import type { Counts, UnitaryStep } from "../simulator.ts";
import { Tally } from "../tally.ts";
import { finishPaced, type Work } from "../work.ts";
import { splitReadout } from "./late-readout.ts";
import { turned } from "./mix.ts";
import { type Drawn, sample } from "./sample.ts";
import { applySteps, collapse, copyOfState, type MpsState, reducedOf, zeroState } from "./state.ts";
import type { Truncation } from "./truncate.ts";
import type { Workspace } from "./workspace.ts";

export interface ShotOptions {
  readonly shots: number;
  readonly random: Random;
  readonly truncation: Truncation;
  /** Entry q is the site on which qubit q begins. */
  readonly startOf: Int32Array;
}

export interface ShotCounts {
  readonly counts: Counts;
  /** What truncations kept of the squared length, at the least, over all branches. */
  readonly kept: number;
}

/**
 * Counts shots of circuits with noise, mid-circuit measurement, reset and conditions. Shots stay together until a
 * measurement or an error parts them, by a draw of how many go each way; a branch that parts shares the tensors that it has
 * in common with the others.
 */
export async function countShotsOnChain(
  workspace: Workspace,
  program: NoiseProgram,
  options: ShotOptions,
  pacer: Pacer,
): Promise<ShotCounts> {
  const walk = new Walk(workspace, program, options);
  await finishPaced(walk.run(), pacer, () => walk.done);
  return { counts: walk.tally.counts(), kept: walk.kept };
}

interface Branch {
  items: readonly NoiseItem[];
  at: number;
  /** Where to go on after the items. */
  outer: {
    readonly items: readonly NoiseItem[];
    readonly at: number;
    readonly outer: Branch["outer"];
    readonly turns: number;
  } | null;
  /** Turns that the loop at this place has made. */
  turns: number;
  readonly state: MpsState;
  readonly bits: Uint8Array;
  readonly amount: number;
}

class Walk {
  readonly tally = new Tally();
  kept = 1;
  readonly #workspace: Workspace;
  readonly #options: ShotOptions;
  readonly #body: readonly NoiseItem[];
  readonly #readout: readonly NoiseItem[];
  readonly #bitCount: number;
  readonly #branches: Branch[] = [];
  readonly #tests = new Map<NoiseItem, BitTest>();
  readonly #evaluators = new Map<Assign, (bits: Uint8Array) => Uint8Array>();
  #arrived = 0;

  constructor(workspace: Workspace, program: NoiseProgram, options: ShotOptions) {
    this.#workspace = workspace;
    this.#options = options;
    this.#bitCount = program.bitCount;
    const { body, readout } = splitReadout(program.items);
    this.#body = body;
    this.#readout = readout;
  }

  get done(): number {
    return this.#arrived / this.#options.shots;
  }

  *run(): Work<void> {
    const { shots, startOf } = this.#options;
    const bits = new Uint8Array(this.#bitCount);
    this.#branches.push({
      items: this.#body,
      at: 0,
      outer: null,
      turns: 0,
      state: zeroState(startOf),
      bits,
      amount: shots,
    });
    for (let branch = this.#branches.pop(); branch; branch = this.#branches.pop()) yield* this.#follow(branch);
  }

  /** Walks a branch until its shots part, or to its end. */
  *#follow(branch: Branch): Work<void> {
    const { state, bits, amount } = branch;
    let steps: UnitaryStep[] = [];
    const catchUp = () => {
      const waiting = steps;
      steps = [];
      return applySteps(this.#workspace, state, waiting, this.#options.truncation);
    };
    for (;;) {
      if (branch.at === branch.items.length) {
        if (!branch.outer) break;
        Object.assign(branch, branch.outer);
        continue;
      }
      const item = branch.items[branch.at++];
      switch (item.kind) {
        case "step":
          steps.push(item.step);
          break;
        case "if": {
          const { items, at, outer } = branch;
          const isTrue = this.#testOf(item)(bits);
          Object.assign(branch, {
            items: isTrue ? item.whenTrue : item.whenFalse,
            at: 0,
            outer: { items, at, outer, turns: 0 },
          });
          break;
        }
        case "while": {
          const { items, at, outer, turns } = branch;
          branch.turns = 0;
          if (!this.#testOf(item)(bits)) break;
          checkTurns(turns, item.maxTurns);
          // After a turn it stands at the loop again.
          Object.assign(branch, { items: item.body, at: 0, outer: { items, at: at - 1, outer, turns: turns + 1 } });
          yield;
          break;
        }
        case "assign": {
          const values = this.#evaluatorOf(item)(bits);
          item.clbits.forEach((clbit, k) => {
            bits[clbit] = values[k];
          });
          break;
        }
        case "misread": {
          const parts = this.#divide(amount, columnOf(item.matrix, numberOf(bits, item.clbits)));
          if (parts.length > 1) yield* catchUp();
          for (const { way, share } of parts) {
            const part = parts.length > 1 ? this.#part(branch, share) : branch;
            item.clbits.forEach((clbit, j) => {
              part.bits[clbit] = (way >> j) & 1;
            });
          }
          if (parts.length > 1) return;
          break;
        }
        case "noise": {
          const { channel, qubits } = item;
          if (channel.kind === "unitary") {
            steps.push({ kind: "unitary", qubits, matrix: channel.matrix });
            break;
          }
          if (channel.kind === "kraus") {
            yield* catchUp();
            yield* this.#kraus(branch, qubits[0], channel.matrices);
            return;
          }
          const parts = this.#divide(amount, channel.probabilities);
          if (parts.length === 1) {
            steps.push(...paulis(item, parts[0].way));
            break;
          }
          yield* catchUp();
          for (const { way, share } of parts) {
            const { chain, siteOf } = this.#part(branch, share).state;
            qubits.forEach((qubit, j) => {
              const matrix = pauliMatrices[(way >> (2 * j)) & 3];
              if (matrix) chain.sites[siteOf[qubit]] = turned(chain.sites[siteOf[qubit]], matrix);
            });
          }
          return;
        }
        case "measure":
        case "reset": {
          yield* catchUp();
          const { qubit } = item;
          const [zero, , , , , , one] = yield* reducedOf(this.#workspace, state, qubit);
          const probabilities = [zero / (zero + one), one / (zero + one)];
          for (const { way, share } of this.#divide(amount, probabilities)) {
            const part = this.#part(branch, share);
            const value = way === 1 ? 1 : 0;
            yield* collapse(this.#workspace, part.state, qubit, value, probabilities[value]);
            if (item.kind === "measure") part.bits[item.clbit] = value;
            else if (value === 1) {
              const { chain, siteOf } = part.state;
              chain.sites[siteOf[qubit]] = turned(chain.sites[siteOf[qubit]], pauliX);
            }
          }
          return;
        }
      }
    }
    yield* catchUp();
    yield* this.#arrive(branch);
  }

  /** How many shots go each way; ways that none goes are left out, and the one that most go comes first. */
  #divide(amount: number, probabilities: ArrayLike<number>): { readonly way: number; readonly share: number }[] {
    const parts: { way: number; share: number }[] = [];
    let left = amount;
    let weight = 0;
    let last = 0; // takes all that are left, whatever rounding has made of the weight
    for (let way = 0; way < probabilities.length; way++) {
      weight += probabilities[way];
      if (probabilities[way] > 0) last = way;
    }
    for (let way = 0; way <= last && left > 0; way++) {
      const isLast = way === last || probabilities[way] >= weight;
      const share = isLast ? left : drawBinomial(this.#options.random, left, probabilities[way] / weight);
      weight -= probabilities[way];
      left -= share;
      if (share > 0) parts.push({ way, share });
    }
    return parts.sort((a, b) => b.share - a.share || a.way - b.way);
  }

  /** A branch of its own for some shots of another. The last one made is walked first. */
  #part(branch: Branch, amount: number): Branch {
    const part = { ...branch, state: copyOfState(branch.state), bits: branch.bits.slice(), amount };
    this.#branches.push(part);
    return part;
  }

  /** Quantum trajectories: operator k strikes with probability Tr(KρK†), and the state is normalised again. */
  *#kraus(branch: Branch, qubit: number, matrices: readonly (readonly number[])[]): Work<void> {
    const density = yield* reducedOf(this.#workspace, branch.state, qubit);
    const probabilities = matrices.map((matrix) => Math.max(0, weightAfter(matrix, density)));
    for (const { way, share } of this.#divide(branch.amount, probabilities)) {
      const { chain, siteOf } = this.#part(branch, share).state;
      const scale = 1 / Math.sqrt(probabilities[way]);
      const operator = Float64Array.from(matrices[way], (part) => part * scale);
      chain.sites[siteOf[qubit]] = turned(chain.sites[siteOf[qubit]], operator);
    }
  }

  *#arrive({ state, bits, amount }: Branch): Work<void> {
    this.kept = Math.min(this.kept, state.chain.kept);
    const isRead = this.#readout.some(({ kind }) => kind === "measure");
    const read = ({ bits: values, count }: Drawn) =>
      this.#read(bits.slice(), count, 0, (qubit) => values[state.siteOf[qubit]]);
    if (isRead) yield* sample(this.#workspace, state.chain, amount, this.#options.random, read);
    else read({ bits: new Uint8Array(state.siteOf.length), count: amount });
    this.#arrived += amount;
  }

  /** Writes what was drawn to the classical bits, from item `from` of the readout on, and counts it. */
  #read(bits: Uint8Array, count: number, from: number, valueOfQubit: (qubit: number) => number): void {
    for (let i = from; i < this.#readout.length; i++) {
      const item = this.#readout[i];
      if (item.kind === "measure") bits[item.clbit] = valueOfQubit(item.qubit);
      if (item.kind !== "misread") continue;
      for (const { way, share } of this.#divide(count, columnOf(item.matrix, numberOf(bits, item.clbits)))) {
        const seen = bits.slice();
        item.clbits.forEach((clbit, j) => {
          seen[clbit] = (way >> j) & 1;
        });
        this.#read(seen, share, i + 1, valueOfQubit);
      }
      return;
    }
    this.tally.add(Array.from(bits).reverse().join(""), count);
  }

  #evaluatorOf(item: Assign): (bits: Uint8Array) => Uint8Array {
    const known = this.#evaluators.get(item) ?? evaluatorOf(item.value);
    this.#evaluators.set(item, known);
    return known;
  }

  #testOf(item: NoiseItem & { kind: "if" | "while" }): BitTest {
    const known = this.#tests.get(item) ?? bitTest(item.condition);
    this.#tests.set(item, known);
    return known;
  }
}

const pauliX = Float64Array.of(0, 0, 1, 0, 1, 0, 0, 0);
/** Nothing, X, Y and Z. */
const pauliMatrices = [
  undefined,
  pauliX,
  Float64Array.of(0, 0, 0, -1, 0, 1, 0, 0),
  Float64Array.of(1, 0, 0, 0, 0, 0, -1, 0),
];

/** What strikes: digit j in base 4 is for the j-th qubit of the site, 1 X, 2 Y, 3 Z. */
function paulis({ qubits }: NoiseSite, way: number): UnitaryStep[] {
  return qubits.flatMap((qubit, j) => {
    const digit = (way >> (2 * j)) & 3;
    return digit === 0 ? [] : [gate((["x", "y", "z"] as const)[digit - 1], [qubit])];
  });
}

const numberOf = (bits: Uint8Array, clbits: readonly number[]): number =>
  clbits.reduce((value, clbit, j) => value | (bits[clbit] << j), 0);

function columnOf(matrix: readonly number[], column: number): number[] {
  const size = Math.round(Math.sqrt(matrix.length));
  return Array.from({ length: size }, (_, row) => matrix[row * size + column]);
}

/** Tr(KρK†) for 2 × 2 matrices, row by row, entries as re, im. */
function weightAfter(k: readonly number[], density: Float64Array): number {
  let weight = 0;
  for (let row = 0; row < 2; row++) {
    for (let a = 0; a < 2; a++) {
      for (let b = 0; b < 2; b++) {
        const [aRe, aIm, bRe, bIm] = [
          k[4 * row + 2 * a],
          k[4 * row + 2 * a + 1],
          k[4 * row + 2 * b],
          k[4 * row + 2 * b + 1],
        ];
        const [re, im] = [density[4 * a + 2 * b], density[4 * a + 2 * b + 1]];
        weight += (aRe * bRe + aIm * bIm) * re - (aIm * bRe - aRe * bIm) * im;
      }
    }
  }
  return weight;
}
