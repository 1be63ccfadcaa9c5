import type { Random } from "@naru/base";
import type { Pacer } from "../pacer.ts";
import { amountOf, type Branch, type Frame, join, merged, type Party, passageNumber, strike } from "./branch.ts";
import { type BitTest, checkTurns } from "./condition.ts";
import { type ErrorSites, eventOf, noErrors, siteOf } from "./error-sites.ts";
import { misread } from "./misread.ts";
import { fateProbabilities, valueProbabilities } from "./odds.ts";
import { inGroups, leaving, partition, withBit } from "./parties.ts";
import { classAt, nextPoint, pass } from "./passing.ts";
import type { Block, Instruction, ShotProgram } from "./program.ts";
import type { Misreading } from "./readings.ts";
import type { StateOps } from "./state-ops.ts";
import type { SitePoint, StepPoint, Stretch } from "./stretch.ts";

/** What is divided at a fork of the tree: a number of shots, or a probability. */
export interface Shares<State> {
  /** How much of `amount` goes a way that has this probability. */
  part(amount: number, probability: number): number;
  /** Parties came to the end of the program with this state, which may be read but not kept. */
  arrive(state: State, parties: readonly Party[]): void;
}

/** Points of a stretch, times parties, that take as long as there may be between two looks at the pacer: some 20 ms. */
const partiesBetweenLooks = 2 ** 17;

/** Putting parties together at the beginning of a stretch, and drawing their errors, takes so many times as long. */
const costOfOpening = 32;

/** Shots that arrive together, unless all are alike: some 20 ms with tens of misreadings each. */
const mostTogether = 2 ** 12;

/** Events of a mixture of resets: its probabilities are listed in this order. */
const eventOfZ = 1;
const eventOfOne = 3;

/**
 * Walks the tree of all that can happen to shots, depth first, and computes what shots have in common once.
 *
 * A branch holds a state, and shots whose states differ from it by Paulis alone. Pauli errors change nothing but these
 * Paulis; they pass through Clifford gates, and through others as far as they commute with them. Only where one does not
 * pass does its shot part from the branch. Measurements and resets split a branch by what they find. The smaller part is
 * walked first and the larger set aside with a copy of the state, so that no more than log₂(shots) + 1 are ever held.
 */
export class Tree<State> {
  readonly #program: ShotProgram;
  readonly #ops: StateOps<State>;
  readonly #shares: Shares<State>;
  readonly #random: Random;
  readonly #pacer: Pacer;
  readonly #aside: Branch<State>[] = [];
  /** Entry i is the share of the program's steps that lies before instruction i of its body. */
  readonly #progress: readonly number[];
  /** What a party costs at a point of a stretch, in amplitudes touched. */
  readonly #workOfParty: number;
  #work = 0;
  #arrived = 0;
  #total = 0;

  constructor(program: ShotProgram, ops: StateOps<State>, shares: Shares<State>, random: Random, pacer: Pacer) {
    this.#program = program;
    this.#ops = ops;
    this.#shares = shares;
    this.#random = random;
    this.#pacer = pacer;
    this.#progress = progressOf(program.body);
    this.#workOfParty = ops.amplitudesBetweenLooks / partiesBetweenLooks;
  }

  /** Sends `amount` through the program, in portions of at most `portion`. Throws CancelledError once the run is to stop. */
  async walk(amount: number, portion = amount): Promise<void> {
    this.#total = amount;
    try {
      for (let rest = amount; rest > 0; rest -= portion) await this.#walkPortion(Math.min(rest, portion));
    } finally {
      for (const branch of this.#aside) this.#ops.release(branch.state);
      this.#aside.length = 0;
    }
  }

  async #walkPortion(amount: number): Promise<void> {
    const { body, bitCount } = this.#program;
    const party = { x: 0, z: 0, bits: new Uint8Array(bitCount), amount, errors: noErrors, fate: -1 };
    const place = { block: body, at: 0, outer: null, turns: 0, isOpen: false, point: 0, applied: 0 };
    this.#aside.push({ ...place, state: this.#ops.create(), parties: [party] });
    for (let branch = this.#aside.pop(); branch; branch = this.#aside.pop()) {
      try {
        await this.#follow(branch);
      } finally {
        this.#ops.release(branch.state);
      }
    }
  }

