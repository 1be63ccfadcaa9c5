import type { Circuit } from "@naru/circuit";
import type { CircuitOutcome } from "@naru/workload";

/** How often each outcome was seen; bits of all keys in the order of `keys`, of each key in the order of its locus. */
export interface WireCounts {
  readonly measurement_keys: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * What every shot read, as the text of a JSON object: key → rows of one number for each component of the locus, in its order.
 * Row s is the same shot under every key. Shots in which a herald (a bit that belongs to no key) reads 1 are left out.
 */
export function writeMeasurements(circuit: Circuit, outcome: CircuitOutcome): string {
  const seen = [...outcome.counts.keys()];
  const isKept = keptOf(circuit, seen);
  const positions = outcome.memory ?? new Uint32Array();
  const shots = isKept.every((kept) => kept) ? positions : positions.filter((position) => isKept[position]);
  const keys = (circuit.registers ?? []).map(({ name, clbits }) => {
    const rows = seen.map((bits) => `[${clbits.map((clbit) => bitAt(bits, clbit)).join(",")}]`);
    return `${JSON.stringify(name)}:[${Array.from(shots, (position) => rows[position]).join(",")}]`;
  });
  return `{${keys.join(",")}}`;
}

/** The same, counted. */
export function writeCounts(circuit: Circuit, outcome: CircuitOutcome): WireCounts {
  const registers = circuit.registers ?? [];
  const seen = [...outcome.counts];
  const isKept = keptOf(
    circuit,
    seen.map(([bits]) => bits),
  );
  const counts = new Map<string, number>();
  seen.forEach(([bits, count], k) => {
    if (!isKept[k]) return;
    const text = registers.flatMap(({ clbits }) => clbits.map((clbit) => bitAt(bits, clbit))).join("");
    counts.set(text, (counts.get(text) ?? 0) + count);
  });
  return {
    measurement_keys: registers.map(({ name }) => name),
    counts: Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Bit k of an outcome is the k-th character from the right. */
const bitAt = (bits: string, clbit: number): string => bits[bits.length - 1 - clbit] ?? "0";

/** Of each outcome, whether its heralds all read 0. */
function keptOf({ clbitCount, registers = [] }: Circuit, seen: readonly string[]): boolean[] {
  const ofKeys = new Set(registers.flatMap(({ clbits }) => clbits));
  const heralds = Array.from({ length: clbitCount }, (_, clbit) => clbit).filter((clbit) => !ofKeys.has(clbit));
  return seen.map((bits) => heralds.every((clbit) => bitAt(bits, clbit) === "0"));
}
