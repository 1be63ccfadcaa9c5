import { FunctionWriter, i32, v128 } from "@naru/kernels";
import {
  type Arithmetic,
  imaginaryOffset,
  lanes32,
  lanes64,
  vectorBytes,
  writeDifference,
  writeProduct,
  writeSum,
} from "./arithmetic.ts";
import {
  type BlockShape,
  type BlockStep,
  constantCount,
  type PairKind,
  shapeName,
  type TurnKind,
} from "./block-shape.ts";

/**
 * A register block: for each group of 2^r vectors, loads them, applies the steps of the shape, and stores them. Real
 * steps act on real and imaginary parts separately, so eight vectors of one part fill half of the sixteen SIMD registers
 * and nothing spills; a shape with phases takes both parts of four vectors together.
 *
 * Parameters: base address; number of groups; for each register bit, ascending, a mask of the vector-index bits at and
 * above it; for each register bit, in the shape's order, its stride in bytes; address of the constants.
 */
export function blockKernel(shape: BlockShape, arithmetic: Arithmetic): FunctionWriter {
  const r = shape.registerBits;
  const f = new FunctionWriter(shapeName(shape), new Array(2 * r + 3).fill(i32));
  const [base, groups] = [0, 1];
  const upperMask = (bit: number) => 2 + bit;
  const stride = (bit: number) => 2 + r + bit;
  const constants = loadConstants(f, shape, arithmetic, 2 + 2 * r);
  const group = f.local(i32);
  const index = f.local(i32);
  const addresses = f.locals(1 << r, i32);
  const body = new BlockBody(f, arithmetic, shape, constants, addresses);
  f.repeat(() => {
    // a zero is put into the group number at each register bit, which gives the first vector of the group
    f.get(group).set(index);
    for (let bit = 0; bit < r; bit++) f.get(index).get(index).get(upperMask(bit)).and().add().set(index);
    f.get(index).constant(Math.log2(vectorBytes)).shiftLeft().get(base).add().set(addresses[0]);
    for (let bit = 0; bit < r; bit++) {
      for (let e = 0; e < 1 << bit; e++)
        f.get(addresses[e])
          .get(stride(bit))
          .add()
          .set(addresses[e | (1 << bit)]);
    }
    body.write();
    f.get(group).constant(1).add().tee(group).get(groups).isBelow();
  });
  return f;
}

/** Spreads each constant over the lanes of a local, before the loop. */
function loadConstants(f: FunctionWriter, shape: BlockShape, { bytes }: Arithmetic, address: number): number[] {
  const count = shape.steps.reduce((sum, step) => sum + constantCount(step), 0);
  return Array.from({ length: count }, (_, i) => {
    const local = f.local(v128);
    f.get(address)
      .loadSplat(bytes, bytes * i)
      .set(local);
    return local;
  });
}

/** The locals that hold one part (real or imaginary) of the vectors, and one to spare. */
interface Part {
  readonly registers: number[];
  spare: number;
}

class BlockBody {
  readonly #f: FunctionWriter;
  readonly #arithmetic: Arithmetic;
  readonly #steps: readonly BlockStep[];
  readonly #constants: readonly number[];
  readonly #addresses: readonly number[];
  readonly #parts: readonly { readonly registers: readonly number[]; readonly spare: number }[];
  readonly #size: number;

