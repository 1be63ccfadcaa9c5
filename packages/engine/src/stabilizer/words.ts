import type { CliffordImages, Pauli } from "./clifford.ts";

/** The few gates that tableaus and frames know. `v` is the square root of X; Paulis are for signs alone. */
export const primitives = ["h", "s", "v", "cx", "cz", "swap", "x", "z"] as const;
export type Primitive = (typeof primitives)[number];

/** A primitive on operands 0 and 1 of the gate that it is a part of. */
export interface Letter {
  readonly primitive: Primitive;
  readonly operands: readonly number[];
}

/** Letters in the order of time. */
export type Word = readonly Letter[];

/**
 * A shortest word that does to Paulis what `images` says, on one or two qubits. Global phase is nobody's business here.
 *
 * Words without Paulis are found once, breadth first: there are 6 Clifford gates on one qubit up to Paulis and 720 on
 * two. The Paulis that set the signs come last.
 */
export function wordOf(images: CliffordImages): Word {
  const width = images.length / 2;
  const word = wordsByKey(width).get(keyOf(images));
  if (!word) throw new RangeError("These images keep no commutation relations; they come from no unitary.");
  const reached = after(identity(width), word);
  // A Pauli after the word flips the signs of the images that anticommute with it; the images are a full set of those.
  const signs: Letter[] = [];
  for (let operand = 0; operand < width; operand++) {
    for (const [primitive, x, z] of [
      ["x", 1 << operand, 0],
      ["z", 0, 1 << operand],
    ] as const) {
      if (isNeeded(images, reached, x, z)) signs.push({ primitive, operands: [operand] });
    }
  }
  return [...word, ...signs];
}

/**
 * Whether the Pauli X^x Z^z is part of the correction: with C the images' gate and D the word's, both Pauli-equal, the
 * correction Q obeys D P D† = ± C P C† with the sign of the commutator of Q with D P D†. Q holds the factor X on a qubit
 * if Z of that qubit, written as a product of images, has different signs in the two; likewise Z by X.
 */
function isNeeded(images: CliffordImages, reached: CliffordImages, x: number, z: number): boolean {
  const wanted = { x: z, z: x }; // the partner that anticommutes with X^x Z^z and with nothing else that may be chosen
  for (let subset = 1; subset < 1 << images.length; subset++) {
    const [ours, theirs] = [productOf(images, subset), productOf(reached, subset)];
    if (ours.x === wanted.x && ours.z === wanted.z) return ours.phase !== theirs.phase;
  }
  return false;
}

function productOf(images: CliffordImages, subset: number): Pauli {
  return images.reduce((sum, image, i) => ((subset >> i) & 1 ? times(sum, image) : sum), { x: 0, z: 0, phase: 0 });
}

const times = (a: Pauli, b: Pauli): Pauli => ({
  x: a.x ^ b.x,
  z: a.z ^ b.z,
  phase: (a.phase + b.phase + 2 * ones(a.z & b.x)) & 3,
});

const ones = (bits: number): number => (bits & 1) + ((bits >> 1) & 1);

const identity = (width: number): CliffordImages =>
  Array.from({ length: 2 * width }, (_, i) =>
    i % 2 === 0 ? { x: 1 << (i >> 1), z: 0, phase: 0 } : { x: 0, z: 1 << (i >> 1), phase: 0 },
  );

/** The images when a word follows what has made `images`. */
const after = (images: CliffordImages, word: Word): CliffordImages =>
  word.reduce((now, letter) => now.map((pauli) => conjugatedBy(letter, pauli)), images);

/** G P G† for a primitive G: what it does to each factor X and Z, multiplied in the factors' order. */
function conjugatedBy({ primitive, operands: [a, b] }: Letter, { x, z, phase }: Pauli): Pauli {
  const bit = (bits: number, k: number) => (bits >> k) & 1;
  let result: Pauli = { x: 0, z: 0, phase };
  for (const k of [0, 1]) if (bit(x, k)) result = times(result, imageOfX(primitive, k, a, b));
  for (const k of [0, 1]) if (bit(z, k)) result = times(result, imageOfZ(primitive, k, a, b));
  return result;
}

function imageOfX(primitive: Primitive, k: number, a: number, b: number): Pauli {
  const X = { x: 1 << k, z: 0, phase: 0 };
  if (primitive === "h" && k === a) return { x: 0, z: 1 << k, phase: 0 };
  if (primitive === "s" && k === a) return { x: 1 << k, z: 1 << k, phase: 1 }; // Y = iXZ
  if (primitive === "cx" && k === a) return { x: (1 << a) | (1 << b), z: 0, phase: 0 };
  if (primitive === "cz" && (k === a || k === b)) return { x: 1 << k, z: 1 << (k === a ? b : a), phase: 0 };
  if (primitive === "swap" && (k === a || k === b)) return { x: 1 << (k === a ? b : a), z: 0, phase: 0 };
  return primitive === "z" && k === a ? { ...X, phase: 2 } : X;
}

function imageOfZ(primitive: Primitive, k: number, a: number, b: number): Pauli {
  const Z = { x: 0, z: 1 << k, phase: 0 };
  if (primitive === "h" && k === a) return { x: 1 << k, z: 0, phase: 0 };
  if (primitive === "v" && k === a) return { x: 1 << k, z: 1 << k, phase: 3 }; // −Y
  if (primitive === "cx" && k === b) return { x: 0, z: (1 << a) | (1 << b), phase: 0 };
  if (primitive === "swap" && (k === a || k === b)) return { x: 0, z: 1 << (k === a ? b : a), phase: 0 };
  return primitive === "x" && k === a ? { ...Z, phase: 2 } : Z;
}

const generators: readonly (readonly Letter[])[] = [
  [],
  (["s", "v", "h"] as const).map((primitive) => ({ primitive, operands: [0] })),
  [
    ...([0, 1] as const).flatMap((k) => (["s", "v", "h"] as const).map((primitive) => ({ primitive, operands: [k] }))),
    { primitive: "cx", operands: [0, 1] },
    { primitive: "cx", operands: [1, 0] },
    { primitive: "cz", operands: [0, 1] },
    { primitive: "swap", operands: [0, 1] },
  ],
];

const keyOf = (images: CliffordImages): string => images.map(({ x, z }) => `${x}${z}`).join("");

const found: (ReadonlyMap<string, Word> | undefined)[] = [];

function wordsByKey(width: number): ReadonlyMap<string, Word> {
  const known = found[width];
  if (known) return known;
  const start = identity(width);
  const words = new Map<string, Word>([[keyOf(start), []]]);
  let edge: { images: CliffordImages; word: Word }[] = [{ images: start, word: [] }];
  while (edge.length > 0) {
    const next: typeof edge = [];
    for (const { images, word } of edge) {
      for (const letter of generators[width]) {
        const longer = [...word, letter];
        const reached = after(images, [letter]);
        if (words.has(keyOf(reached))) continue;
        words.set(keyOf(reached), longer);
        next.push({ images: reached, word: longer });
      }
    }
    edge = next;
  }
  found[width] = words;
  return words;
}
