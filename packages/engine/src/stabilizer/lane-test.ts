import type { Condition } from "@naru/circuit";

/** A bit for each of 1024 shots: 32 words. */
export type Lanes = Uint32Array;
const wordCount = 32;

/** For which shots a condition holds. `bits(c)` are the values of classical bit c. */
export type LaneTest = (bits: (clbit: number) => Lanes) => Lanes;

/** Reads a condition once, so that it can be asked of many shots at a time. Registers may be of any width. */
export function laneTest(condition: Condition): LaneTest {
  switch (condition.kind) {
    case "not": {
      const operand = laneTest(condition.operand);
      return (bits) => operand(bits).map((word) => ~word);
    }
    case "and":
    case "or": {
      const operands = condition.operands.map(laneTest);
      const join = condition.kind === "and" ? (a: number, b: number) => a & b : (a: number, b: number) => a | b;
      return (bits) =>
        operands.map((operand) => operand(bits)).reduce((sum, lanes) => sum.map((word, i) => join(word, lanes[i])));
    }
    case "compare":
      return comparison(condition);
  }
}

/** Compares from the highest bit down: shots are equal so far, or decided. */
function comparison({ clbits, operator, value }: Condition & { kind: "compare" }): LaneTest {
  const number = BigInt(value);
  const isBeyond = number >> BigInt(clbits.length) > 0n;
  return (bits) => {
    const equal = new Uint32Array(wordCount).fill(isBeyond ? 0 : ~0);
    const below = new Uint32Array(wordCount).fill(isBeyond ? ~0 : 0);
    for (let k = clbits.length - 1; k >= 0; k--) {
      const lanes = bits(clbits[k]);
      const isOne = ((number >> BigInt(k)) & 1n) === 1n;
      for (let word = 0; word < wordCount; word++) {
        if (isOne) below[word] |= equal[word] & ~lanes[word];
        equal[word] &= isOne ? lanes[word] : ~lanes[word];
      }
    }
    return decided[operator](below, equal);
  };
}

const decided: Record<(Condition & { kind: "compare" })["operator"], (below: Lanes, equal: Lanes) => Lanes> = {
  "==": (_, equal) => equal,
  "!=": (_, equal) => equal.map((word) => ~word),
  "<": (below) => below,
  "<=": (below, equal) => below.map((word, i) => word | equal[i]),
  ">": (below, equal) => below.map((word, i) => ~(word | equal[i])),
  ">=": (below) => below.map((word) => ~word),
};