  /** Walks a branch to the end of the program. Parts that leave it are set aside; the branch stays the same object. */
  async #follow(branch: Branch<State>): Promise<void> {
    for (;;) {
      if (branch.at === branch.block.length) {
        if (!branch.outer) break;
        Object.assign(branch, branch.outer);
        continue;
      }
      const instruction = branch.block[branch.at];
      switch (instruction.kind) {
        case "stretch":
          await this.#stretch(branch, instruction);
          break;
        case "measure":
          this.#measure(branch, instruction.qubit, instruction.clbit);
          await this.#look(2, branch);
          break;
        case "misread":
          this.#misread(branch, instruction);
          break;
        case "reset":
          this.#measure(branch, instruction.qubit, -1);
          await this.#look(2, branch);
          break;
        case "if":
          this.#decide(branch, instruction);
          break;
        case "while":
          this.#turn(branch, instruction);
          await this.#look(1, branch);
          break;
        case "assign":
          this.#assign(branch, instruction);
          break;
      }
    }
    const areAlike = branch.parties.length === 1 && this.#program.misreadings.length === 0;
    for (const parties of areAlike ? [branch.parties] : inGroups(branch.parties, mostTogether)) {
      this.#shares.arrive(branch.state, parties);
      this.#arrived += amountOf(parties);
      this.#work += (amountOf(parties) / mostTogether) * this.#ops.amplitudesBetweenLooks;
      await this.#look(4, branch);
    }
  }

  async #stretch(branch: Branch<State>, stretch: Stretch): Promise<void> {
    const { points, steps, errors } = stretch;
    if (!branch.isOpen) {
      branch.isOpen = true;
      if (errors) {
        branch.parties = merged(branch.parties);
        for (const party of branch.parties) party.errors = errors.drawMany(this.#random, 0, party.amount);
        this.#work += branch.parties.length * costOfOpening * this.#workOfParty;
        this.#work += amountOf(branch.parties) * this.#workOfParty;
      }
    }
    for (;;) {
      branch.point = nextPoint(branch, errors, points.length);
      if (branch.point === points.length) break;
      const point = points[branch.point];
      this.#work += branch.parties.length * this.#workOfParty;
      if (this.#work >= this.#ops.amplitudesBetweenLooks) await this.#look(0, branch);
      if (point.kind === "step") {
        const odd = pass(branch, point);
        if (odd !== 0) await this.#partFrom(branch, stretch, point, odd);
      } else if (errors) await this.#meet(branch, stretch, point, errors);
    }
    while (!this.#apply(branch, stretch, steps.length)) await this.#look(0, branch);
    if (stretch.isShrinking) this.#normalise(branch.state);
    branch.isOpen = false;
    branch.point = 0;
    branch.applied = 0;
    branch.at++;
  }

  /** Parts the parties of a class from the others; where there are no others, puts their Pauli into the state. */
  async #partFrom(branch: Branch<State>, stretch: Stretch, point: StepPoint, odd: number): Promise<void> {
    while (!this.#apply(branch, stretch, point.step)) await this.#look(0, branch);
    const [chosen, rest] = partition(branch.parties, (party) => classAt(point, party) === odd);
    if (rest.length > 0) {
      for (const [part, isChosen] of this.#divide(branch, chosen, rest)) if (isChosen) this.#absorb(part);
    } else this.#absorb(branch);
    await this.#look(2, branch);
  }

  /** Applies the Pauli of the largest party to the state, so that the others are relative to it. */
  #absorb(branch: Branch<State>): void {
    const { x, z } = branch.parties.reduce((largest, party) => (party.amount > largest.amount ? party : largest));
    this.#ops.applyPauli(branch.state, x, z);
    for (const party of branch.parties) {
      party.x ^= x;
      party.z ^= z;
    }
  }

  /** A site: decides what happens to the shots that meet something here, and parts those whose state it changes. */
  async #meet(branch: Branch<State>, stretch: Stretch, point: SitePoint, errors: ErrorSites): Promise<void> {
    const isHere = ({ errors: codes }: Party) => codes.length > 0 && siteOf(codes[0]) === point.site;
    if (point.jumps && branch.parties.some(isHere)) {
      // Candidates look at the state, so it must be theirs but for a Pauli that passes.
      const stay = stretch.points[branch.point + 1] as StepPoint;
      const party = branch.parties.find((candidate) => isHere(candidate) && classAt(stay, candidate) !== 0);
      if (party) return this.#partFrom(branch, stretch, stay, classAt(stay, party));
    }
    const undecided: [party: Party, event: number][] = [];
    const { channel } = errors.sites[point.site];
    const struck: Party[] = [];
    for (const party of branch.parties) while (isHere(party)) struck.push(leaving(party));
    branch.parties = branch.parties.filter(({ amount }) => amount > 0);
    for (const party of struck) {
      const event = eventOf(party.errors[0]);
      party.errors = errors.drawMany(this.#random, point.site + 1, party.amount);
      if (channel.kind === "pauli") strike(party, point.qubits, passageNumber(event));
      else if (!point.jumps && event === eventOfZ) strike(party, point.qubits, passageNumber(3));
      else {
        undecided.push([party, event]);
        continue;
      }
      join(branch.parties, party);
    }
    if (undecided.length > 0) await this.#decideFates(branch, stretch, point, errors, undecided);
    if (branch.parties.some(({ fate }) => fate >= 0)) await this.#enact(branch, stretch, point);
    else branch.point++;
  }

  /** For shots that are reset or candidates for a jump: decides what happens to them, and puts them back. */
  async #decideFates(
    branch: Branch<State>,
    stretch: Stretch,
    point: SitePoint,
    errors: ErrorSites,
    undecided: readonly (readonly [party: Party, event: number])[],
  ): Promise<void> {
    while (!this.#apply(branch, stretch, point.step)) await this.#look(0, branch);
    const { jumps, qubits } = point;
    const probabilities = fateProbabilities(this.#ops, branch.state, point);
    for (const [party, event] of undecided) {
      const put = (amount: number, fate: number) => {
        if (amount === 0) return;
        const part = { ...party, amount, fate, errors: errors.drawMany(this.#random, point.site + 1, amount) };
        if (!jumps) {
          // The state keeps the value found; what the qubit is reset to is up to the Pauli.
          const bit = 1 << qubits[0];
          part.x = fate === (event === eventOfOne ? 1 : 0) ? part.x & ~bit : part.x | bit;
          part.z &= ~bit;
        }
        join(branch.parties, part);
      };
      let rest = party.amount;
      let left = 1;
      probabilities.forEach((probability, fate) => {
        const amount = this.#shares.part(rest, left > 0 ? Math.min(1, probability / left) : 0);
        put(amount, fate);
        rest -= amount;
        left -= probability;
      });
      put(rest, -1); // candidates that do not jump
    }
    await this.#look(1, branch);
  }

  /** Parts the parties by what is to happen to them, one kind after the other, and lets it happen. */
  async #enact(branch: Branch<State>, stretch: Stretch, point: SitePoint): Promise<void> {
    const fate = Math.max(...branch.parties.map((party) => party.fate));
    while (!this.#apply(branch, stretch, point.step)) await this.#look(0, branch);
    const [chosen, rest] = partition(branch.parties, (party) => party.fate === fate);
    const parts = rest.length > 0 ? this.#divide(branch, chosen, rest) : ([[branch, true]] as const);
    for (const [part, isChosen] of parts) {
      if (!isChosen) continue; // it comes here again, and finds the next fate or none
      for (const party of part.parties) party.fate = -1;
      if (point.jumps) {
        this.#ops.apply(part.state, point.jumps.steps[fate], 0, 1);
        this.#normalise(part.state);
        part.point += 2; // past the step of those that stay
        part.applied++;
      } else {
        const weights = this.#ops.weights(part.state, point.qubits[0]);
        this.#ops.collapse(part.state, point.qubits[0], fate === 1 ? 1 : 0, fate === 1 ? weights.one : weights.zero);
        part.point++;
      }
    }
    await this.#look(3, branch);
  }

  /** Measures a qubit into a classical bit, or resets it to 0 if there is none. */
  #measure(branch: Branch<State>, qubit: number, clbit: number): void {
    const weights = this.#ops.weights(branch.state, qubit);
    const [, probability] = valueProbabilities(weights);
    const bit = 1 << qubit;
    const parts: [Party[], Party[]] = [[], []];
    for (const party of branch.parties) {
      const ones = this.#shares.part(party.amount, probability);
      for (const [found, amount] of [party.amount - ones, ones].entries()) {
        if (amount <= 0) continue;
        const part = { ...party, amount, z: party.z & ~bit };
        if (clbit < 0) part.x = found === 1 ? party.x | bit : party.x & ~bit;
        else part.bits = withBit(party.bits, clbit, found ^ ((party.x >>> qubit) & 1));
        parts[found].push(part);
      }
    }
    this.#work += branch.parties.length * this.#workOfParty;
    branch.at++;
    const [zeros, ones] = parts;
    const split =
      zeros.length > 0 && ones.length > 0 ? this.#divide(branch, ones, zeros) : ([[branch, ones.length > 0]] as const);
    if (split.length === 1) branch.parties = [...zeros, ...ones];
    const isCertain = weights.zero === 0 || weights.one === 0;
    for (const [part, isOne] of isCertain ? [] : split) {
      this.#ops.collapse(part.state, qubit, isOne ? 1 : 0, isOne ? weights.one : weights.zero);
    }
  }

  #misread(branch: Branch<State>, misreading: Misreading): void {
    branch.at++;
    const parties: Party[] = [];
    for (const party of branch.parties) {
      misread(party.bits, party.amount, misreading, this.#shares, (bits, amount) => {
        parties.push({ ...party, bits, amount });
      });
    }
    branch.parties = parties;
  }

  #decide(branch: Branch<State>, { test, whenTrue, whenFalse }: Instruction & { kind: "if" }): void {
    branch.at++;
    const { block, at, outer } = branch;
    for (const [part, isTrue] of this.#asked(branch, test)) {
      part.block = isTrue ? whenTrue : whenFalse;
      part.at = 0;
      part.outer = { block, at, outer, turns: 0 };
    }
  }

  /** Shots for which the condition holds make a turn and come here again; the others go on. */
  #turn(branch: Branch<State>, { test, body, maxTurns }: Instruction & { kind: "while" }): void {
    this.#work += branch.parties.length * this.#workOfParty;
    const { block, at, outer, turns } = branch;
    for (const [part, isTrue] of this.#asked(branch, test)) {
      part.turns = 0;
      if (isTrue) {
        checkTurns(turns, maxTurns);
        part.block = body;
        part.at = 0;
        part.outer = { block, at, outer, turns: turns + 1 };
      } else part.at = at + 1;
    }
  }

  /** Parts the parties of a branch by a question about their bits. */
  #asked(branch: Branch<State>, test: BitTest): readonly (readonly [part: Branch<State>, isTrue: boolean])[] {
    const [chosen, rest] = partition(branch.parties, ({ bits }) => test(bits));
    if (chosen.length > 0 && rest.length > 0) return this.#divide(branch, chosen, rest);
    return [[branch, chosen.length > 0]];
  }

  #assign(branch: Branch<State>, { clbits, evaluate }: Instruction & { kind: "assign" }): void {
    branch.at++;
    this.#work += branch.parties.length * this.#workOfParty;
    for (const party of branch.parties) {
      const values = evaluate(party.bits);
      party.bits = party.bits.slice();
      clbits.forEach((clbit, k) => {
        party.bits[clbit] = values[k];
      });
    }
  }

  /**
   * Splits a branch in two, the chosen parties and the rest, neither empty. The larger part is set aside, and the branch
   * becomes the smaller one. Gives both, and which is the chosen.
   */
  #divide(branch: Branch<State>, chosen: Party[], rest: Party[]): [Branch<State>, isChosen: boolean][] {
    const isChosenLarger = amountOf(chosen) > amountOf(rest);
    const larger = { ...branch, state: this.#ops.copy(branch.state), parties: isChosenLarger ? chosen : rest };
    this.#aside.push(larger);
    branch.parties = isChosenLarger ? rest : chosen;
    return [
      [larger, isChosenLarger],
      [branch, !isChosenLarger],
    ];
  }

  /** Applies the steps of a stretch up to `to`, or until it is time to look up: then it is to be called again. */
  #apply(branch: Branch<State>, { steps, normalisedAfter }: Stretch, to: number): boolean {
    const size = 2 ** this.#program.qubitCount;
    const portion = Math.max(1, Math.floor(this.#ops.amplitudesBetweenLooks / size));
    while (branch.applied < to) {
      if (this.#work >= this.#ops.amplitudesBetweenLooks) return false;
      const shrunk = normalisedAfter.find((step) => step > branch.applied) ?? to;
      const next = Math.min(to, branch.applied + portion, shrunk);
      this.#ops.apply(branch.state, steps, branch.applied, next);
      if (next === shrunk && shrunk < to) this.#normalise(branch.state);
      this.#work += (next - branch.applied) * size;
      branch.applied = next;
    }
    return true;
  }

  #normalise(state: State): void {
    const { zero, one } = this.#ops.weights(state, 0);
    this.#ops.scale(state, 1 / Math.sqrt(zero + one));
  }

  /** After `sweeps` over a state: looks at the pacer if enough was done since the last time. */
  async #look(sweeps: number, branch: Branch<State>): Promise<void> {
    this.#work += sweeps * 2 ** this.#program.qubitCount;
    if (this.#work < this.#ops.amplitudesBetweenLooks) return;
    this.#work = 0;
    const isLeaf = branch.at === branch.block.length && !branch.outer;
    const done = this.#arrived + (isLeaf ? 0 : amountOf(branch.parties) * this.#progressOf(branch));
    await this.#pacer.pause(done / this.#total);
  }

  #progressOf(branch: Branch<State>): number {
    let frame: Frame = branch;
    while (frame.outer) frame = frame.outer;
    const start = this.#progress[frame.at];
    if (branch.outer) return start;
    const instruction = branch.block[branch.at];
    if (instruction?.kind !== "stretch") return start;
    return start + (this.#progress[branch.at + 1] - start) * (branch.applied / Math.max(1, instruction.steps.length));
  }
}

/** The share of the work of a program that lies before each of its instructions, and before its end. */
function progressOf(body: Block): number[] {
  const weights = body.map((instruction) => (instruction.kind === "stretch" ? instruction.steps.length : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const starts = [0];
  let sum = 0;
  for (const weight of weights) {
    sum += weight;
    starts.push(sum / total);
  }
  return starts;
}
