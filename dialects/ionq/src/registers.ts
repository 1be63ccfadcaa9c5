import type { ClassicalRegister } from "@naru/circuit";
import type { CircuitOutcome } from "@naru/workload";
import { bitsOf, rounded, type WireEntry } from "./outcome.ts";

/** IonQ's name for "every qubit", where a circuit has no registers of its own. */
const everything = "output_all";

/**
 * Shares or counts of each register by itself, as IonQ's `.v2` formats spell them: `{"registers": {"c": {"01": 0.5}}}`.
 * Bitstrings have bit 0 of the register rightmost, ascending.
 */
export function writeRegisters(
  circuit: CircuitOutcome,
  registers: readonly ClassicalRegister[],
  entries: readonly WireEntry[],
): string {
  const spelled = entries.map(([key, value]) => [bitsOf(key, circuit.bitCount), value] as const);
  const parts = registersOf(circuit, registers).map(({ name, clbits }) => {
    const sums = new Map<string, number>();
    for (const [bits, value] of spelled) {
      const own = clbits
        .map((clbit) => bits.at(-1 - clbit) ?? "0")
        .toReversed()
        .join("");
      sums.set(own, (sums.get(own) ?? 0) + value);
    }
    const ascending = [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
    return `${JSON.stringify(name)}:{${ascending.map(([bits, value]) => `"${bits}":${rounded(value)}`).join(",")}}`;
  });
  return `{"registers":{${parts.join(",")}}}`;
}

/**
 * Every shot by register, `{"shots": [{"registers": {"c": [1, 0]}}]}`: place k of a list is bit k of the register. Null
 * where shots were not kept.
 */
export function writeRegisterShots(circuit: CircuitOutcome, registers: readonly ClassicalRegister[]): string | null {
  if (!circuit.memory) return null;
  const known = registersOf(circuit, registers);
  const texts = [...circuit.counts.keys()].map((bits) => {
    const parts = known.map(
      ({ name, clbits }) => `${JSON.stringify(name)}:[${clbits.map((clbit) => bits.at(-1 - clbit) ?? "0").join(",")}]`,
    );
    return `{"registers":{${parts.join(",")}}}`;
  });
  return `{"shots":[${Array.from(circuit.memory, (position) => texts[position] ?? "").join(",")}]}`;
}

function registersOf(circuit: CircuitOutcome, registers: readonly ClassicalRegister[]): readonly ClassicalRegister[] {
  if (registers.length > 0) return registers;
  return [{ name: everything, clbits: Array.from({ length: circuit.bitCount }, (_, k) => k) }];
}
