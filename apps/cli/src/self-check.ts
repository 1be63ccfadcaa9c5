/**
 * A Bell pair over IonQ's own wire: the road that an SDK's first program takes, through HTTP, the queue, a worker and
 * back. Returns how often each outcome was seen, bit 0 rightmost. Throws with what was answered when the road is broken.
 */
export async function selfCheck(
  origin: string,
  key: string,
  fetch = globalThis.fetch,
): Promise<ReadonlyMap<string, number>> {
  const ask = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(origin + path, {
      method,
      headers: { authorization: `apiKey ${key}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  };

  const { id } = await ask("POST", "/v0.4/jobs", bellJob);
  for (;;) {
    const job = await ask("GET", `/v0.4/jobs/${id}`);
    if (job.status === "completed") break;
    if (job.status === "failed" || job.status === "canceled") {
      throw new Error(`The job ${id} ended as ${job.status}: ${JSON.stringify(job.failure)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const histogram = await ask("GET", `/v0.4/jobs/${id}/results/histogram`);
  return new Map(
    Object.entries(histogram).map(([state, count]) => [Number(state).toString(2).padStart(2, "0"), Number(count)]),
  );
}

const bellJob = {
  type: "ionq.circuit.v1",
  backend: "simulator",
  name: "self-check",
  shots: 1000,
  input: {
    gateset: "qis",
    qubits: 2,
    circuit: [
      { gate: "h", target: 0 },
      { gate: "cnot", control: 0, target: 1 },
    ],
  },
};
