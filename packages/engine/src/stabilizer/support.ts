import type { Circuit, Condition, Operation } from "@naru/circuit";
import { operandsOf, shapeOf } from "../circuit-shape.ts";
import { type NoiseItem, noiseProgram, noiseSupport } from "../noise/index.ts";
import type { NoiseModel } from "../noise-model.ts";
import { noInitialState, type SimulateOptions, type Support, type UnitaryStep } from "../simulator.ts";
import { isPauliWord, wordOfStep, wordOfUnitary } from "./compile.ts";
import { qubitBytes, rowBytes } from "./frame-kernels.ts";
import { mostMachineBytes } from "./machine.ts";

/** A tableau of so many qubits takes 512 MiB. */
export const mostStabilizerQubits = 32_768;

/** A machine's addresses end at 4 GiB; a quarter is for the tape and for what is gathered. Places are a power of two. */
const mostFrameBytes = (3 / 4) * mostMachineBytes;

/** What the stabilizer method takes, and why not the rest. */
export function stabilizerSupport(circuit: Circuit, options: SimulateOptions): Support {
  const { qubitCount } = circuit;
  if (qubitCount > mostStabilizerQubits) {
    return no(`it has ${qubitCount} qubits, and this method takes up to ${mostStabilizerQubits}`);
  }
  const frames = qubitBytes * qubitCount + 4 * rowBytes * circuit.clbitCount;
  if (frames > mostFrameBytes) {
    return no(`its ${circuit.clbitCount} classical bits, in 1024 shots at a time, do not fit 32-bit addresses`);
  }
  const { noise, amplitudes, probabilities, observables } = options;
  if (options.initialState) return noInitialState;
  if (amplitudes) return no("this method keeps no amplitudes; ask for shots or probabilities");
  if (noise) {
    const support = noiseSupport(circuit, noise);
    if (!support.ok) return support;
    if (probabilities || observables) return no("under noise this method gives shots alone");
  }
  for (const operation of circuit.operations) {
    const problem = problemOf(operation, probabilities === true);
    if (problem) return no(problem);
  }
  const noiseProblem = noise && problemOfNoise(circuit, noise);
  if (noiseProblem) return no(noiseProblem);
  if (observables && shapeOf(circuit).kind === "dynamic") {
    return no("it has no single final state for observables: it measures, resets or decides on its way");
  }
  return { ok: true };
}

const no = (why: string): Support => ({ ok: false, why });

function problemOf(operation: Operation, isExact: boolean): string | undefined {
  switch (operation.kind) {
    case "gate":
    case "unitary":
      return wordOfStep(operation) ? undefined : `${describe(operation)} is no Clifford gate on one or two qubits`;
    case "if":
      if (isExact && !isParity(operation.condition)) {
        return "its conditions join or compare several bits, which this method follows for shots alone";
      }
      for (const inner of [...operation.then, ...(operation.otherwise ?? [])]) {
        const problem = conditionedProblemOf(inner, isExact);
        if (problem) return problem;
      }
      return undefined;
    case "while":
    case "assign":
      return "it loops on or calculates with what it measured, and this method only decides on it";
    default:
      return undefined;
  }
}

/** Frames differ by Paulis, so nothing else may depend on a measured value. */
function conditionedProblemOf(operation: Operation, isExact: boolean): string | undefined {
  if (operation.kind === "barrier" || operation.kind === "delay") return undefined;
  if (operation.kind === "if") {
    return isExact
      ? "it has conditions inside of conditions, which this method follows for shots alone"
      : problemOf(operation, isExact);
  }
  if (operation.kind === "gate" || operation.kind === "unitary") {
    const word = wordOfStep(operation);
    if (word && isPauliWord(word)) return undefined;
  }
  return "under a condition it does something else than a Pauli gate, and this method follows only those";
}

/** Rates alone are Pauli noise; rules and decay are looked at where they strike. */
function problemOfNoise(circuit: Circuit, noise: NoiseModel): string | undefined {
  if (!noise.rules && !noise.relaxation) return undefined;
  return noiseProgram(circuit, noise)
    .items.map((item) => problemOfItem(item, false))
    .find(Boolean);
}

function problemOfItem(item: NoiseItem, isConditioned: boolean): string | undefined {
  if (item.kind === "if") {
    return [...item.whenTrue, ...item.whenFalse].map((inner) => problemOfItem(inner, true)).find(Boolean);
  }
  if (item.kind !== "noise" || item.channel.kind === "pauli") return undefined;
  const word = item.channel.kind === "unitary" ? wordOfUnitary(item.channel) : undefined;
  if (word && (!isConditioned || isPauliWord(word))) return undefined;
  return "its noise is no mixture of Paulis";
}

/** Whether a condition is a sum of bits and a constant, modulo 2. */
function isParity(condition: Condition): boolean {
  if (condition.kind === "not") return isParity(condition.operand);
  return condition.kind === "compare" && condition.clbits.length === 1;
}

function describe(step: UnitaryStep): string {
  const on = `on qubit${operandsOf(step).length > 1 ? "s" : ""} ${operandsOf(step).join(", ")}`;
  if (step.kind === "unitary") return `the matrix ${on}`;
  const angles = step.params?.length ? `(${step.params.join(", ")})` : "";
  return `${step.gate}${angles} ${on}`;
}