  constructor(
    f: FunctionWriter,
    arithmetic: Arithmetic,
    shape: BlockShape,
    constants: readonly number[],
    addresses: readonly number[],
  ) {
    this.#f = f;
    this.#arithmetic = arithmetic;
    this.#steps = shape.steps;
    this.#constants = constants;
    this.#addresses = addresses;
    this.#size = 1 << shape.registerBits;
    const partCount = shape.steps.some(({ kind }) => kind === "phases") ? 2 : 1;
    this.#parts = Array.from({ length: partCount }, () => ({
      registers: f.locals(this.#size, v128),
      spare: f.local(v128),
    }));
  }

  write(): void {
    if (this.#parts.length === 2) this.#writeTogether([0, imaginaryOffset]);
    else for (const offset of [0, imaginaryOffset]) this.#writeTogether([offset]);
  }

  /** Load, all steps, store; for the parts at the given offsets. */
  #writeTogether(offsets: readonly number[]): void {
    const parts: Part[] = offsets.map((_, i) => ({
      registers: [...this.#parts[i].registers],
      spare: this.#parts[i].spare,
    }));
    parts.forEach(({ registers }, i) => {
      registers.forEach((register, e) => {
        this.#f.get(this.#addresses[e]).loadVector(offsets[i]).set(register);
      });
    });
    let used = 0;
    for (const step of this.#steps) {
      const constants = this.#constants.slice(used, used + constantCount(step));
      used += constants.length;
      if (step.kind === "phases") this.#phases(parts, step.entries, constants);
      else if (step.kind === "turns") {
        this.#turn(parts, 3, step.outer, constants[0]);
        this.#turn(parts, 1, step.inner, constants[1]);
      } else for (const part of parts) this.#realStep(part, step, constants);
    }
    parts.forEach(({ registers }, i) => {
      registers.forEach((register, e) => {
        this.#f.get(this.#addresses[e]).get(register).storeVector(offsets[i]);
      });
    });
  }

  #realStep(part: Part, step: Exclude<BlockStep, { kind: "phases" | "turns" }>, constants: readonly number[]): void {
    const { registers } = part;
    switch (step.kind) {
      case "transpose":
        if (this.#arithmetic.lanes === 4) this.#transposeFour(part);
        else this.#transposeTwo(part);
        break;
      case "flip": // permutations only rename the registers
        this.#forPairs(1 << step.bit, 0, (a, b) => {
          [registers[a], registers[b]] = [registers[b], registers[a]];
        });
        break;
      case "cx":
        this.#forPairs(1 << step.target, 1 << step.control, (a, b) => {
          [registers[a], registers[b]] = [registers[b], registers[a]];
        });
        break;
      case "double rotation":
        for (let e = 0; e < this.#size; e += 4) {
          this.#pair(part, step.outer, e, e | 3, constants[0], constants[1]);
          this.#pair(part, step.inner, e | 2, e | 1, constants[2], constants[3]);
        }
        break;
      default:
        this.#forPairs(1 << step.bit, 0, (a, b) => this.#pair(part, step.kind, a, b, constants[0]));
    }
  }

  /** Calls `visit` with each pair of registers that differ in `bit` alone and have all bits of `control` set. */
  #forPairs(bit: number, control: number, visit: (a: number, b: number) => void): void {
    for (let e = 0; e < this.#size; e++) if (!(e & bit) && (e & control) === control) visit(e, e | bit);
  }

  /**
   * A real operation on registers a and b, with constant t for the new a and s for the new b. The new a goes to the spare
   * local, whose place the old a takes.
   */
  #pair(part: Part, kind: PairKind, a: number, b: number, t: number, s = t): void {
    const { add, subtract, multiply } = this.#arithmetic;
    const f = this.#f;
    const [u, v, target] = [part.registers[a], part.registers[b], part.spare];
    const plus = (x: number, y: number, by = s) => writeSum(f, this.#arithmetic, x, by, y);
    const minus = (x: number, y: number, by = t) => writeDifference(f, this.#arithmetic, x, by, y);
    /** by·x − y */
    const from = (x: number, y: number, by = t) => f.get(by).get(x).simd(multiply).get(y).simd(subtract);
    switch (kind) {
      case "rotate":
        minus(u, v).set(target);
        plus(v, u).set(v);
        break;
      case "corotate":
        from(u, v).set(target);
        plus(u, v).set(v);
        break;
      case "reflect":
        plus(u, v, t).set(target);
        from(u, v, s).set(v);
        break;
      case "coreflect":
        plus(v, u, t).set(target);
        minus(u, v, s).set(v);
        break;
      case "hadamard":
        f.get(u).get(v).simd(add).set(target);
        f.get(u).get(v).simd(subtract).set(v);
        break;
      case "quarter":
        f.get(u).get(v).simd(subtract).set(target);
        f.get(u).get(v).simd(add).set(v);
        break;
      case "quarter back":
        f.get(u).get(v).simd(add).set(target);
        f.get(v).get(u).simd(subtract).set(v);
        break;
    }
    part.registers[a] = target;
    part.spare = u;
  }

  /** Multiplies register e by 1 + it or t + i. */
  #turn([real, imaginary]: readonly Part[], e: number, kind: TurnKind, t: number): void {
    const f = this.#f;
    const { multiply, subtract } = this.#arithmetic;
    const [re, im] = [real.registers[e], imaginary.registers[e]];
    if (kind === "turn") {
      writeDifference(f, this.#arithmetic, re, t, im).set(real.spare);
      writeSum(f, this.#arithmetic, im, t, re).set(im);
    } else {
      f.get(t).get(re).simd(multiply).get(im).simd(subtract).set(real.spare);
      writeSum(f, this.#arithmetic, re, t, im).set(im);
    }
    [real.registers[e], real.spare] = [real.spare, re];
  }

  /** Multiplies registers by their entries; takes real and imaginary parts together. */
  #phases(parts: readonly Part[], entries: readonly string[], constants: readonly number[]): void {
    const f = this.#f;
    const { multiply } = this.#arithmetic;
    const [real, imaginary] = parts;
    let used = 0;
    entries.forEach((entry, e) => {
      if (entry === "one") return;
      const value = { re: real.registers[e], im: imaginary.registers[e] };
      const factor = constants[used++];
      if (entry === "real") {
        f.get(value.re).get(factor).simd(multiply).set(value.re);
        f.get(value.im).get(factor).simd(multiply).set(value.im);
        return;
      }
      const target = { re: real.spare, im: imaginary.spare };
      writeProduct(f, this.#arithmetic, target, value, { re: factor, im: constants[used++] });
      [real.registers[e], imaginary.registers[e]] = [target.re, target.im];
      [real.spare, imaginary.spare] = [value.re, value.im];
    });
  }

  /** Exchanges the only lane bit with register bit 0. */
  #transposeTwo(part: Part): void {
    const f = this.#f;
    for (let e = 0; e < this.#size; e += 2) {
      const [a, b, target] = [part.registers[e], part.registers[e | 1], part.spare];
      f.get(a).get(b).shuffle(lanes64(0, 2)).set(target);
      f.get(a).get(b).shuffle(lanes64(1, 3)).set(b);
      part.registers[e] = target;
      part.spare = a;
    }
  }

  /** Exchanges lane bits 0 and 1 with register bits 0 and 1: a 4×4 transpose, in two rounds of shuffles. */
  #transposeFour(part: Part): void {
    const f = this.#f;
    for (let e = 0; e < this.#size; e += 4) {
      const [a, b, c, d] = part.registers.slice(e, e + 4);
      // round one exchanges lane bit 0 with register bit 0, within a, b and within c, d
      const [ab0, ab1, cd0, cd1] = [part.spare, b, a, d];
      f.get(a)
        .get(b)
        .shuffle(lanes32(0, 4, 2, 6))
        .set(ab0);
      f.get(a)
        .get(b)
        .shuffle(lanes32(1, 5, 3, 7))
        .set(ab1);
      f.get(c)
        .get(d)
        .shuffle(lanes32(0, 4, 2, 6))
        .set(cd0);
      f.get(c)
        .get(d)
        .shuffle(lanes32(1, 5, 3, 7))
        .set(cd1);
      // round two exchanges lane bit 1 with register bit 1; c is free now
      f.get(ab0)
        .get(cd0)
        .shuffle(lanes32(0, 1, 4, 5))
        .set(c);
      f.get(ab0)
        .get(cd0)
        .shuffle(lanes32(2, 3, 6, 7))
        .set(cd0);
      f.get(ab1)
        .get(cd1)
        .shuffle(lanes32(0, 1, 4, 5))
        .set(ab0);
      f.get(ab1)
        .get(cd1)
        .shuffle(lanes32(2, 3, 6, 7))
        .set(cd1);
      part.registers.splice(e, 4, c, ab0, cd0, cd1);
      part.spare = ab1;
    }
  }
}
