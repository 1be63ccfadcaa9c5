import { type ClassicalRegister, conditional, gate, measure, type Operation, reset } from "@naru/circuit";
import { quoted } from "@naru/dialect/http";
import type { Machine } from "./backends/index.ts";
import type { WireInstruction } from "./wire.ts";

/** Longest delay: many lifetimes of any qubit. */
const maxDelaySeconds = 1;

/** What is wrong with an instruction, as the end of a sentence without its full stop. */
export class Problem extends Error {}

/** What the instructions before have left: bits that were written, and keys that are taken. */
export class Bits {
  readonly registers: ClassicalRegister[] = [];
  readonly #keys = new Set<string>();
  /** By feedback key and component: the bit that was written last. */
  readonly #feedback = new Map<string, number>();
  count: number;

  /** @param count bits that are taken already */
  constructor(count: number) {
    this.count = count;
  }

  add(key: string, size: number): number[] {
    if (this.#keys.has(key))
      throw new Problem(`the key ${quoted(key)} is used by another measurement. Give each its own`);
    this.#keys.add(key);
    const clbits = Array.from({ length: size }, () => this.count++);
    this.registers.push({ name: key, clbits });
    return clbits;
  }

  offer(feedbackKey: string, component: string, clbit: number): void {
    this.#feedback.set(JSON.stringify([feedbackKey, component]), clbit);
  }

  feedback(feedbackKey: string, component: string): number {
    const clbit = this.#feedback.get(JSON.stringify([feedbackKey, component]));
    if (clbit === undefined) {
      throw new Problem(
        `nothing was measured on ${quoted(component)} with the feedback key ${quoted(feedbackKey)} before it`,
      );
    }
    return clbit;
  }
}

/** An instruction whose locus was mapped to components of the machine. */
export interface Placed {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Components by name, and by number. */
  readonly locus: readonly string[];
  readonly qubits: readonly number[];
  /** The physical name of a component that an argument names. */
  physical(name: string): string;
}

/** How many components an operation takes; "qubits" where resonators have none of it. */
interface Kind {
  readonly arity: number | "any";
  readonly on: "qubits" | "coupled" | "components";
  read(placed: Placed, bits: Bits): Operation[];
}

/** Every operation of IQM's that runs here. */
export const kinds: Readonly<Record<string, Kind>> = {
  prx: {
    arity: 1,
    on: "qubits",
    read: ({ qubits, args }) => [gate("r", qubits, numbers(args, "angle", "phase"))],
  },
  cz: { arity: 2, on: "coupled", read: ({ qubits }) => [gate("cz", qubits)] },
  move: { arity: 2, on: "coupled", read: ({ qubits }) => [gate("swap", qubits)] },
  measure: { arity: "any", on: "qubits", read: readMeasure },
  cc_prx: {
    arity: 1,
    on: "qubits",
    read: ({ qubits, args, physical }, bits) => {
      const params = numbers(args, "angle", "phase");
      const clbit = bits.feedback(text(args, "feedback_key"), physical(text(args, "feedback_qubit")));
      const isOne = { kind: "compare", clbits: [clbit], operator: "==", value: "1" } as const;
      return [conditional(isOne, [gate("r", qubits, params)])];
    },
  },
  reset: { arity: "any", on: "qubits", read: ({ qubits }) => qubits.map(reset) },
  barrier: { arity: "any", on: "components", read: ({ qubits }) => [{ kind: "barrier", qubits }] },
  delay: {
    arity: "any",
    on: "components",
    read: ({ qubits, args }) => {
      const [seconds = 0] = numbers(args, "duration");
      if (seconds < 0 || seconds > maxDelaySeconds) {
        throw new Problem(`args.duration is ${seconds}; it is in seconds, from 0 to ${maxDelaySeconds}`);
      }
      return qubits.map((qubit) => ({ kind: "delay", qubit, seconds }));
    },
  },
  // Not calibrated, yet the client lets them through.
  sx: { arity: 1, on: "qubits", read: ({ qubits }) => [gate("sx", qubits)] },
  rz: { arity: 1, on: "qubits", read: ({ qubits, args }) => [gate("rz", qubits, numbers(args, "angle"))] },
  u: { arity: 1, on: "qubits", read: ({ qubits, args }) => [gate("u", qubits, numbers(args, "theta", "phi", "lam"))] },
};

function readMeasure({ locus, qubits, args }: Placed, bits: Bits): Operation[] {
  const clbits = bits.add(text(args, "key"), qubits.length);
  const feedbackKey = args.feedback_key ?? null;
  if (feedbackKey !== null) {
    const key = text(args, "feedback_key");
    locus.forEach((component, k) => {
      bits.offer(key, component, clbits[k] ?? 0);
    });
  }
  return qubits.map((qubit, k) => measure(qubit, clbits[k] ?? 0));
}

/** The operations of one instruction. Throws Problem. */
export function readInstruction(
  wire: WireInstruction,
  machine: Machine,
  mapping: ReadonlyMap<string, string>,
  bits: Bits,
): { readonly operations: readonly Operation[]; readonly locus: readonly string[] } {
  const kind = Object.hasOwn(kinds, wire.name) ? kinds[wire.name] : undefined;
  if (!kind || (wire.name === "move" && machine.resonators.length === 0)) {
    throw new Problem(`there is no such operation here. This machine has ${operationsOf(machine).join(", ")}`);
  }
  const { implementation } = wire;
  const calibrated = machine.implementations[wire.name];
  if (implementation && implementation !== calibrated) {
    throw new Problem(
      `there is no implementation ${quoted(implementation)}${calibrated ? `. Use ${calibrated}, or null` : ". Use null"}`,
    );
  }
  const physical = (name: string) => mapping.get(name) ?? name;
  const locus = (wire.locus ?? wire.qubits ?? []).map(physical);
  const qubits = locus.map((component) => {
    const qubit = machine.componentOf.get(component);
    if (qubit === undefined) throw new Problem(`there is no component ${quoted(component)}`);
    return qubit;
  });
  checkLocus(kind, locus, qubits, wire.name, machine);
  const placed: Placed = { name: wire.name, args: wire.args ?? {}, locus, qubits, physical };
  return { operations: kind.read(placed, bits), locus };
}

const operationsOf = ({ resonators }: Machine): string[] =>
  Object.keys(kinds).filter((name) => name !== "move" || resonators.length > 0);

function checkLocus(
  { arity, on }: Kind,
  locus: readonly string[],
  qubits: readonly number[],
  name: string,
  machine: Machine,
): void {
  if (arity === "any" ? qubits.length === 0 : qubits.length !== arity) {
    const wanted = arity === "any" ? "at least 1 component" : `${arity} component${arity === 1 ? "" : "s"}`;
    throw new Problem(`its locus has ${qubits.length} components; it takes ${wanted}`);
  }
  if (new Set(qubits).size < qubits.length) throw new Problem("its locus names a component twice");
  const resonator = locus.find((component) => machine.resonators.includes(component));
  if (on === "qubits" && resonator !== undefined) {
    throw new Problem(`${resonator} is a resonator, and ${name} acts on qubits only`);
  }
  if (on !== "coupled") return;
  const [first = "", second = ""] = locus;
  if (!isCoupled(machine, first, second)) throw new Problem(`${first} and ${second} are not coupled`);
  if (name === "move" && resonator !== second) throw new Problem(`its locus is [qubit, resonator], in this order`);
}

/** Whether two components are coupled, in either order. */
export const isCoupled = ({ connectivity }: Machine, first: string, second: string): boolean =>
  connectivity.some(([a, b]) => (a === first && b === second) || (a === second && b === first));

function numbers(args: Placed["args"], ...names: readonly string[]): number[] {
  return names.map((name) => {
    const value = args[name];
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new Problem(`it needs the number args.${name}${name === "duration" ? ", in seconds" : ", in radians"}`);
    }
    return value;
  });
}

/** Longest key that is taken. */
const maxKey = 500;

function text(args: Placed["args"], name: string): string {
  const value = args[name];
  if (typeof value !== "string" || value === "" || value.length > maxKey) {
    throw new Problem(`it needs the text args.${name}, of 1 to ${maxKey} characters`);
  }
  return value;
}
