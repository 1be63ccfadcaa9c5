import { InvalidInputError } from "@naru/base";
import type { Circuit, GateOperation, Operation } from "../../circuit.ts";
import { type LoweringOptions, lowered, valuesOf } from "./circuit-of-qpy.ts";
import { type Bindings, notReal, realOf } from "./frame.ts";
import type { QpyCircuit, QpyValue } from "./model.ts";

/** A circuit whose parameters are still to be bound, as often as one likes. */
export interface QpyTemplate {
  /**
   * Whether all rows give the same operations but for angles. Then binding a row is quick, some 100 ns a gate; otherwise
   * each row takes as long as `circuitOfQpy`.
   */
  readonly isUniform: boolean;
  /**
   * The circuit with these values of its parameters, in the order of `QpyCircuit.parameters`: what `circuitOfQpy` gives,
   * but that gates whose angles come to be 0 stay. Throws as it does.
   */
  circuit(values: ArrayLike<number>): Circuit;
  /**
   * The angles of all gates of `circuit(values)` outside of conditionals and loops, in the order of operations, as the
   * engine binds them. Undefined if that is not all that rows differ in.
   */
  angles(values: ArrayLike<number>): Float64Array | undefined;
}

/**
 * Prepares a circuit for many sets of parameters. It is lowered twice with telling values in place of its angles, which
 * shows where in the result each expression ends up: as it is, or times a power of two or minus one, which are exact. If
 * anything else depends on the parameters, each row is lowered anew.
 *
 * Throws as `circuitOfQpy` does for what no values could make right.
 */
export function templateOfQpy(circuit: QpyCircuit, options: LoweringOptions = {}): QpyTemplate {
  const traced = tracedBoth(circuit, options);
  if (!traced) {
    return {
      isUniform: false,
      circuit: (values) => lowered(circuit, { values: valuesOf(circuit, values) }, options),
      angles: () => undefined,
    };
  }
  const { first, live, expressions, places } = traced;
  const numbers = new Float64Array(expressions.length);
  // Most angles are a parameter as it is.
  const columnOf = new Map(circuit.parameters.map(({ id }, k) => [id, k]));
  const columns = expressions.map(({ value }) =>
    typeof value === "object" && value?.kind === "symbol" ? (columnOf.get(value.id) ?? -1) : -1,
  );
  const constant = Float64Array.from(anglesOf(first.operations));
  const slots = slotsOf(first.operations, places);
  const evaluate = (values: ArrayLike<number>): void => {
    for (const [id, value] of valuesOf(circuit, values)) live.set(id, value);
    for (let k = 0; k < expressions.length; k++) {
      const column = columns[k] ?? -1;
      if (column >= 0) {
        numbers[k] = values[column] ?? Number.NaN;
        continue;
      }
      const { value, bindings } = expressions[k] as Expression;
      const number = realOf(value, bindings);
      if (number === undefined)
        throw new InvalidInputError(`For these values ${notReal}.`, { values: [...asList(values)] });
      numbers[k] = number;
    }
  };
  return {
    isUniform: true,
    circuit: (values) => {
      evaluate(values);
      return { ...first, operations: bound(first.operations, places, numbers) };
    },
    angles: (values) => {
      if (!slots) return undefined;
      evaluate(values);
      const angles = constant.slice();
      for (const { at, expression, factor } of slots) angles[at] = (numbers[expression] ?? 0) * factor;
      return angles;
    },
  };
}

/** An expression in angles, and what its symbols stand for where it is. */
interface Expression {
  readonly value: QpyValue;
  readonly bindings: Bindings;
}

/** Where an angle comes from: an expression times a factor, or nothing but itself. */
type Source = { readonly expression: number; readonly factor: number } | undefined;

/** For the operations, by their place, that depend on parameters: the sources of a gate's angles, or the places within. */
type Places = ReadonlyMap<number, readonly Source[] | Inner>;
interface Inner {
  readonly then: Places;
  readonly otherwise: Places;
  readonly body: Places;
}

interface Traced {
  readonly first: Circuit;
  readonly live: Map<string, number>;
  readonly expressions: readonly Expression[];
  readonly places: Places;
}

function tracedBoth(circuit: QpyCircuit, options: LoweringOptions): Traced | undefined {
  try {
    const first = traced(circuit, options, 0.137);
    const second = traced(circuit, options, 0.731);
    const places = compared(first.circuit.operations, second.circuit.operations, first.telling, second.telling);
    return places && { first: first.circuit, live: first.live, expressions: first.expressions, places };
  } catch (error) {
    // A telling value may be none that the circuit can have.
    if (error instanceof InvalidInputError && circuit.parameters.length > 0) return undefined;
    throw error;
  }
}

/** Lowers a circuit with a telling number, between 1 and 2, for each expression in its angles. */
function traced(circuit: QpyCircuit, options: LoweringOptions, offset: number) {
  const live = new Map(circuit.parameters.map(({ id }, k) => [id, tellingNumber(k, offset)] as const));
  const expressions: Expression[] = [];
  const telling = new Map<number, number>();
  const outermost: Bindings = { values: live };
  const lower = lowered(circuit, outermost, options, (value, bindings) => {
    if (!dependsOn(value, live, bindings)) return realOf(value, bindings);
    const number = tellingNumber(expressions.length, offset + 0.01);
    telling.set(number, expressions.length);
    expressions.push({ value: value ?? null, bindings });
    return number;
  });
  return { circuit: lower, live, expressions, telling };
}

/** Numbers between 1 and 2 that are all different: fractions of multiples of the golden ratio. */
const tellingNumber = (index: number, offset: number): number =>
  1 + (((index + 1) * 0.618_033_988_749_894_9 + offset) % 1);

