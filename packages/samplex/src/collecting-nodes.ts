import { damaged, type Fields, isCount } from "./fields.ts";
import { expectDifferent, readIndices, readPackedArray } from "./packed-array.ts";
import { type Plan, type Step, samplesOf } from "./plan.ts";
import type { Gates } from "./register.ts";
import { synths, writeAngles } from "./synthesis.ts";

/** N1: the angles of a register's matrices, as parameters of the template circuit. */
export function collectAngles(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const place = plan.output(fields.text("template_param_names"), where);
  const { content, width, size } = plan.outputs[place];
  if (content === "bits" || width !== size) throw damaged(where, "angles should go to a list of numbers");
  const register = plan.findOfType(fields.text("register_name"), "u2", where);
  const named = fields.text("synth");
  const synth = synths.find((each) => each === named);
  if (synth === undefined) throw damaged(where, `there is no way "${named}" to make gates of angles`);
  const subsystems = Int32Array.from(readPackedArray(fields.text("subsystem_idxs"), where).numbers);
  if (!subsystems.every((index) => isCount(index, register.subsystems - 1))) {
    throw damaged(where, "an index is not one of the register's subsystems");
  }
  const { shape, numbers } = readPackedArray(fields.text("template_idxs"), where);
  if (shape.length !== 2 || shape[0] !== subsystems.length || shape[1] !== 3) {
    throw damaged(where, "each subsystem should have three parameters");
  }
  expectDifferent(numbers, width, where);
  const parameters = Int32Array.from(numbers);
  plan.spend(subsystems.length * 4, where);
  const angles = new Float64Array(3);
  return (run) => {
    const gates = run.gates[register.place];
    const output = run.outputs[place];
    const n = samplesOf(register, run);
    /** Rows of the samples of this subsystem whose angles were worked out, and where their matrices are. */
    const [rows, places] = [new Int32Array(mostRemembered), new Int32Array(mostRemembered)];
    for (let k = 0; k < subsystems.length; k++) {
      let remembered = 0;
      for (let s = 0; s < run.samples; s++) {
        const at = (subsystems[k] * n + (n === 1 ? 0 : s)) * 8;
        const row = run.rows[s] * width;
        let same = 0;
        while (same < remembered && !isSame(gates, at, places[same])) same++;
        if (same < remembered) {
          for (let j = 3 * k; j < 3 * k + 3; j++) output[row + parameters[j]] = output[rows[same] + parameters[j]];
          continue;
        }
        writeAngles(synth, gates, at, angles);
        for (let j = 0; j < 3; j++) output[row + parameters[3 * k + j]] = Math.fround(angles[j]);
        if (remembered < mostRemembered) {
          rows[remembered] = row;
          places[remembered++] = at;
        }
      }
    }
  };
}

/** A gate between two Pauli matrices is one of sixteen: angles take longer than it takes to see that they are known. */
const mostRemembered = 16;

function isSame(gates: Gates, a: number, b: number): boolean {
  for (let k = 0; k < 8; k++) if (gates[a + k] !== gates[b + k]) return false;
  return true;
}

/** N2: bits of a register. */
export function collectBits(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const place = plan.output(fields.text("output_name"), where);
  const { content, width, size } = plan.outputs[place];
  if (content !== "bits" || width !== size) throw damaged(where, "bits should go to a list of bits");
  const register = plan.findOfType(fields.text("register_name"), "z2", where);
  const { numbers } = readPackedArray(fields.text("subsystem_indices"), where);
  if (!numbers.every((index) => isCount(index, register.subsystems - 1))) {
    throw damaged(where, "an index is not one of the register's subsystems");
  }
  const [from, to] = [Int32Array.from(numbers), readIndices(fields.text("output_indices"), width, where)];
  if (from.length !== to.length) throw damaged(where, "there should be as many bits as places for them");
  plan.spend(from.length, where);
  return (run) => {
    const gates = run.gates[register.place];
    const output = run.outputs[place];
    const n = samplesOf(register, run);
    for (let s = 0; s < run.samples; s++) {
      const row = run.rows[s] * width;
      for (let k = 0; k < from.length; k++) output[row + to[k]] = gates[from[k] * n + (n === 1 ? 0 : s)];
    }
  };
}
