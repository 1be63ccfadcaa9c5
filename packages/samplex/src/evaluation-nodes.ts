import { cos, InvalidInputError, sin } from "@naru/base";
import { cliffordPairTable, pauliTable } from "./conjugation.ts";
import { damaged, Fields, isCount, parse } from "./fields.ts";
import { readFixedGates } from "./fixed-gates.ts";
import { expectDifferent, readIndices, readPackedArray } from "./packed-array.ts";
import { type Plan, type Run, type Step, samplesOf } from "./plan.ts";
import {
  copyGate,
  expectConvertible,
  type Gates,
  isRegisterType,
  multiplyGate,
  multiplyGates,
  type Register,
  type RegisterType,
  setIdentities,
  sizeOfGroup,
} from "./register.ts";
import { mostRegisterSubsystems } from "./sampling-nodes.ts";
import type { Table } from "./tables.ts";

/** N3: the product of registers, each put on some subsystems of the new one, which begins as identities. */
export function combine(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const type = readType(fields, "output_type");
  const subsystems = fields.count("num_output_subsystems", mostRegisterSubsystems);
  const listed = fields.inner("operands");
  // An object forgets the order of such names, and the order is that of the product.
  if (listed.names.length > 1 && listed.names.some((name) => /^(0|[1-9]\d*)$/.test(name))) {
    throw damaged(where, "a register's name should be more than a number");
  }
  const operands = listed.names.map((name) => {
    const register = plan.find(name, where);
    expectConvertible(register.type, type, where);
    const [source, target] = listed
      .list(name)
      .map((entry) => Fields.of(entry, where))
      .filter((entry) => entry.has("array"))
      .map((entry) => entry.text("array"));
    if (source === undefined || target === undefined) throw damaged(where, "an operand should have two lists");
    const from = readPackedArray(source, where).numbers;
    const to = readIndices(target, subsystems, where);
    if (from.length !== to.length) throw damaged(where, "the lists of an operand should be of one length");
    if (!from.every((index) => isCount(index, register.subsystems - 1))) {
      throw damaged(where, `an operand names a subsystem that "${name}" lacks`);
    }
    plan.spend(from.length, where);
    return { register, from: Int32Array.from(from), to, copy: copyGate(register.type, type) };
  });
  if (operands.length === 0) throw damaged(where, "a product should have an operand");
  const isShared = operands.every(({ register }) => register.isShared);
  const output = plan.add(fields.text("output_register_name"), type, subsystems, isShared, where);
  const multiply = multiplyGate(type);
  const converted: Gates = type === "u2" ? new Float64Array(8) : new Uint8Array(1);
  const written = new Set<number>();
  const steps = operands.map(({ register, from, to, copy }) => {
    // What nothing was written to is an identity, and the product with one a copy.
    const isFirst = Uint8Array.from(to, (subsystem) => (written.has(subsystem) ? 0 : 1));
    for (const subsystem of to) written.add(subsystem);
    return (run: Run): void => {
      const [source, target] = [run.gates[register.place], run.gates[output.place]];
      const [n, m] = [samplesOf(output, run), samplesOf(register, run)];
      for (let k = 0; k < from.length; k++) {
        for (let s = 0; s < n; s++) {
          const at = from[k] * m + (m === 1 ? 0 : s);
          if (isFirst[k]) copy(source, at, target, to[k] * n + s);
          else {
            copy(source, at, converted, 0);
            multiply(target, to[k] * n + s, converted, 0);
          }
        }
      }
    };
  });
  const isWhole = written.size === subsystems;
  return (run) => {
    if (!isWhole) setIdentities(run.gates[output.place]);
    for (const step of steps) step(run);
  };
}

/** N4: a register as one of another type. */
export function convert(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const name = fields.text("existing_name");
  const source = plan.findOfType(name, readType(fields, "existing_type"), where);
  const type = readType(fields, "new_type");
  expectConvertible(source.type, type, where);
  if (fields.count("num_subsystems", mostRegisterSubsystems) !== source.subsystems) {
    throw damaged(where, `register "${name}" should have ${source.subsystems} subsystems`);
  }
  if (fields.text("remove_existing") === "True") plan.remove(name);
  const target = plan.add(fields.text("new_name"), type, source.subsystems, source.isShared, where);
  return copyOf(
    source,
    target,
    Int32Array.from({ length: source.subsystems }, (_, q) => q),
  );
}

