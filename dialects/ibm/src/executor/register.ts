import type { ClassicalRegister } from "@naru/circuit";
import type { WireTensor } from "@naru/samplex";
import { deflate, type SweepItemOutcome, writeBase64 } from "@naru/workload";

/** Bits that are gathered before others have their turn, and bytes from which on a tensor is compressed beside them. */
const bitsOfTurn = 2_000_000;
const largeBytes = 256 * 1024;

/**
 * What a register read in every shot, as a tensor of booleans `[...shape, shots, size]`: index k of the last axis is bit k
 * of the register. The bits are packed over the whole tensor, the lowest of a byte first.
 */
export async function writeRegister(
  { clbits }: ClassicalRegister,
  { shape, shots, bitCount, bits }: SweepItemOutcome,
): Promise<WireTensor> {
  const bytesOfShot = Math.ceil(bitCount / 8);
  const total = bytesOfShot === 0 ? 0 : bits.length / bytesOfShot;
  const packed = new Uint8Array(Math.ceil((total * clbits.length) / 8));
  for (let shot = 0, to = 0, turn = 0; shot < total; shot++) {
    const from = shot * bytesOfShot;
    for (let k = 0; k < clbits.length; k++, to++) {
      const clbit = clbits[k] ?? 0;
      const bit = ((bits[from + (clbit >> 3)] ?? 0) >> (clbit & 7)) & 1;
      if (bit) packed[to >> 3] = (packed[to >> 3] ?? 0) | (1 << (to & 7));
    }
    turn += clbits.length;
    if (turn < bitsOfTurn) continue;
    turn = 0;
    await new Promise<void>((resume) => setTimeout(resume, 0));
  }
  const compressed = packed.length < largeBytes ? deflate(packed) : await deflateBeside(packed);
  return { data: writeBase64(compressed), shape: [...shape, shots, clbits.length], dtype: "bool" };
}

async function deflateBeside(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
