import { FunctionWriter, i32, simd128, v128 } from "@naru/kernels";

/**
 * Kernels on the rows of a tableau. Row r is the Pauli i^phase X^x Z^z: `half` bytes of x from `rows + 2 · half · r`,
 * `half` bytes of z behind them, and its phase, a 32-bit integer modulo 4 whose upper bits may be anything, at
 * `phases + 4r`. `half` is a multiple of 16. Row 2q belongs to X of qubit q, row 2q + 1 to Z.
 */
export function tableauKernels(): FunctionWriter[] {
  return [
    multiplyRows(),
    swapRows(),
    gate("h", 4, (g) => g.swap([0, 0], [0, 1])),
    gate("s", 4, (g) => g.multiply([0, 0], [0, 1], 3)), // S† X S = −Y = −iXZ
    gate("v", 4, (g) => g.multiply([0, 1], [0, 0], 3)), // V† Z V = Y = −iZX
    gate("cx", 8, (g) => {
      g.multiply([0, 0], [1, 0], 0);
      g.multiply([1, 1], [0, 1], 0);
    }),
    gate("cz", 8, (g) => {
      g.multiply([0, 0], [1, 1], 0);
      g.multiply([1, 0], [0, 1], 0);
    }),
    gate("swap", 8, (g) => {
      g.swap([0, 0], [1, 0]);
      g.swap([0, 1], [1, 1]);
    }),
    collapse(),
  ];
}

const [multiplyPosition, swapPosition] = [0, 1];

/** `multiply(to, from, half, toPhase, fromPhase)`: the row at `to` becomes its product with the row at `from`. */
function multiplyRows(): FunctionWriter {
  const f = new FunctionWriter("multiply", [i32, i32, i32, i32, i32]);
  const [to, from, half, toPhase, fromPhase] = [0, 1, 2, 3, 4];
  const [toZ, fromZ, end] = f.locals(3, i32) as [number, number, number];
  const [x, z, odd] = f.locals(3, v128) as [number, number, number];
  f.get(to).get(half).add().tee(toZ).set(end);
  f.get(from).get(half).add().set(fromZ);
  f.repeat(() => {
    f.get(from).loadVector().set(x);
    f.get(toZ).loadVector().set(z);
    // Each Z of the left factor that passes an X of the right one is a sign.
    f.get(x).get(z).simd(simd128.and).get(odd).simd(simd128.xor).set(odd);
    f.get(to).get(to).loadVector().get(x).simd(simd128.xor).storeVector();
    f.get(toZ).get(z).get(fromZ).loadVector().simd(simd128.xor).storeVector();
    for (const address of [from, toZ, fromZ]) f.get(address).constant(16).add().set(address);
    f.get(to).constant(16).add().tee(to).get(end).isDifferent();
  });
  f.get(toPhase).get(toPhase).loadInteger().get(fromPhase).loadInteger().add();
  parityOf(f, odd);
  f.constant(1).shiftLeft().add().storeInteger();
  return f;
}

/** Leaves 0 or 1: the parity of a vector's bits. */
function parityOf(f: FunctionWriter, vector: number): void {
  const countOnesOfLong = 0x7b;
  const longToInteger = 0xa7;
  const xorOfLongs = 0x85;
  f.get(vector).extractLong(0).get(vector).extractLong(1).plain(xorOfLongs).plain(countOnesOfLong).plain(longToInteger);
  f.constant(1).and();
}

/** `swap(a, b, half, aPhase, bPhase)`: two rows change places. */
function swapRows(): FunctionWriter {
  const f = new FunctionWriter("swapRows", [i32, i32, i32, i32, i32]);
  const [a, b, half, aPhase, bPhase] = [0, 1, 2, 3, 4];
  const [end, phase] = f.locals(2, i32) as [number, number];
  const held = f.local(v128);
  f.get(a).get(half).constant(1).shiftLeft().add().set(end);
  f.repeat(() => {
    f.get(a).loadVector().set(held);
    f.get(a).get(b).loadVector().storeVector();
    f.get(b).get(held).storeVector();
    f.get(b).constant(16).add().set(b);
    f.get(a).constant(16).add().tee(a).get(end).isDifferent();
  });
  f.get(aPhase).loadInteger().set(phase);
  f.get(aPhase).get(bPhase).loadInteger().storeInteger();
  f.get(bPhase).get(phase).storeInteger();
  return f;
}

/** A row of an operand: 0 for its X, 1 for its Z. */
type RowOf = readonly [operand: 0 | 1, kind: 0 | 1];

class GateKernel {
  readonly #f: FunctionWriter;

  constructor(f: FunctionWriter) {
    this.#f = f;
  }

  swap(a: RowOf, b: RowOf): void {
    this.#call(swapPosition, a, b);
  }

