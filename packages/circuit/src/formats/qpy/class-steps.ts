import { atan2 } from "@naru/base";
import { gates } from "../../gates.ts";
import type { QpyArray, QpyInstruction, QpyValue } from "./model.ts";
import { multiplexedRotation } from "./multiplexed.ts";
import { labelSteps, preparationSteps } from "./preparation.ts";
import { gateOfClass } from "./qiskit-classes.ts";
import { firstOf, gateStep, type Step } from "./step.ts";

/** What is known of an instruction when its class is turned into steps. */
export interface Use {
  readonly instruction: QpyInstruction;
  readonly qubitCount: number;
  /** The real number that a parameter is; refuses others. */
  real(value: QpyValue | undefined): number;
  /** Throws InvalidInputError, naming the instruction. */
  invalid(message: string): Error;
}

const half = Math.PI / 2;
const quarter = Math.PI / 4;

/** Classes that are not gates of our table as they are: what they do, and how many parameters and qubits they have. */
const classes: Readonly<Record<string, (use: Use) => Step[]>> = {
  GlobalPhaseGate: (use) => [{ kind: "phase", angle: angles(use, 1, 0)[0] ?? 0 }],
  U2Gate: (use) => {
    const [phi = 0, lambda = 0] = angles(use, 2, 1);
    return [gateStep("u", [0], half, phi, lambda)];
  },
  RVGate: rotationByVector,
  XXPlusYYGate: (use) => {
    const [theta = 0, beta = 0] = angles(use, 2, 2);
    return around("rz", 0, beta, [gateStep("rxx", [0, 1], theta / 2), gateStep("ryy", [0, 1], theta / 2)]);
  },
  XXMinusYYGate: (use) => {
    const [theta = 0, beta = 0] = angles(use, 2, 2);
    return around("rz", 1, -beta, [gateStep("rxx", [0, 1], theta / 2), gateStep("ryy", [0, 1], -theta / 2)]);
  },
  RCCXGate: (use) => {
    angles(use, 0, 3);
    const t = (sign: number) => gateStep("p", [2], sign * quarter);
    const across = gateStep("cx", [1, 2]);
    return [h(2), t(1), across, t(-1), gateStep("cx", [0, 2]), t(1), across, t(-1), h(2)];
  },
  RC3XGate: (use) => {
    angles(use, 0, 4);
    const t = (sign: number) => gateStep("p", [3], sign * quarter);
    const cx = (control: number) => gateStep("cx", [control, 3]);
    const ends = [h(3), t(1), cx(2), t(-1), h(3)];
    return [...ends, cx(0), t(1), cx(1), t(-1), cx(0), t(1), cx(1), t(-1), ...ends];
  },
  PauliGate: (use) => {
    const [label] = use.instruction.params;
    if (typeof label !== "string" || label.length !== use.qubitCount || !/^[IXYZ]*$/.test(label)) {
      throw use.invalid("it should have one letter I, X, Y or Z for each qubit");
    }
    return [...label].toReversed().flatMap((letter, qubit) => {
      const gate = ({ X: "x", Y: "y", Z: "z" } as const)[letter];
      return gate ? [gateStep(gate, [qubit])] : [];
    });
  },
  PermutationGate: (use) => permutationSteps(patternOf(use)),
  QFTGate: ({ qubitCount }) => {
    const steps: Step[] = [];
    for (let j = qubitCount - 1; j >= 0; j--) {
      steps.push(h(j));
      for (let k = j - 1; k >= 0; k--) steps.push(gateStep("cp", [j, k], Math.PI / 2 ** (j - k)));
    }
    for (let k = 0; k < qubitCount >> 1; k++) steps.push(gateStep("swap", [k, qubitCount - 1 - k]));
    return steps;
  },
  DiagonalGate: (use) => {
    const entries = complexParams(use);
    if (entries.length !== 2 ** use.qubitCount) throw use.invalid("it should have an entry for each basis state");
    if (entries.some(([re, im]) => !(Math.abs(re * re + im * im - 1) < 1e-6))) {
      throw use.invalid("its entries should have absolute value 1");
    }
    return diagonalSteps(
      entries.map(([re, im]) => atan2(im, re)),
      use.qubitCount,
    );
  },
  UCRXGate: (use) => multiplexed(use, "rx"),
  UCRYGate: (use) => multiplexed(use, "ry"),
  UCRZGate: (use) => multiplexed(use, "rz"),
  UnitaryGate: (use) => {
    const [matrix] = use.instruction.params;
    const size = 2 ** use.qubitCount;
    if (!isArray(matrix) || matrix.shape.length !== 2 || matrix.shape.some((each) => each !== size)) {
      throw use.invalid(`it should have a matrix of ${size} rows and columns`);
    }
    if (use.qubitCount === 0) {
      return [{ kind: "phase", angle: matrix.isComplex ? atan2(matrix.data[1] ?? 0, matrix.data[0] ?? 0) : 0 }];
    }
    const entries = matrix.isComplex ? [...matrix.data] : [...matrix.data].flatMap((entry) => [entry, 0]);
    return [{ kind: "unitary", qubits: firstOf(use.qubitCount), matrix: entries }];
  },
  StatePreparation: preparation,
  Initialize: (use) => [
    ...firstOf(use.qubitCount).map((qubit): Step => ({ kind: "reset", qubit })),
    ...preparation(use),
  ],
};

const h = (qubit: number): Step => gateStep("h", [qubit]);

/** V, then the steps, then V undone, for a rotation V of one qubit. */
const around = (gate: "rz", qubit: number, angle: number, steps: readonly Step[]): Step[] => [
  gateStep(gate, [qubit], angle),
  ...steps,
  gateStep(gate, [qubit], -angle),
];

