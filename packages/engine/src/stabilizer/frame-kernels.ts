import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";
import { RandomKernel } from "./random-kernel.ts";

/** Shots of a batch: one bit of each row. */
export const lanes = 1024;
export const rowBytes = lanes / 8;
/** A qubit's row of X flips and, behind it, its row of Z flips. */
export const qubitBytes = 2 * rowBytes;
const vectorsPerRow = rowBytes / 16;

/**
 * Kernels that act on the frames of 1024 shots at once. `operands` is the address of 32-bit integers, `count` how many
 * operands there are (pairs count once), `frames` the address of the row of X flips of qubit 0. Addresses are multiples
 * of 16. Random bits come from the state at address 0.
 */
export function frameKernels(): FunctionWriter[] {
  return [
    onQubits("h", (f, x, z) => {
      const held = f.local(v128);
      eachVector((offset) => {
        f.get(x).loadVector(offset).set(held);
        f.get(x).get(z).loadVector(offset).storeVector(offset);
        f.get(z).get(held).storeVector(offset);
      });
    }),
    onQubits("s", (f, x, z) => xorRow(f, z, x)),
    onQubits("v", (f, x, z) => xorRow(f, x, z)),
    onPairs("cx", (f, a, b) => {
      xorRow(f, b, a);
      xorRow(f, a, b, rowBytes);
    }),
    onPairs("cz", (f, a, b) => {
      xorRow(f, a, b, rowBytes, 0);
      xorRow(f, b, a, rowBytes, 0);
    }),
    onPairs("swap", (f, a, b) => {
      const held = f.local(v128);
      for (const row of [0, rowBytes]) {
        eachVector((offset) => {
          f.get(a)
            .loadVector(row + offset)
            .set(held);
          f.get(a)
            .get(b)
            .loadVector(row + offset)
            .storeVector(row + offset);
          f.get(b)
            .get(held)
            .storeVector(row + offset);
        });
      }
    }),
    reset(),
    measure(),
    parity(),
    addRow(),
  ];
}

function eachVector(body: (offset: number) => void): void {
  for (let i = 0; i < vectorsPerRow; i++) body(16 * i);
}

/** Row at `to` ⊕= row at `from`; the rows begin so many bytes behind the addresses in the locals. */
function xorRow(f: FunctionWriter, to: number, from: number, toOffset = 0, fromOffset = toOffset): void {
  eachVector((offset) => {
    f.get(to);
    f.get(to).loadVector(toOffset + offset);
    f.get(from).loadVector(fromOffset + offset);
    f.simd(simd128.xor).storeVector(toOffset + offset);
  });
}

/** Leaves the address of the frame whose qubit the operand at `cursor` names. */
function frameAddress(f: FunctionWriter, cursor: number, offset: number, frames: number): void {
  f.get(cursor).loadInteger(offset).constant(qubitBytes).multiply().get(frames).add();
}

/** Moves on by one operand and repeats the body until `count` of them are done; `count` is above 0. */
function eachOperand(f: FunctionWriter, bytes: number, body: () => void): void {
  const [operands, count] = [0, 1];
  f.repeat(() => {
    body();
    f.get(operands).constant(bytes).add().set(operands);
    f.get(count).constant(1).subtract().tee(count);
  });
}

/** `name(operands, count, frames)`: for each qubit, with locals that hold the addresses of its two rows. */
function onQubits(name: string, body: (f: FunctionWriter, x: number, z: number) => void): FunctionWriter {
  const f = new FunctionWriter(name, [i32, i32, i32]);
  const [x, z] = f.locals(2, i32) as [number, number];
  eachOperand(f, 4, () => {
    frameAddress(f, 0, 0, 2);
    f.tee(x).constant(rowBytes).add().set(z);
    body(f, x, z);
  });
  return f;
}

