import { UnsupportedError } from "@naru/base";
import { collectAngles, collectBits } from "./collecting-nodes.ts";
import { combine, convert, lookUp, multiplyFixed, multiplyTurns, slice } from "./evaluation-nodes.ts";
import { ExpressionTable } from "./expression-table.ts";
import { damaged, Fields, isCount, parse } from "./fields.ts";
import { orderOf } from "./order.ts";
import { Plan, type Step } from "./plan.ts";
import { type Passthrough, Samplex } from "./samplex.ts";
import { changeBasis, drawRegister, injectNoise, twirl } from "./sampling-nodes.ts";
import { readOutputs, readSpecifications } from "./specification.ts";
import { Tables } from "./tables.ts";

/** Versions of the serialisation (SSV) that can be read: those of samplomatic 0.12 to 0.21. */
export const oldestVersion = 1;
export const newestVersion = 4;

type ReadNode = (fields: Fields, plan: Plan, node: number) => Step;

/** Nodes that draw, that work on what was drawn, and that give it out. They run in this order. */
const kinds: Readonly<Record<string, readonly [phase: 0 | 1 | 2, read: ReadNode]>> = {
  N0: [0, changeBasis],
  N5: [0, injectNoise],
  N10: [0, twirl],
  N14: [0, drawRegister],
  N3: [1, combine],
  N4: [1, convert],
  N6: [1, (fields, plan) => multiplyFixed(fields, plan, "left")],
  N7: [1, (fields, plan) => multiplyFixed(fields, plan, "right")],
  N8: [1, (fields, plan) => lookUp(fields, plan, "N8")],
  N9: [1, slice],
  N11: [1, (fields, plan) => multiplyTurns(fields, plan, "left")],
  N12: [1, (fields, plan) => multiplyTurns(fields, plan, "right")],
  N13: [1, (fields, plan) => lookUp(fields, plan, "N13")],
  N15: [1, (fields, plan) => lookUp(fields, plan, "N15")],
  N1: [2, collectAngles],
  N2: [2, collectBits],
};

const mostNodes = 1_000_000;

/**
 * Reads a samplex from the JSON that samplomatic's `samplex_to_json` writes, versions 1 to 4, and checks all of it: what
 * this gives can be sampled in time and memory that are known.
 *
 * The text may come from anybody. Throws InvalidInputError for what is no samplex, is damaged or contradicts itself,
 * UnsupportedError for other versions and for nodes that none of them has.
 */
export function readSamplex(json: string): Samplex {
  const document = Fields.parse(json, "The samplex");
  const attributes = Fields.of(document.value("attrs"), "The samplex, attrs");
  expectVersion(attributes);
  const [inputs, outputs] = [
    readSpecifications(attributes.inner("input_specification")),
    readOutputs(attributes.inner("output_specification")),
  ];
  const expressions = new ExpressionTable(attributes.inner("param_table"));
  const tables = new Tables(attributes.has("lookup_tables") ? attributes.inner("lookup_tables") : null);
  const plan = new Plan(tables, new Set(inputs.map(({ name }) => name)), outputs, expressions.size);
  const steps = readNodes(document, plan);
  return new Samplex({ inputs, outputs, expressions, plan, steps, passthrough: readPassthrough(attributes, plan) });
}

function expectVersion(attributes: Fields): void {
  const version = attributes.has("ssv") ? attributes.count("ssv", Number.MAX_SAFE_INTEGER) : oldestVersion;
  if (version >= oldestVersion && version <= newestVersion) return;
  throw new UnsupportedError(
    `The samplex has version ${version} of its serialisation, and versions ${oldestVersion} to ${newestVersion} can be read. Write it with samplex_to_json(samplex, ssv=${newestVersion}), or use samplomatic 0.21.`,
    { version },
  );
}

function readNodes(document: Fields, plan: Plan): Step[] {
  const listed = document.list("nodes");
  if (listed.length > mostNodes) throw damaged("The samplex", `there should be ${mostNodes} nodes at most`);
  const phases: [Map<number, Fields>, Map<number, Fields>, Map<number, Fields>] = [new Map(), new Map(), new Map()];
  const seen = new Set<number>();
  for (const [position, value] of listed.entries()) {
    const entry = Fields.of(value, `Node ${position} of the samplex`);
    const id = entry.count("id", Number.MAX_SAFE_INTEGER);
    if (seen.has(id)) throw damaged(entry.where, `there are two nodes ${id}`);
    seen.add(id);
    const fields = Fields.of(entry.value("data"), `Node ${id} of the samplex`);
    const kind = fields.text("id");
    const [phase] = Object.hasOwn(kinds, kind) ? kinds[kind] : [undefined];
    if (phase === undefined) {
      throw new UnsupportedError(
        `Node ${id} of the samplex is of the kind ${JSON.stringify(kind)}, and N0 to N15 are known. Use samplomatic 0.21.`,
      );
    }
    phases[phase].set(id, fields);
  }
  const [drawing, working, collecting] = phases;
  const order = [...drawing.keys(), ...orderOf([...working.keys()], readLinks(document)), ...collecting.keys()];
  return order.map((id) => {
    const fields = drawing.get(id) ?? working.get(id) ?? collecting.get(id);
    if (fields === undefined) throw damaged("The samplex", `there is no node ${id}`);
    plan.beginStep();
    return kinds[fields.text("id")][1](fields, plan, id);
  });
}

function readLinks(document: Fields): (readonly [number, number])[] {
  return document.list("links").map((value, position) => {
    const link = Fields.of(value, `Link ${position} of the samplex`);
    return [link.count("source", Number.MAX_SAFE_INTEGER), link.count("target", Number.MAX_SAFE_INTEGER)];
  });
}

function readPassthrough(attributes: Fields, plan: Plan): Passthrough {
  if (attributes.text("passthrough_params") === "None") return { parameters: [], expressions: [] };
  const where = "The samplex, passthrough_params";
  const lists = parse(attributes.text("passthrough_params"), where);
  const [parameters, expressions] = Array.isArray(lists) && lists.length === 2 ? lists : [];
  const width = plan.outputs.find(({ name }) => name === "parameter_values")?.width ?? 0;
  const isWhole =
    Array.isArray(parameters) &&
    Array.isArray(expressions) &&
    parameters.length === expressions.length &&
    parameters.every((parameter) => isCount(parameter, width - 1)) &&
    expressions.every((expression) => isCount(expression, plan.expressionCount - 1));
  if (!isWhole) throw damaged(where, "this should be a list of parameters and one of expressions");
  return { parameters, expressions };
}
