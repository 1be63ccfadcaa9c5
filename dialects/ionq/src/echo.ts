import { TooLargeError } from "@naru/base";
import type { Job, Json, JsonObject } from "@naru/dialect";
import { z } from "zod";
import { AnyObject } from "./wire-v04.ts";

/**
 * What we keep beside a job so that it can be written back in IonQ's words without opening its program: the SDKs' own
 * fields, and the facts that every job object carries.
 */
export interface Echo {
  /** IonQ's name of the kind of job, such as `ionq.circuit.v1`. */
  readonly type: string;
  /** The only memory the SDKs have; returned exactly as received. */
  readonly metadata: JsonObject | null;
  readonly noise: JsonObject;
  readonly settings: JsonObject;
  /** Results are relative frequencies of shots: a QPU or a noise model. Otherwise they are exact probabilities. */
  readonly sampled: boolean;
  /** Every single shot is kept. */
  readonly shotsKept: boolean;
  readonly circuits: readonly CircuitFacts[];
}

/** One circuit of a job. `registers` is what v0.3 clients send beside a circuit and look for in its result. */
export interface CircuitFacts {
  readonly name: string | null;
  readonly qubits: number;
  readonly oneQubitGates: number;
  readonly twoQubitGates: number;
  readonly registers?: JsonObject;
}

/** Circuits travel as tuples, since a job may have thousands. */
const StoredEcho = z.object({
  type: z.string(),
  metadata: AnyObject.nullable(),
  noise: AnyObject,
  settings: AnyObject,
  sampled: z.boolean(),
  shotsKept: z.boolean(),
  circuits: z.array(z.tuple([z.string().nullable(), z.number(), z.number(), z.number(), AnyObject.nullable()])),
});

/** Most of a user's own text and values that is kept beside one job or session: every list of them repeats it. */
const maxKept = 512 * 2 ** 10;

/**
 * Refuses what is too large to be kept beside a job and repeated in every list: characters of texts and keys, and four
 * for any other value. Metadata of IonQ's own limits passes, whatever its characters become in JSON.
 *
 * Throws TooLargeError with the size and the limit.
 */
export function checkKept(kept: Json, keys: readonly string[]): void {
  const size = sizeOf(kept);
  if (size <= maxKept) return;
  const fields = keys.map((key) => `"${key}"`).join(", ");
  throw new TooLargeError(`${fields} may hold ${maxKept} characters together; these hold ${size}. Shorten them.`, {
    characters: size,
    limit: maxKept,
    keys,
  });
}

function sizeOf(value: Json): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 4;
  let size = 0;
  for (const [key, inner] of Object.entries(value)) size += (Array.isArray(value) ? 0 : key.length) + sizeOf(inner);
  return size;
}

/** Throws TooLargeError when a user's own fields are larger than is kept. */
export function writeEcho(echo: Echo): JsonObject {
  const { circuits, ...rest } = echo;
  const { metadata, noise, settings } = echo;
  const ofCircuits = circuits.map(({ name, registers }) => [name, registers ?? null]);
  checkKept([metadata, noise, settings, ofCircuits], ["metadata", "noise", "settings", "registers", "name"]);
  return {
    ...rest,
    circuits: circuits.map((facts) => [
      facts.name,
      facts.qubits,
      facts.oneQubitGates,
      facts.twoQubitGates,
      facts.registers ?? null,
    ]),
  };
}

/** Reads what `writeEcho` wrote. A job that came through another door (Naru's own API) gets what can be said of it. */
export function readEcho(job: Job): Echo {
  const stored = StoredEcho.safeParse(job.echo);
  if (!stored.success) return echoOfForeignJob(job);
  const { circuits, ...rest } = stored.data;
  return {
    ...rest,
    circuits: circuits.map(([name, qubits, oneQubitGates, twoQubitGates, registers]) => ({
      name,
      qubits,
      oneQubitGates,
      twoQubitGates,
      ...(registers && { registers }),
    })),
  };
}

function echoOfForeignJob(job: Job): Echo {
  const { oneQubitGates, twoQubitGates } = job.estimate.resources;
  const facts = (k: number): CircuitFacts => ({
    name: null,
    qubits: job.qubitCount,
    // The estimate knows the sum over all circuits only; it is told once.
    oneQubitGates: k === 0 ? oneQubitGates : 0,
    twoQubitGates: k === 0 ? twoQubitGates : 0,
  });
  return {
    type: job.circuitCount > 1 ? "ionq.multi-circuit.v1" : "ionq.circuit.v1",
    metadata: null,
    noise: { model: "ideal" },
    settings: {},
    sampled: job.backendName !== "simulator",
    shotsKept: false,
    circuits: Array.from({ length: job.circuitCount }, (_, k) => facts(k)),
  };
}