/** `name(operands, count, frames)`: for each pair of qubits, with locals that hold the addresses of their X rows. */
function onPairs(name: string, body: (f: FunctionWriter, a: number, b: number) => void): FunctionWriter {
  const f = new FunctionWriter(name, [i32, i32, i32]);
  const [a, b] = f.locals(2, i32) as [number, number];
  eachOperand(f, 8, () => {
    frameAddress(f, 0, 0, 2);
    f.set(a);
    frameAddress(f, 0, 4, 2);
    f.set(b);
    body(f, a, b);
  });
  return f;
}

/** `reset(operands, count, frames)`: no X flip is left, and a Z flip is as likely as not, since |0⟩ does not feel it. */
function reset(): FunctionWriter {
  const f = new FunctionWriter("reset", [i32, i32, i32]);
  const x = f.local(i32);
  const random = new RandomKernel(f);
  random.load();
  eachOperand(f, 4, () => {
    frameAddress(f, 0, 0, 2);
    f.set(x);
    eachVector((offset) => {
      f.get(x).vectorConstant(new Array<number>(16).fill(0)).storeVector(offset);
      f.get(x);
      random.next();
      f.storeVector(rowBytes + offset);
    });
  });
  random.store();
  return f;
}

/**
 * `measure(operands, count, frames, places, position, mask, values, stride)`: for each pair (qubit, place), the row of
 * the place becomes the X flips of the qubit, all turned if the 32-bit integer at `values` is −1 and not 0; the qubit's Z
 * flips become random. `values` moves on by `stride`. The row of place k lies at
 * `places + ((position + k · rowBytes) & mask)`.
 */
function measure(): FunctionWriter {
  const f = new FunctionWriter("measure", [i32, i32, i32, i32, i32, i32, i32, i32]);
  const [values, stride] = [6, 7];
  const [x, place] = f.locals(2, i32) as [number, number];
  const value = f.local(v128);
  const random = new RandomKernel(f);
  random.load();
  eachOperand(f, 8, () => {
    frameAddress(f, 0, 0, 2);
    f.set(x);
    placeAddress(f, 0, 4, 3);
    f.set(place);
    f.get(values).loadSplat(4).set(value);
    f.get(values).get(stride).add().set(values);
    eachVector((offset) => {
      f.get(place).get(x).loadVector(offset).get(value).simd(simd128.xor).storeVector(offset);
      f.get(x);
      random.next();
      f.storeVector(rowBytes + offset);
    });
  });
  random.store();
  return f;
}

/** Leaves the address of the row of a place; `places`, `position` and `mask` are three parameters in a row. */
function placeAddress(f: FunctionWriter, cursor: number, offset: number, places: number): void {
  const [position, mask] = [places + 1, places + 2];
  f.get(cursor).loadInteger(offset).constant(rowBytes).multiply();
  f.get(position).add().get(mask).and().get(places).add();
}

/** `parity(operands, count, places, position, mask, target)`: the row at `target` ⊕= the rows of the places. */
function parity(): FunctionWriter {
  const f = new FunctionWriter("parity", [i32, i32, i32, i32, i32, i32]);
  const place = f.local(i32);
  const sums = f.locals(vectorsPerRow, v128);
  const target = 5;
  eachVector((offset) =>
    f
      .get(target)
      .loadVector(offset)
      .set(sums[offset / 16]),
  );
  eachOperand(f, 4, () => {
    placeAddress(f, 0, 0, 2);
    f.set(place);
    eachVector((offset) => {
      const sum = sums[offset / 16];
      f.get(sum).get(place).loadVector(offset).simd(simd128.xor).set(sum);
    });
  });
  eachVector((offset) =>
    f
      .get(target)
      .get(sums[offset / 16])
      .storeVector(offset),
  );
  return f;
}

/** `addRow(to, from)`: the row at `to` ⊕= the row at `from`. */
function addRow(): FunctionWriter {
  const f = new FunctionWriter("addRow", [i32, i32]);
  xorRow(f, 0, 1);
  return f;
}