/**
 * The steps of an instruction of one of Qiskit's classes, controls aside, or undefined for a class that is not known. How
 * many of the qubits are controls by the class is for the caller to know.
 */
export function stepsOfClass(use: Use): Step[] | undefined {
  const { className } = use.instruction;
  const gate = gateOfClass(className);
  if (gate) {
    const { qubitCount, parameterNames } = gates[gate];
    return [gateStep(gate, firstOf(qubitCount), ...angles(use, parameterNames.length, qubitCount))];
  }
  return Object.hasOwn(classes, className) ? classes[className]?.(use) : undefined;
}

/** The parameters as numbers, after a look at how many they and the qubits are. */
function angles(use: Use, paramCount: number, qubitCount: number): number[] {
  const { params } = use.instruction;
  if (params.length !== paramCount)
    throw use.invalid(`it should have ${paramCount} parameters and has ${params.length}`);
  if (use.qubitCount !== qubitCount) throw use.invalid(`it should have ${qubitCount} qubits and has ${use.qubitCount}`);
  return params.map((param) => use.real(param));
}

/** A rotation about the vector (x, y, z) by its length, as e^{−i(xX + yY + zZ)/2}. */
function rotationByVector(use: Use): Step[] {
  const [x = 0, y = 0, z = 0] = angles(use, 3, 1);
  const across = Math.sqrt(x * x + y * y);
  const tilt = atan2(across, z);
  const azimuth = atan2(y, x);
  const turn = [gateStep("rz", [0], -azimuth), gateStep("ry", [0], -tilt)];
  const back = [gateStep("ry", [0], tilt), gateStep("rz", [0], azimuth)];
  return [...turn, gateStep("rz", [0], Math.sqrt(x * x + y * y + z * z)), ...back];
}

const isArray = (value: QpyValue | undefined): value is QpyArray =>
  typeof value === "object" && value !== null && value.kind === "array";

/** Position k of the pattern says which qubit's state comes to qubit k. */
function patternOf(use: Use): number[] {
  const [pattern] = use.instruction.params;
  const images = isArray(pattern) && !pattern.isComplex ? [...pattern.data] : [];
  const isPermutation =
    new Set(images).size === use.qubitCount && images.every((image) => firstOf(use.qubitCount)[image] === image);
  if (images.length !== use.qubitCount || !isPermutation) throw use.invalid("its pattern should name each qubit once");
  return images;
}

/** Swaps that bring to each qubit the state that its pattern names. */
function permutationSteps(pattern: readonly number[]): Step[] {
  const steps: Step[] = [];
  const held = [...firstOf(pattern.length)]; // whose state each qubit holds now
  const holder = [...firstOf(pattern.length)]; // which qubit holds each state now
  pattern.forEach((wanted, qubit) => {
    const from = holder[wanted] ?? qubit;
    if (from === qubit) return;
    steps.push(gateStep("swap", [qubit, from]));
    const moved = held[qubit] ?? 0;
    [held[qubit], held[from]] = [wanted, moved];
    [holder[wanted], holder[moved]] = [qubit, from];
  });
  return steps;
}

/** Phases of all basis states as rotations about Z: of one qubit after the other the mean stays. */
function diagonalSteps(phases: readonly number[], qubitCount: number): Step[] {
  const steps: Step[] = [];
  let left = [...phases];
  for (let qubit = 0; qubit < qubitCount; qubit++) {
    const pairs = firstOf(left.length / 2).map((k) => [left[2 * k] ?? 0, left[2 * k + 1] ?? 0] as const);
    const selectors = firstOf(qubitCount - qubit - 1).map((k) => qubit + 1 + k);
    steps.push(
      ...multiplexedRotation(
        "rz",
        pairs.map(([zero, one]) => one - zero),
        selectors,
        qubit,
      ),
    );
    left = pairs.map(([zero, one]) => (zero + one) / 2);
  }
  return [...steps, { kind: "phase", angle: left[0] ?? 0 }];
}

function multiplexed(use: Use, axis: "rx" | "ry" | "rz"): Step[] {
  const anglesRadians = use.instruction.params.map((param) => use.real(param));
  if (anglesRadians.length !== 2 ** (use.qubitCount - 1)) {
    throw use.invalid("it should have an angle for each state of its controls");
  }
  return multiplexedRotation(axis, anglesRadians, firstOf(use.qubitCount).slice(1), 0);
}

function complexParams(use: Use): (readonly [number, number])[] {
  return use.instruction.params.map((param) =>
    typeof param === "object" && param !== null && param.kind === "complex"
      ? ([param.re, param.im] as const)
      : ([use.real(param), 0] as const),
  );
}

/** A state by letters, by the number of a basis state, or by its amplitudes. */
function preparation(use: Use): Step[] {
  const { params } = use.instruction;
  if (params.length > 0 && params.every((param) => typeof param === "string")) {
    const label = params.join("");
    const steps = label.length === use.qubitCount ? labelSteps(label) : undefined;
    if (!steps) throw use.invalid("it should have one letter 0, 1, +, -, r or l for each qubit");
    return steps;
  }
  const entries = complexParams(use);
  if (entries.length === 1 && use.qubitCount > 0) {
    const index = entries[0]?.[0] ?? 0;
    if (!Number.isInteger(index) || index < 0 || index >= 2 ** use.qubitCount) {
      throw use.invalid("it should have the number of a basis state");
    }
    return firstOf(use.qubitCount).flatMap((k) => (Math.floor(index / 2 ** k) % 2 === 1 ? [gateStep("x", [k])] : []));
  }
  const steps =
    entries.length === 2 ** use.qubitCount ? preparationSteps(Float64Array.from(entries.flat())) : undefined;
  if (!steps)
    throw use.invalid("it should have an amplitude for each basis state, and their squares should sum up to 1");
  return steps;
}
