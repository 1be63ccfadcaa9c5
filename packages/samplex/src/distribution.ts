import type { Random } from "@naru/base";
import { cliffordCount } from "./clifford.ts";
import { cliffordPairTable } from "./conjugation.ts";
import { damaged, type Fields } from "./fields.ts";
import { readPackedArray } from "./packed-array.ts";
import type { Gates, RegisterType } from "./register.ts";
import type { Tables } from "./tables.ts";

/** Draws gates of one type for so many subsystems. */
export interface Distribution {
  readonly type: RegisterType;
  readonly subsystems: number;
  /** Fills `gates`, that of subsystem q and sample s at q·samples + s. */
  draw(gates: Gates, samples: number, random: Random): void;
}

/** Reads a distribution; `most` limits its subsystems. */
export function readDistribution(fields: Fields, tables: Tables, most: number): Distribution {
  const subsystems = fields.count("num_subsystems", most);
  // Before version 3, distributions had names and no ids.
  switch (fields.has("id") ? fields.text("id") : fields.text("type")) {
    case "D0":
    case "pauli_uniform":
      return { type: "pauli", subsystems, draw: drawPaulis };
    case "D1":
    case "haar_u2":
      return { type: "u2", subsystems, draw: drawHaar };
    case "D2":
      return { type: "c1", subsystems, draw: drawCliffords };
    case "D3":
      return { type: "pauli", subsystems, draw: drawBalanced };
    case "D4":
      return localCliffords(fields, tables, subsystems);
    case "D5":
      return paulisOfList(fields, subsystems);
    default:
      throw damaged(fields.where, "there is no such distribution");
  }
}

/** Uniform over I, Z, X and Y. */
function drawPaulis(gates: Gates, _samples: number, random: Random): void {
  for (let at = 0; at < gates.length; ) {
    let bits = random.bits32();
    for (const end = Math.min(at + 16, gates.length); at < end; at++, bits >>>= 2) gates[at] = bits & 3;
  }
}

function drawCliffords(gates: Gates, _samples: number, random: Random): void {
  for (let at = 0; at < gates.length; at++) gates[at] = random.below(cliffordCount);
}

/** Each draw stands for four samples, multiplied by I, X, Z and Y in turn, so that four samples are balanced. */
function drawBalanced(gates: Gates, samples: number, random: Random): void {
  for (let start = 0; start < gates.length; start += samples) {
    for (let s = 0; s < samples; s += 4) {
      const drawn = random.bits32() & 3;
      for (let k = 0; k < 4 && s + k < samples; k++) gates[start + s + k] = drawn ^ balance[k];
    }
  }
}
const balance = [0, 2, 1, 3];

/**
 * The invariant measure of SU(2): a uniform point of the sphere in four dimensions, from two points of the disk (Marsaglia,
 * "Choosing a point from the surface of a sphere", Ann. Math. Statist. 43, 645 (1972)). Phases are drawn by nobody, since
 * nothing depends on them.
 */
function drawHaar(gates: Gates, _samples: number, random: Random): void {
  for (let at = 0; at < gates.length; at += 8) {
    const [a, b, first] = pointOfDisk(random);
    const [p, q, second] = pointOfDisk(random);
    const scale = Math.sqrt((1 - first) / second);
    const [c, d] = [p * scale, q * scale];
    gates.set([a, b, -c, d, c, d, a, -b], at);
  }
}

/** A uniform point of the unit disk without its centre, and the square of its distance from there. */
function pointOfDisk(random: Random): readonly [number, number, number] {
  for (;;) {
    const [x, y] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    const square = x * x + y * y;
    if (square > 0 && square < 1) return [x, y, square];
  }
}

/** Uniform over the pairs of Clifford gates that a gate on two qubits turns into such pairs; subsystems come in pairs. */
function localCliffords(fields: Fields, tables: Tables, subsystems: number): Distribution {
  if (subsystems % 2 === 1) throw damaged(fields.where, "the number of subsystems should be even");
  const name = fields.text("gate_name");
  const table = tables.find("D4", name) ?? cliffordPairTable(name);
  if (table?.arity !== 2 || table.size !== cliffordCount) {
    throw damaged(fields.where, `there is no table of pairs of Clifford gates for "${name}"`);
  }
  const pairs: number[] = [];
  for (let k = 0; k < cliffordCount ** 2; k++) {
    if (table.entries[2 * k] >= 0 && table.entries[2 * k + 1] >= 0) pairs.push(k);
  }
  if (pairs.length === 0) throw damaged(fields.where, `no pair of Clifford gates stays one at "${name}"`);
  const draw = (gates: Gates, samples: number, random: Random): void => {
    for (let start = 0; start < gates.length; start += 2 * samples) {
      for (let s = 0; s < samples; s++) {
        const pair = pairs[random.below(pairs.length)];
        gates[start + s] = Math.floor(pair / cliffordCount);
        gates[start + samples + s] = pair % cliffordCount;
      }
    }
  };
  return { type: "c1", subsystems, draw };
}

/** Uniform over the rows of a list; each row is for so many neighbouring subsystems as it is long. */
function paulisOfList(fields: Fields, subsystems: number): Distribution {
  const { shape, isComplex, numbers } = readPackedArray(fields.text("paulis"), fields.where);
  const [rows = 0, width = 0] = shape;
  if (shape.length !== 2 || isComplex || rows === 0 || width === 0) {
    throw damaged(fields.where, "the list of Pauli matrices should have two axes and an entry");
  }
  if (subsystems % width !== 0) throw damaged(fields.where, `${subsystems} subsystems are no whole rows of ${width}`);
  const paulis = Uint8Array.from(numbers, (number) => number & 3);
  const draw = (gates: Gates, samples: number, random: Random): void => {
    for (let start = 0; start < gates.length; start += width * samples) {
      for (let s = 0; s < samples; s++) {
        const row = random.below(rows) * width;
        for (let k = 0; k < width; k++) gates[start + k * samples + s] = paulis[row + k];
      }
    }
  };
  return { type: "pauli", subsystems, draw };
}
