/** A custom gate on one qubit, in a circuit's table. */
export interface CustomGate {
  readonly name: string;
  /** A circuit of its own. */
  readonly definition?: Buffer;
  /** The class of a gate that it modifies, which may be another of the table. */
  readonly base?: string;
}

const u8 = (value: number) => Buffer.of(value);
function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
const u64 = (value: number) => Buffer.concat([u32(0), u32(value)]);
const text = (value: string) => Buffer.from(value, "latin1");
const nothing = Buffer.alloc(0);

/** An instruction without parameters; as a base, it names no qubit. */
const instruction = (name: string, isBase: boolean): Buffer =>
  Buffer.concat([
    ...[u16(name.length), u16(0), u16(0), u32(1), u32(0), u8(0), u16(0), u64(0), u32(0), u32(0), text(name)],
    ...(isBase ? [] : [text("q"), u32(0)]),
  ]);

/** A circuit of one qubit in QPY 13, byte by byte: with what no writer of circuits would write. */
export function circuitBytes(gates: readonly string[], customs: readonly CustomGate[] = []): Buffer {
  const table = customs.map(({ name, definition = nothing, base }) => {
    const modified = base === undefined ? nothing : instruction(base, true);
    const sizes = [u8(definition.length > 0 ? 1 : 0), u64(definition.length), u32(0), u32(0), u64(modified.length)];
    const kind = base === undefined ? "g" : "a";
    return Buffer.concat([
      ...[u16(name.length), text(kind), u32(1), u32(0), ...sizes],
      ...[text(name), definition, modified],
    ]);
  });
  return Buffer.concat([
    ...[u16(0), text("f"), u16(8), u32(1), u32(0), u64(2), u32(0), u64(gates.length), u32(0)],
    ...[Buffer.alloc(8), text("{}"), u64(customs.length), ...table],
    ...gates.map((gate) => instruction(gate, false)),
    ...[u16(0), u8(0), ...[-1, -1, -1, 0, 0].map((absent) => u32(absent >>> 0))],
  ]);
}

export const fileBytes = (circuit: Buffer): Buffer =>
  Buffer.concat([text("QISKIT"), Buffer.of(13, 1, 3, 0), u64(1), text("pq"), circuit]);