  /** Row `to` times row `from`, and times i^phase. */
  multiply(to: RowOf, from: RowOf, phase: number): void {
    this.#call(multiplyPosition, to, from);
    if (phase === 0) return;
    const f = this.#f;
    this.#phaseAddress(to);
    this.#phaseAddress(to);
    f.loadInteger().constant(phase).add().storeInteger();
  }

  #call(position: number, a: RowOf, b: RowOf): void {
    for (const row of [a, b]) {
      this.#rowNumber(row);
      this.#f.get(half).constant(1).shiftLeft().multiply().get(rows).add();
    }
    this.#f.get(half);
    this.#phaseAddress(a);
    this.#phaseAddress(b);
    this.#f.call(position);
  }

  #phaseAddress(row: RowOf): void {
    this.#rowNumber(row);
    this.#f.constant(2).shiftLeft().get(phases).add();
  }

  #rowNumber([operand, kind]: RowOf): void {
    this.#f
      .get(0)
      .loadInteger(4 * operand)
      .constant(1)
      .shiftLeft()
      .constant(kind)
      .add();
  }
}

const [rows, half, phases] = [2, 3, 4];

/** `name(operands, count, rows, half, phases)`: a gate on each of `count` > 0 operands of so many bytes. */
function gate(name: string, operandBytes: number, body: (kernel: GateKernel) => void): FunctionWriter {
  const f = new FunctionWriter(name, [i32, i32, i32, i32, i32]);
  const [operands, count] = [0, 1];
  f.repeat(() => {
    body(new GateKernel(f));
    f.get(operands).constant(operandBytes).add().set(operands);
    f.get(count).constant(1).subtract().tee(count);
  });
  return f;
}

/**
 * `collapse(list, count, rows, half, phases, mask, pivot, isY, isFlipped)`: what a random measurement does to each of
 * `count` > 0 rows, whose numbers are the 32-bit integers at `list`.
 *
 * At the beginning of time, where all qubits are |0⟩, are put: CX from qubit `pivot` to the qubits of `mask` (half bytes,
 * without the pivot), S on the pivot if `isY`, then H on the pivot, which is the collapse, and X if `isFlipped`. In the
 * form i^k X^x Z^z a CX costs no phase.
 */
function collapse(): FunctionWriter {
  const f = new FunctionWriter("collapse", new Array(9).fill(i32));
  const [list, count, base, half, phases, mask, pivot, isY, isFlipped] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [word, bit, row, at, offset, x, z, phase] = f.locals(8, i32) as number[] as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const odd = f.local(v128);
  f.get(pivot).constant(5).shiftRight().constant(2).shiftLeft().set(word);
  f.get(pivot).constant(31).and().set(bit);
  const bitAt = (from: number) => f.get(from).get(word).add().loadInteger().get(bit).shiftRight().constant(1).and();
  const flip = (from: number, by: number) => {
    f.get(from).get(word).add();
    f.get(from).get(word).add().loadInteger().get(by).get(bit).shiftLeft().xor().storeInteger();
  };
  f.repeat(() => {
    f.get(list).loadInteger().get(half).multiply().constant(1).shiftLeft().get(base).add().set(row);
    f.get(row).get(half).add().set(at); // the z part
    f.vectorConstant(new Array<number>(16).fill(0)).set(odd);
    f.constant(0).set(offset);
    f.repeat(() => {
      f.get(at).get(offset).add().loadVector().get(mask).get(offset).add().loadVector().simd(simd128.and);
      f.get(odd).simd(simd128.xor).set(odd);
      f.get(offset).constant(16).add().tee(offset).get(half).isDifferent();
    });
    bitAt(row).set(x);
    bitAt(at);
    parityOf(f, odd);
    f.xor().set(z); // z of the pivot after the CX, not yet stored
    f.get(x).when(() => {
      f.constant(0).set(offset);
      f.repeat(() => {
        f.get(row).get(offset).add();
        f.get(row).get(offset).add().loadVector().get(mask).get(offset).add().loadVector().simd(simd128.xor);
        f.storeVector();
        f.get(offset).constant(16).add().tee(offset).get(half).isDifferent();
      });
    });
    f.get(list).loadInteger().constant(2).shiftLeft().get(phases).add().set(phase);
    // S: X becomes −iXZ. Then H: XZ becomes −ZX. Then X: a sign where Z is left, which is where X was.
    f.get(z).get(isY).get(x).and().xor().set(z);
    f.get(phase).get(phase).loadInteger();
    f.get(x).get(isY).multiply().constant(3).multiply().add();
    f.get(x).get(z).and().constant(1).shiftLeft().add();
    f.get(x).get(isFlipped).and().constant(1).shiftLeft().add();
    f.storeInteger();
    // The bits of the pivot change places: x becomes the new z, and z the new x.
    f.get(z).get(x).xor().set(offset);
    flip(row, offset);
    f.get(x);
    bitAt(at);
    f.xor().set(offset);
    flip(at, offset);
    f.get(list).constant(4).add().set(list);
    f.get(count).constant(1).subtract().tee(count);
  });
  return f;
}