/** N9: some subsystems of a register, in any order, as gates of another type. */
export function slice(fields: Fields, plan: Plan): Step {
  const { where } = fields;
  const source = plan.findOfType(fields.text("input_register_name"), readType(fields, "input_type"), where);
  const type = readType(fields, "output_type");
  expectConvertible(source.type, type, where);
  const text = fields.text("slice_idxs");
  const from =
    fields.text("is_slice") === "true"
      ? rangeOf(parse(text, where), source.subsystems, where)
      : Int32Array.from(readPackedArray(text, where).numbers);
  if (!from.every((index) => isCount(index, source.subsystems - 1))) {
    throw damaged(where, "an index is not one of the register's subsystems");
  }
  return copyOf(source, plan.add(fields.text("output_register_name"), type, from.length, source.isShared, where), from);
}

/** What Python's `slice(start, stop, step)` takes of so many: from the end backwards if the step is negative. */
function rangeOf(value: unknown, length: number, where: string): Int32Array {
  const [start, stop, step]: unknown[] = Array.isArray(value) && value.length === 3 ? value : [];
  const by = step === null ? 1 : step;
  const end = stop === null && typeof by === "number" ? (by < 0 ? -1 : length) : stop;
  if (!isCount(start, length) || typeof by !== "number" || !Number.isInteger(by) || by === 0) {
    throw damaged(where, "a slice should be [start, stop, step]");
  }
  // samplomatic writes one step after the last index, which may lie beyond the last subsystem.
  const most = Math.max(length, length - 1 + by);
  if (!isCount(end, most) && end !== -1) throw damaged(where, "a slice ends outside of the register");
  const count = Math.max(0, Math.ceil((end - start) / by));
  return Int32Array.from({ length: count }, (_, k) => start + k * by);
}

function copyOf(source: Register, target: Register, from: Int32Array): Step {
  const copy = copyGate(source.type, target.type);
  return (run) => {
    const n = samplesOf(source, run);
    const [old, gates] = [run.gates[source.place], run.gates[target.place]];
    for (let q = 0; q < from.length; q++) {
      for (let s = 0; s < n; s++) copy(old, from[q] * n + s, gates, q * n + s);
    }
  };
}

/** N6 and N7: fixed gates times a register, or a register times fixed gates. One fixed gate is for all subsystems. */
export function multiplyFixed(fields: Fields, plan: Plan, side: "left" | "right"): Step {
  const { where } = fields;
  const fixed = readFixedGates(fields.inner("operand"));
  const register = plan.findOfType(fields.text("register_name"), fixed.type, where);
  expectFactors(fixed.subsystems, register, where);
  return multiplication(register, side, plan, where, () => fixed.gates, fixed.subsystems);
}

/** N11 and N12: the same with turns by the values of expressions. */
export function multiplyTurns(fields: Fields, plan: Plan, side: "left" | "right"): Step {
  const { where } = fields;
  const name = fields.text("operand");
  if (name !== "rz" && name !== "rx") throw damaged(where, `the turn should be rz or rx, not "${name}"`);
  const indices = parse(fields.text("param_indices"), where);
  const isList = Array.isArray(indices) && indices.every((index) => isCount(index, plan.expressionCount - 1));
  if (!isList) throw damaged(where, `the indices should be of the ${plan.expressionCount} expressions`);
  const expressions = indices as number[];
  const register = plan.findOfType(fields.text("register_name"), "u2", where);
  expectFactors(expressions.length, register, where);
  const prepare = (run: Run): Gates => {
    const turns = new Float64Array(expressions.length * 8);
    expressions.forEach((expression, q) => {
      const half = run.expressions[expression] / 2;
      const [c, s, at] = [cos(half), sin(half), q * 8];
      turns[at] = turns[at + 6] = c;
      if (name === "rx") turns[at + 3] = turns[at + 5] = -s;
      else {
        turns[at + 1] = -s;
        turns[at + 7] = s;
      }
    });
    return turns;
  };
  return multiplication(register, side, plan, where, prepare, expressions.length);
}

