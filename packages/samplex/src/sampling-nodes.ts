import { exp, InvalidInputError } from "@naru/base";
import { cliffordInverses } from "./clifford.ts";
import { type Distribution, readDistribution } from "./distribution.ts";
import { damaged, type Fields } from "./fields.ts";
import { copyFixed, readFixedGates } from "./fixed-gates.ts";
import { offsetOf } from "./inputs.ts";
import type { Plan, Run, Step } from "./plan.ts";
import type { Gates, Register } from "./register.ts";

/** Subsystems of one register. */
export const mostRegisterSubsystems = 1_000_000;

/** N0: a gate for each letter of an argument, such as the turn to a basis of measurement. */
export function changeBasis(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const change = fields.inner("basis_change");
  const alphabet = change.counts("alphabet", 255);
  const action = readFixedGates(change.inner("action"));
  if (alphabet.length !== action.subsystems) throw damaged(where, "each letter should have one gate");
  const input = fields.text("basis_ref");
  if (!plan.inputs.has(input)) throw damaged(where, `there is no input "${input}"`);
  const subsystems = fields.count("num_subsystems", mostRegisterSubsystems);
  const register = plan.add(fields.text("register_name"), action.type, subsystems, true, where);
  const placeOfLetter = new Map(alphabet.map((letter, place) => [letter, place]));
  return (run) => {
    const tensor = run.inputs.tensors.get(input);
    if (tensor?.size !== subsystems) {
      throw new InvalidInputError(`Argument "${input}" should have ${subsystems} letters of a basis.`);
    }
    const offset = offsetOf(tensor, run.indices);
    const gates = run.gates[register.place];
    for (let q = 0; q < subsystems; q++) {
      const letter = tensor.numbers[offset + q];
      const place = placeOfLetter.get(letter);
      if (place === undefined) {
        const letters = alphabet.join(", ");
        throw new InvalidInputError(`Argument "${input}" has ${letter}, and a basis is one of ${letters}.`);
      }
      copyFixed(action, place, gates, q);
    }
  };
}

/** N10: a draw for one side of a gate and its inverse for the other. */
export function twirl(fields: Fields, plan: Plan, node: number): Step {
  const distribution = readDistribution(fields.inner("distribution"), plan.tables, mostRegisterSubsystems);
  const left = addDrawn(fields.text("lhs_register_name"), distribution, plan, fields.where);
  const right = addDrawn(fields.text("rhs_register_name"), distribution, plan, fields.where);
  return (run) => {
    const gates = drawn(run, left, distribution, node);
    setInverses(left, gates, run.gates[right.place]);
  };
}

/** N14: a draw. */
export function drawRegister(fields: Fields, plan: Plan, node: number): Step {
  const distribution = readDistribution(fields.inner("distribution"), plan.tables, mostRegisterSubsystems);
  const register = addDrawn(fields.text("register_name"), distribution, plan, fields.where);
  return (run) => {
    drawn(run, register, distribution, node);
  };
}

function addDrawn(name: string, { type, subsystems }: Distribution, plan: Plan, where: string): Register {
  return plan.add(name, type, subsystems, false, where);
}

function drawn(run: Run, { place, subsystems, type }: Register, distribution: Distribution, node: number): Gates {
  const gates = run.gates[place].subarray(0, subsystems * run.samples * (type === "u2" ? 8 : 1));
  distribution.draw(gates, run.samples, run.random(node));
  return gates;
}

function setInverses({ type }: Register, gates: Gates, target: Gates): void {
  if (type === "pauli" || type === "z2") target.set(gates);
  else if (type === "c1") for (let at = 0; at < gates.length; at++) target[at] = cliffordInverses[gates[at]];
  else {
    for (let at = 0; at < gates.length; at += 8) {
      for (const [from, to] of adjoint) {
        target[at + to] = gates[at + from];
        target[at + to + 1] = -gates[at + from + 1];
      }
    }
  }
}
const adjoint: readonly (readonly [from: number, to: number])[] = [
  [0, 0],
  [2, 4],
  [4, 2],
  [6, 6],
];

/**
 * N5: Pauli matrices of a Pauli–Lindblad map. Each term is there with the probability (1 − e^(−2|r|))/2 of its rate r, after
 * scaling; those of negative rates also turn the sign (van den Berg et al., 10.1038/s41567-023-02042-2).
 */
export function injectNoise(fields: Fields, plan: Plan, node: number): Step {
  const { where } = fields;
  const input = `pauli_lindblad_maps.${fields.text("noise_ref")}`;
  if (!plan.inputs.has(input)) throw damaged(where, `there is no input "${input}"`);
  plan.noises.push(input);
  const modifier = fields.has("modifier_ref") ? fields.text("modifier_ref") : "";
  const subsystems = fields.count("num_subsystems", mostRegisterSubsystems);
  const register = plan.add(fields.text("register_name"), "pauli", subsystems, false, where);
  const signs = plan.add(fields.text("sign_register_name"), "z2", 1, false, where);
  return (run) => {
    const map = run.inputs.maps.get(input);
    if (map === undefined) throw new InvalidInputError(`Argument "${input}" should be a Pauli–Lindblad map.`);
    const random = run.random(node);
    const [gates, sign, n] = [run.gates[register.place], run.gates[signs.place], run.samples];
    gates.fill(0);
    sign.fill(0);
    const scale = modifier === "" ? undefined : run.inputs.tensors.get(`noise_scales.${modifier}`);
    const local = modifier === "" ? undefined : run.inputs.tensors.get(`local_scales.${modifier}`);
    const factor = scale ? scale.numbers[offsetOf(scale, run.indices)] : 1;
    const localOffset = local ? offsetOf(local, run.indices) : 0;
    if ((scale && scale.size !== 1) || (local && local.size !== map.rates.length)) {
      throw new InvalidInputError(`The scales "${modifier}" should be one number, or one for each term of "${input}".`);
    }
    for (let term = 0; term < map.rates.length; term++) {
      const rate = map.rates[term] * factor * (local ? local.numbers[localOffset + term] : 1);
      const chance = (1 - exp(-2 * Math.abs(rate))) / 2;
      if (chance === 0) continue;
      for (let s = 0; s < n; s++) {
        if (random.uniform() >= chance) continue;
        for (let k = map.starts[term]; k < map.starts[term + 1]; k++) {
          const qubit = map.qubits[k];
          if (qubit >= subsystems) {
            throw new InvalidInputError(`Argument "${input}" names qubit ${qubit}, and there are ${subsystems}.`);
          }
          gates[qubit * n + s] ^= map.paulis[k];
        }
        if (rate < 0) sign[s] ^= 1;
      }
    }
  };
}
