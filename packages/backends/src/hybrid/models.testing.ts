import { nodeHost } from "@naru/engine/node";
import { type SolveWorkload, writeBase64 } from "@naru/workload";
import type { Backend, BackendModel } from "../backend.ts";
import { openBackend } from "../open.ts";

/** A file of a binary quadratic model as dimod writes it (DIMODBQM 2.0), variables numbered, offset 0. */
export function bqmFile(
  linear: readonly number[],
  pairs: readonly (readonly [number, number, number])[],
  vartype: "SPIN" | "BINARY" = "SPIN",
): SolveWorkload["model"] {
  const [n, m] = [linear.length, pairs.length];
  const header = JSON.stringify({
    ...{ dtype: "float64", itype: "int32", ntype: "int64", shape: [n, m], vartype },
    ...{ type: "BinaryQuadraticModel", variables: false },
  });
  const prefix = 8 + 2 + 4;
  const headerBytes = Math.ceil((prefix + header.length) / 64) * 64 - prefix;
  const bytes = new Uint8Array(prefix + headerBytes + 8 + 16 * n + 12 * 2 * m);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("DIMODBQM"));
  bytes[8] = 2;
  view.setUint32(10, headerBytes, true);
  bytes.set(new TextEncoder().encode(header.padEnd(headerBytes)), prefix);
  let at = prefix + headerBytes + 8; // an offset of 0
  const rows = linear.map((_, i) =>
    pairs
      .flatMap(([a, b, value]) => (a === i ? [[b, value] as const] : b === i ? [[a, value] as const] : []))
      .sort(([a], [b]) => a - b),
  );
  let start = 0;
  for (const [i, row] of rows.entries()) {
    view.setBigInt64(at, BigInt(start), true);
    view.setFloat64(at + 8, linear[i] ?? 0, true);
    start += row.length;
    at += 16;
  }
  for (const [neighbour, value] of rows.flat()) {
    view.setInt32(at, neighbour, true);
    view.setFloat64(at + 4, value, true);
    at += 12;
  }
  return { format: "bqm", base64: writeBase64(bytes) };
}

const model: BackendModel = {
  spec: {
    ...{ name: "hybrid", vendor: "test", kind: "hybrid", description: { ko: "시험", en: "Test" }, qubitCount: 0 },
    ...{ nativeGates: [], connectivity: "all", noiseModels: [], dynamicCircuits: false },
    limits: { shots: 1, circuits: 1, gates: 0 },
  },
  noise: {},
  ownNoise: null,
  hybrid: { formats: ["bqm", "cqm"], timeLimitSeconds: [0.2, 60], modelBytes: 1_000_000, largest: { variables: 500 } },
};

const nothing = () => Promise.reject(new Error("Circuits do not run here."));
const noEngine = { estimate: () => ({ method: "", why: "", seconds: 0, bytes: 0 }), run: nothing, bind: nothing };

export const openHybridModel = (host = nodeHost()): Backend => openBackend(model, noEngine, host);
export const openToEstimate = (): Backend => openBackend(model, noEngine);