function expectFactors(count: number, { subsystems }: Register, where: string): void {
  if (count !== subsystems && count !== 1) {
    throw damaged(where, `${count} gates cannot be multiplied with ${subsystems} subsystems`);
  }
}

function multiplication(
  register: Register,
  side: "left" | "right",
  plan: Plan,
  where: string,
  factorsOf: (run: Run) => Gates,
  count: number,
): Step {
  plan.spend(register.subsystems, where);
  const multiply = multiplyGates(register.type, side);
  return (run) => {
    const factors = factorsOf(run);
    const gates = run.gates[register.place];
    const n = samplesOf(register, run);
    if (count === 1) multiply(gates, 0, register.subsystems * n, factors, 0);
    else for (let q = 0; q < register.subsystems; q++) multiply(gates, q * n, n, factors, q);
  };
}

/** N8, N13 and N15: what a gate makes of the gates on the qubits it acts on, by a table. */
export function lookUp(fields: Fields, plan: Plan, kind: "N8" | "N13" | "N15"): Step {
  const { where } = fields;
  const gate = fields.text("op_name");
  const type = kind === "N13" ? "c1" : "pauli";
  const table = plan.tables.find(kind, gate) ?? builtIn(kind, gate);
  if (table === undefined) throw damaged(where, `there is no table for "${gate}"`);
  if (table.size !== sizeOfGroup[type]) throw damaged(where, `the table for "${gate}" is not one of type ${type}`);
  const register = plan.findOfType(fields.text("register_name"), type, where);
  const { shape, numbers } = readPackedArray(fields.text("subsystem_idxs"), where);
  if (shape.length !== 2 || shape[1] !== table.arity) {
    throw damaged(where, `the subsystems of "${gate}" should be groups of ${table.arity}`);
  }
  expectDifferent(numbers, register.subsystems, where);
  plan.spend(numbers.length, where);
  const step = table.arity === 1 ? lookUpOne : lookUpTwo;
  return step(
    register,
    Int32Array.from(numbers),
    table,
    `Gate "${gate}" of the samplex turns what was drawn into no gate of type ${type}.`,
  );
}

function builtIn(kind: "N8" | "N13" | "N15", gate: string): Table | undefined {
  return kind === "N8" ? pauliTable(gate) : kind === "N13" ? cliffordPairTable(gate) : undefined;
}

function lookUpOne(register: Register, subsystems: Int32Array, { entries }: Table, complaint: string): Step {
  return (run) => {
    const n = samplesOf(register, run);
    const gates = run.gates[register.place];
    for (let k = 0; k < subsystems.length; k++) {
      for (let at = subsystems[k] * n, end = at + n; at < end; at++) {
        const found = entries[gates[at]];
        if (found < 0) throw new InvalidInputError(complaint);
        gates[at] = found;
      }
    }
  };
}

function lookUpTwo(register: Register, subsystems: Int32Array, { entries, size }: Table, complaint: string): Step {
  return (run) => {
    const n = samplesOf(register, run);
    const gates = run.gates[register.place];
    for (let k = 0; k < subsystems.length; k += 2) {
      const [first, second] = [subsystems[k] * n, subsystems[k + 1] * n];
      for (let s = 0; s < n; s++) {
        const entry = 2 * (gates[first + s] * size + gates[second + s]);
        if (entries[entry] < 0 || entries[entry + 1] < 0) throw new InvalidInputError(complaint);
        gates[first + s] = entries[entry];
        gates[second + s] = entries[entry + 1];
      }
    }
  };
}

function readType(fields: Fields, name: string): RegisterType {
  const type = fields.text(name);
  if (isRegisterType(type)) return type;
  throw damaged(fields.where, `there is no type of registers "${type}"`);
}
