import type { Cursor } from "./cursor.ts";
import type { Budget } from "./limits.ts";
import type { QpyRegister } from "./model.ts";

const kinds: Readonly<Record<string, QpyRegister["kind"]>> = { q: "quantum", c: "classical", a: "ancilla" };
/** How version 18 writes that the circuit does not have a bit. */
const noBit = 0xffff_ffff;

/** Reads a register. Bits that the circuit should have are checked against `count`, if there is a circuit. */
export function readRegister(
  cursor: Cursor,
  version: number,
  budget: Budget,
  count?: { readonly qubits: number; readonly clbits: number },
): QpyRegister {
  const kind = kinds[cursor.letter()];
  if (kind === undefined) throw cursor.invalid("the kind of a register should be q, c or a");
  const isStandalone = cursor.flag();
  const size = cursor.u32();
  const nameLength = cursor.u16();
  const isInCircuit = cursor.flag();
  const isRange = version >= 18 && cursor.flag();
  const name = cursor.text(nameLength);
  const available = count && (kind === "classical" ? count.clbits : count.qubits);
  const place = (index: number): number => {
    if (index === -1 || available === undefined) return index;
    if (index < -1 || index >= available) {
      throw cursor.invalid(`the register "${name}" has bit ${index} of a circuit with ${available}`);
    }
    return index;
  };
  budget.spendRegisterBits(size, cursor.at);
  if (isRange) {
    const start = cursor.u32();
    if (size > 0 && start !== noBit) place(start + size - 1);
    const bits = Array.from({ length: size }, (_, k) => (start === noBit ? -1 : start + k));
    return { kind, name, bits, isInCircuit, isStandalone };
  }
  cursor.count(size, version >= 18 ? 4 : 8, "bits of a register");
  const bits = Array.from({ length: size }, () => {
    if (version < 18) return place(Number(cursor.i64()));
    const index = cursor.u32();
    return place(index === noBit ? -1 : index);
  });
  return { kind, name, bits, isInCircuit, isStandalone };
}
