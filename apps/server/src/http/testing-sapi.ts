import { createHash } from "node:crypto";

/** D-Wave's wire, as far as tests of the whole service need it. */
export interface Sapi {
  /** A problem on every qubit of a solver, with couplings of both signs. Gives its id. */
  anneal(solver: string, params: { readonly num_reads: number; readonly annealing_time: number }): Promise<string>;
  /** A model in one part. Gives the upload's id. */
  upload(file: Uint8Array<ArrayBuffer>): Promise<string>;
  /** Gives the problem's id. */
  solve(uploadId: string, timeLimitSeconds: number): Promise<string>;
  /** What is answered to a request below the endpoint. */
  send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the wire brings, which each test looks at
  readonly body: any;
}

export function openSapi(origin: string, key: string): Sapi {
  const send: Sapi["send"] = async (method, path, body) => {
    const headers = { "x-auth-token": key };
    const answer = await fetch(`${origin}/sapi/v2/${path}`, { method, headers, ...(body !== undefined && { body }) });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
  };
  const submit = async (problem: object): Promise<string> => {
    const { body } = await send("POST", "problems/", JSON.stringify([problem]));
    if (typeof body[0]?.id !== "string") throw new Error(`The problem was refused: ${JSON.stringify(body)}`);
    return body[0].id;
  };
  return {
    send,
    async anneal(solver, params) {
      const { identity, properties } = (await send("GET", `solvers/remote/${solver}/`)).body as Solver;
      const quad = Float64Array.from(properties.couplers, (_, k) => (k % 3 === 0 ? 1 : -1));
      const data = { format: "qp", lin: base64(new Float64Array(properties.qubits.length)), quad: base64(quad) };
      return submit({ solver: identity, data, type: "ising", params: { ...params, answer_mode: "raw" } });
    },
    async upload(file) {
      const { id } = (await send("POST", "bqm/multipart", JSON.stringify({ size: file.length }))).body;
      await send("PUT", `bqm/multipart/${id}/part/1`, file);
      const checksum = createHash("md5").update(createHash("md5").update(file).digest()).digest("hex");
      await send("POST", `bqm/multipart/${id}/combine`, JSON.stringify({ checksum }));
      return id;
    },
    solve: (uploadId, timeLimitSeconds) =>
      submit({
        ...{ solver: { name: "naru_hybrid_bqm" }, data: { format: "ref", data: uploadId }, type: "bqm" },
        params: { time_limit: timeLimitSeconds },
      }),
  };
}

interface Solver {
  readonly identity: unknown;
  readonly properties: { readonly qubits: readonly number[]; readonly couplers: readonly (readonly number[])[] };
}

const base64 = (numbers: Float64Array): string => Buffer.from(numbers.buffer).toString("base64");

/** A file as dimod writes it (DIMODBQM 2.0): spins in a ring, each coupled to the next, with couplings of both signs. */
export function ringFile(size: number): Uint8Array<ArrayBuffer> {
  const header = JSON.stringify({
    ...{ dtype: "float64", itype: "int32", ntype: "int64", shape: [size, size], vartype: "SPIN" },
    ...{ type: "BinaryQuadraticModel", variables: false },
  });
  const headerBytes = Math.ceil((14 + header.length) / 64) * 64 - 14;
  const bytes = new Uint8Array(14 + headerBytes + 8 + 16 * size + 24 * size);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("DIMODBQM\x02"));
  view.setUint32(10, headerBytes, true);
  bytes.set(new TextEncoder().encode(header.padEnd(headerBytes)), 14);
  let at = 14 + headerBytes + 8; // an offset of 0
  for (let i = 0; i < size; i++, at += 16) view.setBigInt64(at, BigInt(2 * i), true);
  /** Between i and the next. */
  const coupling = (i: number) => (i % 3 === 0 ? 1 : -1);
  for (let i = 0; i < size; i++) {
    const pairs = [
      [(i + size - 1) % size, coupling((i + size - 1) % size)],
      [(i + 1) % size, coupling(i)],
    ] as const;
    for (const [neighbour, value] of pairs.toSorted(([a], [b]) => a - b)) {
      view.setInt32(at, neighbour, true);
      view.setFloat64(at + 4, value, true);
      at += 12;
    }
  }
  return bytes;
}
