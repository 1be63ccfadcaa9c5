import { InvalidInputError } from "@naru/base";
import {
  type Circuit,
  type ClassicalRegister,
  circuitOfQpy,
  type LoweringOptions,
  type QpyCircuit,
  type QpyFile,
  type QpyTemplate,
  readQpy,
  templateOfQpy,
} from "@naru/circuit";
import { type CircuitFiles, type CircuitPlace, inflate, readBase64 } from "@naru/workload";
import { atPlace } from "./at-place.ts";
import type { BackendSpec, Device } from "./backend.ts";
import { checkCount } from "./limits.ts";

/** What one file may hold when it is inflated, and all files of a workload together. */
const mostFileBytes = 64 * 2 ** 20;

/** A circuit of a workload's files, whose parameters are open. */
export interface Program {
  readonly parameterCount: number;
  readonly qubitCount: number;
  readonly bitCount: number;
  /** What the circuit carried with it. */
  readonly metadata: unknown;
  /**
   * The circuit with values for its parameters, in their order. Throws what `templateOfQpy` throws, and TooLargeError when the
   * circuits of the workload together have more gates than the backend takes.
   */
  bind(values: Float64Array): Circuit;
  /**
   * The angles of `bind(values)`, as `Engine.bind` takes them, where values change nothing else; undefined where they do.
   */
  angles(values: Float64Array): Float64Array | undefined;
}

/** What was made of a circuit, for all items that name it. */
interface Made {
  /** Without parameters. */
  circuit?: Circuit;
  template?: QpyTemplate;
}

/**
 * The circuits of a workload's files. Each file is read once, when a circuit of it is first asked for, and each circuit is
 * lowered once, however many items name it: those that name one without parameters bind the same object.
 */
export class Programs {
  readonly #files: readonly string[];
  readonly #spec: BackendSpec;
  readonly #lowering: LoweringOptions;
  readonly #read = new Map<number, QpyFile>();
  readonly #made = new Map<QpyCircuit, Made>();
  #bytesLeft = mostFileBytes;

  /** Operations of the circuits that were bound, each counted once. */
  #operations = 0;

  constructor(
    { files }: CircuitFiles,
    { spec, device }: { readonly spec: BackendSpec; readonly device?: Device | undefined },
  ) {
    this.#files = files;
    this.#spec = spec;
    // Where times are known, qubits decay while they wait for a delay; elsewhere it only keeps the order.
    this.#lowering = { maxOperations: spec.limits.gates, ...(device && { stepSeconds: device.stepSeconds }) };
  }

  /**
   * Throws InvalidInputError for a place that is none and for damaged files, UnsupportedError for versions of QPY that
   * cannot be read, TooLargeError for files beyond the limits; all with the item.
   */
  open({ file, index }: CircuitPlace, item: number): Program {
    return atPlace({ item }, () => {
      const { circuits } = this.#file(file);
      const circuit = circuits[index];
      if (!circuit) {
        throw new InvalidInputError(`There is no circuit ${index} in file ${file}, which has ${circuits.length}.`, {
          file,
          index,
        });
      }
      return this.#program(circuit);
    });
  }

  #program(circuit: QpyCircuit): Program {
    const made = this.#made.get(circuit) ?? {};
    this.#made.set(circuit, made);
    const template = (): QpyTemplate => {
      made.template ??= templateOfQpy(circuit, this.#lowering);
      return made.template;
    };
    // Preparing lowers a circuit twice, which one without parameters need not be.
    const plain = (): Circuit => {
      made.circuit ??= circuitOfQpy(circuit, this.#lowering);
      return made.circuit;
    };
    let isCounted = false;
    return {
      parameterCount: circuit.parameters.length,
      qubitCount: circuit.qubitCount,
      bitCount: circuit.clbitCount,
      metadata: circuit.metadata,
      bind: (values) => {
        const bound = values.length === 0 && circuit.parameters.length === 0 ? plain() : template().circuit(values);
        if (!isCounted) this.#operations += bound.operations.length;
        isCounted = true;
        checkCount(this.#spec, "gates", this.#operations);
        return bound;
      },
      angles: (values) => (values.length === 0 ? undefined : template().angles(values)),
    };
  }

  #file(file: number): QpyFile {
    const known = this.#read.get(file);
    if (known) return known;
    const packed = this.#files[file];
    if (packed === undefined) throw new InvalidInputError(`The job has no file ${file}.`, { file });
    const bytes = inflate(readBase64(packed), this.#bytesLeft);
    this.#bytesLeft -= bytes.length;
    const read = readQpy(bytes, { maxBytes: mostFileBytes });
    this.#read.set(file, read);
    return read;
  }
}

/** The registers of a circuit, in order of declaration. */
export const registersOf = ({ registers = [] }: Circuit): readonly ClassicalRegister[] => registers;