/** Whether a value depends on parameters of the circuit, not only on the variables of loops. */
function dependsOn(value: QpyValue | undefined, live: ReadonlyMap<string, number>, bindings: Bindings): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value.kind === "expression") {
    return value.steps.some((step) => typeof step === "object" && dependsOn(step, live, bindings));
  }
  if (value.kind !== "symbol") return false;
  for (let at = bindings; at.outer; at = at.outer) if (at.values.has(value.id)) return false;
  return live.has(value.id);
}

/** Where two lowerings differ, and what comes from which expression there; undefined if something else differs. */
function compared(
  first: readonly Operation[],
  second: readonly Operation[],
  tellingFirst: ReadonlyMap<number, number>,
  tellingSecond: ReadonlyMap<number, number>,
): Places | undefined {
  if (first.length !== second.length) return undefined;
  const places = new Map<number, readonly Source[] | Inner>();
  const within = (one: readonly Operation[] = [], other: readonly Operation[] = []) =>
    compared(one, other, tellingFirst, tellingSecond);
  for (let k = 0; k < first.length; k++) {
    const [one, other] = [first[k], second[k]];
    if (!one || !other) return undefined;
    if (one.kind === "gate" && other.kind === "gate") {
      const sources = sourcesOf(one, other, tellingFirst, tellingSecond);
      if (!sources) return undefined;
      if (sources.some(Boolean)) places.set(k, sources);
    } else if (one.kind === "if" && other.kind === "if") {
      const [then, otherwise] = [within(one.then, other.then), within(one.otherwise, other.otherwise)];
      if (!then || !otherwise || !isSame(one.condition, other.condition)) return undefined;
      if (then.size + otherwise.size > 0) places.set(k, { then, otherwise, body: new Map() });
    } else if (one.kind === "while" && other.kind === "while") {
      const body = within(one.body, other.body);
      if (!body || !isSame(one.condition, other.condition)) return undefined;
      // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
      if (body.size > 0) places.set(k, { then: new Map(), otherwise: new Map(), body });
    } else if (!isSame(one, other)) return undefined;
  }
  return places;
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function sourcesOf(
  one: GateOperation,
  other: GateOperation,
  tellingFirst: ReadonlyMap<number, number>,
  tellingSecond: ReadonlyMap<number, number>,
): readonly Source[] | undefined {
  const [params = [], others = []] = [one.params, other.params];
  const areAlike =
    one.gate === other.gate &&
    isSame(one.qubits, other.qubits) &&
    isSame(one.controls, other.controls) &&
    params.length === others.length;
  if (!areAlike) return undefined;
  const sources: Source[] = [];
  for (let k = 0; k < params.length; k++) {
    const [a = 0, b = 0] = [params[k], others[k]];
    const factor = powerOfTwoIn(a);
    const expression = tellingFirst.get(a / factor);
    const isTold = expression !== undefined && tellingSecond.get(b / factor) === expression;
    if (!isTold && !Object.is(a, b)) return undefined;
    sources.push(isTold ? { expression, factor } : undefined);
  }
  return sources;
}

/** ±2^k such that the number divided by it is at least 1 and below 2. */
function powerOfTwoIn(number: number): number {
  let factor = number < 0 ? -1 : 1;
  let rest = Math.abs(number);
  for (; rest >= 2 && Math.abs(factor) < 2 ** 16; rest /= 2) factor *= 2;
  for (; rest < 1 && rest > 0 && Math.abs(factor) > 2 ** -16; rest *= 2) factor /= 2;
  return factor;
}

function bound(operations: readonly Operation[], places: Places, numbers: Float64Array): readonly Operation[] {
  const copy = operations.slice();
  for (const [k, place] of places) {
    const operation = operations[k];
    if (operation?.kind === "gate" && isSources(place)) {
      const { params = [] } = operation;
      const angles = params.map((param, j) => {
        const source = place[j];
        return source ? (numbers[source.expression] ?? 0) * source.factor : param;
      });
      copy[k] = { ...operation, params: angles };
    } else if (operation?.kind === "while" && !isSources(place)) {
      copy[k] = { ...operation, body: bound(operation.body, place.body, numbers) };
    } else if (operation?.kind === "if" && !isSources(place)) {
      copy[k] = {
        ...operation,
        // biome-ignore lint/suspicious/noThenProperty: the circuit model's word for the branch; nobody awaits it.
        then: bound(operation.then, place.then, numbers),
        ...(operation.otherwise && { otherwise: bound(operation.otherwise, place.otherwise, numbers) }),
      };
    }
  }
  return copy;
}

const isSources = (place: readonly Source[] | Inner): place is readonly Source[] => Array.isArray(place);

/** Which of a circuit's angles, in order, come from which expression; undefined if some are inside of conditionals. */
function slotsOf(operations: readonly Operation[], places: Places) {
  const slots: { readonly at: number; readonly expression: number; readonly factor: number }[] = [];
  let next = 0;
  for (const [k, operation] of operations.entries()) {
    const place = places.get(k);
    if (place && !isSources(place)) return undefined;
    place?.forEach((source, j) => {
      if (source) slots.push({ at: next + j, ...source });
    });
    if (operation.kind === "gate") next += operation.params?.length ?? 0;
  }
  return slots;
}

const anglesOf = (operations: readonly Operation[]): number[] =>
  operations.flatMap((operation) => (operation.kind === "gate" ? (operation.params ?? []) : []));

const asList = (values: ArrayLike<number>): number[] => Array.from(values);
