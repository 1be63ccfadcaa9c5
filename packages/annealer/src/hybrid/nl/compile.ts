import { InvalidInputError, TooLargeError, UnsupportedError } from "@naru/base";
import type { NlModel, NlNode } from "../../formats/nl.ts";
import type { Decision } from "./decision.ts";
import { binaries, compileBinary, compileNary, compileUnary, naries, unaries } from "./elementwise.ts";
import { NlGraph } from "./graph.ts";
import { compileAdvancedIndexing, compileBasicIndexing, compilePermutation } from "./indexing.ts";
import { ListDecision } from "./list-decision.ts";
import { ListsDecision } from "./lists-decision.ts";
import { NumberDecision } from "./number-decision.ts";
import { compileReduction, isReduction } from "./reductions.ts";
import { SetsDecision } from "./sets-decision.ts";
import {
  compileBroadcast,
  compileConcatenate,
  compileMatrixMultiply,
  compileReshape,
  compileTranspose,
  compileWhere,
  copyAs,
} from "./shapes.ts";
import { type Compiled, fixed, productOf, type Slot } from "./slot.ts";

const decisions: Readonly<Record<string, new (node: NlNode) => Decision>> = {
  BinaryVariable: NumberDecision,
  IntegerVariable: NumberDecision,
  ListVariable: ListDecision,
  SetVariable: ListDecision,
  DisjointLists: ListsDecision,
  DisjointBitSets: SetsDecision,
};

/** Numbers of all arrays together, twice over. */
const mostNumbers = 5e7;

/**
 * Makes a model ready to be searched. Throws UnsupportedError with the name of a node whose type is not known here,
 * InvalidInputError for a model that contradicts itself, TooLargeError when its arrays take too much memory.
 */
export function compileNl(model: NlModel): NlGraph {
  checkTypes(model);
  const slots: Slot[] = [];
  const kernels: (Compiled["run"] | null)[] = [];
  const found = new Map<number, Decision>();
  let numbers = 0;
  for (const node of model.nodes) {
    const Type = decisions[node.type];
    if (Type) found.set(node.index, new Type(node));
    const compiled = Type ? (found.get(node.index) as Decision).own : compileNode(node, slots, found);
    const capacity = compiled?.capacity ?? 0;
    numbers += capacity;
    if (!(numbers <= mostNumbers)) {
      throw new TooLargeError(`The model's arrays hold more than ${mostNumbers} numbers. Send a smaller model.`, {
        limit: mostNumbers,
      });
    }
    const values = new Float64Array(capacity);
    slots.push({ index: node.index, shape: compiled?.shape ?? [], capacity, values, size: 0 });
    kernels.push(compiled?.run ?? null);
  }
  return new NlGraph(model, slots, kernels, [...found.values()]);
}

const single: Readonly<Record<string, (node: NlNode, a: Slot) => Compiled>> = {
  BasicIndexing: compileBasicIndexing,
  Reshape: compileReshape,
  BroadcastTo: compileBroadcast,
  Copy: (_, a) => copyAs(a, a.shape),
  Transpose: (_, a) => compileTranspose(a),
  Size: (_, a) =>
    fixed([], (out) => {
      out[0] = a.size;
      return 1;
    }),
};

const others = [
  "Constant",
  "DisjointList",
  "DisjointBitSet",
  "AdvancedIndexing",
  "Permutation",
  "Where",
  "Concatenate",
];

function checkTypes({ nodes }: NlModel): void {
  const tables = [decisions, unaries, binaries, naries, single];
  for (const { type, index } of nodes) {
    const isKnown =
      isReduction(type) ||
      others.includes(type) ||
      type === "MatrixMultiply" ||
      tables.some((table) => Object.hasOwn(table, type));
    if (isKnown) continue;
    throw new UnsupportedError(
      `The model holds a node of type ${type.slice(0, 60)} (node ${index}), which this solver does not know.`,
      { node: type.slice(0, 60), index },
    );
  }
}

function compileNode(node: NlNode, slots: readonly Slot[], found: ReadonlyMap<number, Decision>): Compiled {
  const { type } = node;
  const before = node.predecessors.map((k) => slots[k] as Slot);
  const need = <T extends number>(count: T): { readonly length: T } & readonly Slot[] => {
    if (before.length === count && before.every(({ index }) => found.get(index)?.own !== null)) return before as never;
    throw new InvalidInputError(
      `The file is damaged: node ${node.index} (${type}) follows from ${before.length} nodes.`,
    );
  };
  if (type === "Constant") return constant(node);
  if (type === "DisjointList" || type === "DisjointBitSet") return part(node, found);
  const unary = unaries[type];
  if (unary) return compileUnary(need(1)[0] as Slot, unary);
  const binary = binaries[type];
  if (binary) return compileBinary(...(need(2) as unknown as [Slot, Slot]), binary);
  const nary = naries[type];
  if (nary) return compileNary(need(before.length), nary);
  const simple = single[type];
  if (simple) return simple(node, need(1)[0] as Slot);
  if (isReduction(type)) return compileReduction(node, need(1)[0] as Slot);
  if (type === "Permutation") return compilePermutation(...(need(2) as unknown as [Slot, Slot]));
  if (type === "Where") return compileWhere(...(need(3) as unknown as [Slot, Slot, Slot]));
  if (type === "Concatenate") return compileConcatenate(node, need(before.length));
  if (type === "MatrixMultiply") return compileMatrixMultiply(...(need(2) as unknown as [Slot, Slot]));
  const [first] = need(before.length);
  if (!first) throw new InvalidInputError(`The file is damaged: node ${node.index} (${type}) follows from nothing.`);
  return compileAdvancedIndexing(node, first, slots);
}

function constant(node: NlNode): Compiled {
  const { shape, values } = node.array("array.npy");
  if (productOf(shape) !== values.length)
    throw new InvalidInputError(`The file is damaged: the array of node ${node.index}.`);
  return fixed(shape, (out) => {
    out.set(values);
    return values.length;
  });
}

function part(node: NlNode, found: ReadonlyMap<number, Decision>): Compiled {
  const owner = found.get(node.predecessors[0] as number);
  const index = node.json("index.json");
  if (!owner || owner.own !== null || !Number.isInteger(index)) {
    throw new InvalidInputError(`The file is damaged: node ${node.index} (${node.type}) is part of nothing.`);
  }
  return owner.part(index as number);
}
