import type { NoiseModel, NoiseRule } from "../noise-model.ts";
import type { UnitaryStep } from "../simulator.ts";
import { type Channel, depolarisingChannel, type NoiseSite, normalForm, widthOf } from "./channel.ts";

interface ReadRule {
  readonly rule: NoiseRule;
  readonly width: number;
  readonly channels: readonly Channel[];
}

const keyOf = (qubits: readonly number[]): string => (qubits.length === 1 ? `${qubits[0]}` : qubits.join(" "));

/** Which channels of a model follow a gate. */
export class ChannelsOfModel {
  readonly #model: NoiseModel;
  /** Rules that name no qubits, and by the qubits that they name; a list of those that may fit, in the order of the model. */
  readonly #anywhere: readonly ReadRule[];
  readonly #byQubits: ReadonlyMap<string, readonly ReadRule[]>;
  readonly #depolarising = new Map<number, readonly Channel[]>();

  constructor(model: NoiseModel) {
    this.#model = model;
    const rules = (model.rules ?? []).map((rule) => ({
      rule,
      width: widthOf(rule.channel),
      channels: normalForm(rule.channel),
    }));
    this.#anywhere = rules.filter(({ rule }) => !rule.qubits);
    const byQubits = new Map<string, ReadRule[]>();
    if (this.#anywhere.length < rules.length) {
      for (const { rule } of rules) if (rule.qubits) byQubits.set(keyOf(rule.qubits), []);
      for (const read of rules) {
        if (read.rule.qubits) byQubits.get(keyOf(read.rule.qubits))?.push(read);
        else for (const list of byQubits.values()) list.push(read);
      }
    }
    this.#byQubits = byQubits;
  }

  /** `operands` are the qubits of the step, further controls first. */
  after(step: UnitaryStep, operands: readonly number[]): readonly NoiseSite[] {
    const sites = this.#depolarisingAfter(step, operands);
    const rules = this.#byQubits.size === 0 ? undefined : this.#byQubits.get(keyOf(operands));
    for (const { rule, width, channels } of rules ?? this.#anywhere) {
      if (!fits(rule, step, operands)) continue;
      for (const qubits of placesOf(rule, width, operands)) {
        for (const channel of channels) sites.push({ kind: "noise", qubits, channel });
      }
    }
    return sites;
  }

  #depolarisingAfter(step: UnitaryStep, operands: readonly number[]): NoiseSite[] {
    const isNamed = step.kind === "gate" && !step.controls?.length;
    const ofWidth = operands.length === 1 ? this.#model.oneQubitRate : this.#model.twoQubitRate;
    const rate = (isNamed ? this.#model.gateRates?.[step.gate] : undefined) ?? ofWidth;
    const [channel] = this.#depolarisingOf(Math.min(2, operands.length), rate);
    if (!channel) return [];
    if (operands.length <= 2) return [{ kind: "noise", qubits: operands, channel }];
    return Array.from({ length: this.#model.wideGateErrors ?? 0 }, (_, k) => {
      const first = k % (operands.length - 1);
      return { kind: "noise", qubits: operands.slice(first, first + 2), channel };
    });
  }

  #depolarisingOf(width: number, rate: number): readonly Channel[] {
    const key = rate + 2 * width; // rates lie between 0 and 1
    const known = this.#depolarising.get(key);
    if (known) return known;
    const made = depolarisingChannel(width, rate);
    this.#depolarising.set(key, made);
    return made;
  }
}

function fits({ gates, width, qubits }: NoiseRule, step: UnitaryStep, operands: readonly number[]): boolean {
  if (width !== undefined && operands.length !== width) return false;
  if (qubits && (operands.length !== qubits.length || qubits.some((qubit, j) => qubit !== operands[j]))) return false;
  if (!gates) return true;
  if (step.kind === "unitary") return gates.includes("unitary");
  return !step.controls?.length && gates.includes(step.gate);
}

function placesOf({ on }: NoiseRule, width: number, operands: readonly number[]): readonly (readonly number[])[] {
  if (on) return [on];
  if (width === 1) return operands.map((qubit) => [qubit]);
  return operands.length === width ? [operands] : [];
}
