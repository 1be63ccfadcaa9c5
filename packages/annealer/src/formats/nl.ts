import { InvalidInputError } from "@naru/base";
import { Cursor } from "./cursor.ts";
import { latin1, parseJson, readHeader } from "./header.ts";
import { readNpy } from "./npy.ts";
import { readFloats } from "./numbers.ts";
import { readZip } from "./zip.ts";

/** A nonlinear model: a graph of nodes, each an array that follows from those before it; decisions follow from nothing. */
export interface NlModel {
  /** In an order in which each node comes after those that it follows from. */
  readonly nodes: readonly NlNode[];
  /** The node that is to be made small; null when any state that keeps the constraints will do. */
  readonly objective: number | null;
  /** Nodes that must not hold a zero. */
  readonly constraints: readonly number[];
}

export interface NlNode {
  readonly index: number;
  /** The vendor's name, such as "ListVariable". */
  readonly type: string;
  readonly predecessors: readonly number[];
  has(part: string): boolean;
  /** One of its parts, in JSON. */
  json(part: string): unknown;
  /** One of its parts, an array of finite numbers. */
  array(part: string): NlArray;
}

export interface NlArray {
  readonly shape: readonly number[];
  /** The last axis fastest. */
  readonly values: Float64Array;
}

/**
 * Reads a model of dwave-optimization (`DWNL` 1.0). What a node's parts mean is not looked at before they are asked for.
 * Throws as `readBqm` does, and TooLargeError for archives that become too large.
 */
export function readNl(bytes: Uint8Array): NlModel {
  const cursor = new Cursor(bytes);
  readHeader(cursor, "DWNL", ["1.0"]);
  const archive = readZip(cursor.take(cursor.left, "the archive"));
  const types = linesOf(latin1(archive.read("nodetypes.txt")));
  const edges = linesOf(latin1(archive.read("adj.adjlist")));
  if (edges.length !== types.length) {
    throw new InvalidInputError(`The file is damaged: it tells what follows from what of ${edges.length} nodes.`);
  }
  const nodes = types.map((type, index): NlNode => {
    const [own, ...predecessors] = (edges[index] as string).split(" ").map(Number);
    if (own !== index || predecessors.some((k) => !Number.isInteger(k) || k < 0 || k >= index)) {
      throw new InvalidInputError(`The file is damaged: node ${index} does not come after what it follows from.`);
    }
    const path = (part: string) => `nodes/${index}/${part}`;
    const what = (part: string) => `${part} of node ${index} (${type.slice(0, 40)})`;
    return {
      index,
      type,
      predecessors,
      has: (part) => archive.has(path(part)),
      json: (part) => parseJson(archive.read(path(part)), what(part)),
      array: (part) => {
        const { shape, type: dtype, data } = readNpy(archive.read(path(part)), what(part));
        return { shape, values: readFloats(data, dtype, what(part)) };
      },
    };
  });
  const isNode = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < nodes.length;
  const objective = archive.read("objective.json");
  const place = objective.length > 0 ? parseJson(objective, "the objective") : null;
  const constraints = parseJson(archive.read("constraints.json"), "the constraints");
  if ((place !== null && !isNode(place)) || !Array.isArray(constraints) || !constraints.every(isNode)) {
    throw new InvalidInputError("The file is damaged: its objective or a constraint is no node.");
  }
  return { nodes, objective: place, constraints };
}

const linesOf = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
