import type { Outcome, SampleWorkload, Workload } from "@naru/workload";
import fc from "fast-check";
import type { Dialect } from "../dialect.ts";
import type { JsonObject } from "../job.ts";

export type Circuit = SampleWorkload["circuits"][number];
export type Operation = Circuit["operations"][number];

/** A request of the vendor's, before a key is put on it. */
export interface WireRequest {
  readonly method: string;
  /** With its query, if any. */
  readonly path: string;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the suite has to be told about a vendor's words. */
export interface DialectSubject {
  readonly dialect: Dialect;
  /** Headers that show a key. */
  headers(key: string): Readonly<Record<string, string>>;
  /**
   * What a workload of `submit` gives: 1 on the qubits that its X gates flip, 0 on the others. Needed where the workload
   * is not of the kind "sample".
   */
  outcome?(workload: Workload): Outcome;
  /** Submits a circuit of X gates on a simulator, for 8 shots or so; `echo` in the field that the vendor keeps for callers. */
  submit(circuit: Circuit, echo: JsonObject): WireRequest;
  jobId(answer: unknown): string;
  job(id: string): WireRequest;
  /** The caller's own field in the answer to `job`, where the vendor has one. */
  echo?(answer: unknown): unknown;
  /** What the vendor allows in that field. */
  readonly anyEcho?: fc.Arbitrary<JsonObject>;
  result(id: string): WireRequest;
  /** Bitstrings of the house order and how often each was seen, or its share, from the answer to `result`. */
  shares(answer: unknown): ReadonlyMap<string, number>;
  /** Programs whose angles travel in another unit, and the operations they mean; where circuits come as workloads hold them. */
  readonly units?: readonly { readonly request: WireRequest; readonly operations: readonly Operation[] }[];
  /** Expects that this is the vendor's error body for this status; throws otherwise. */
  expectError(status: number, answer: unknown): void;
  /** Pairs of the dialect: what was written reads back equal. */
  readonly roundTrips: readonly RoundTrip[];
  /** Requests as the vendor's SDKs sent them; ids in paths need not exist. */
  readonly recorded: readonly WireRequest[];
  /** Whether a request of `recorded` is answered without a key. */
  isOpen(request: WireRequest): boolean;
}

/** One pair `writeX`, `readX`, with the values that can be written. */
export interface RoundTrip {
  readonly name: string;
  /** Checks one random value; `expectEqual` compares what was read with what was written. */
  check(expectEqual: (read: unknown, written: unknown) => void): void;
}

/** A pair with its arbitrary. `seen` is what reading back should give, where writing puts things in a standard form. */
export function roundTrip<Value, Wire>(
  name: string,
  pair: {
    readonly any: fc.Arbitrary<Value>;
    write(value: Value): Wire;
    read(wire: Wire, written: Value): unknown;
    seen?(value: Value): unknown;
  },
): RoundTrip {
  return {
    name,
    check(expectEqual) {
      fc.assert(
        fc.property(pair.any, (value) => {
          const travelled: Wire = JSON.parse(JSON.stringify(pair.write(value)));
          expectEqual(pair.read(travelled, value), pair.seen ? pair.seen(value) : value);
        }),
      );
    },
  };
}
