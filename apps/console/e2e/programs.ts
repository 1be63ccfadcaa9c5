/**
 * A circuit that keeps a simulator busy for minutes: `layers` of rotations on every qubit and a ring of CNOTs, as
 * OpenQASM 3.
 */
export function deepCircuit(qubits: number, layers: number): string {
  const lines = ["OPENQASM 3.0;", 'include "stdgates.inc";', `qubit[${qubits}] q;`, `bit[${qubits}] c;`];
  for (let layer = 0; layer < layers; layer++) {
    for (let k = 0; k < qubits; k++) lines.push(`ry(${(0.1 + layer * 0.37 + k * 0.21).toFixed(3)}) q[${k}];`);
    for (let k = 0; k < qubits; k++) lines.push(`cx q[${k}], q[${(k + 1) % qubits}];`);
  }
  lines.push("c = measure q;");
  return lines.join("\n");
}

/** Three qubits that always read 011: not a palindrome, so that the order of bits shows. */
export const threeBits = `OPENQASM 3.0;
include "stdgates.inc";
qubit[3] q;
bit[3] c;
x q[0];
x q[1];
c = measure q;
`;

/**
 * A chain of spins on an emulated annealer, sent as D-Wave's client does: base64 of little-endian 64-bit floats, linear
 * coefficients of all working qubits (NaN for those that take no part), then couplings between those that do.
 */
export async function submitProblem({
  origin,
  key,
}: {
  readonly origin: string;
  readonly key: string;
}): Promise<string> {
  const api = `${origin}/sapi/v2`;
  const headers = { "x-auth-token": key, "content-type": "application/json" };
  const solver = (await (await fetch(`${api}/solvers/remote/emu_chimera_c16/`, { headers })).json()) as {
    readonly properties: { readonly qubits: readonly number[]; readonly couplers: readonly (readonly number[])[] };
  };
  const { qubits, couplers } = solver.properties;
  const active = new Set(qubits.slice(0, 40));
  const floats = (values: readonly number[]) => Buffer.from(Float64Array.from(values).buffer).toString("base64");
  const inner = couplers.filter((pair) => pair.every((qubit) => active.has(qubit)));
  const problem = {
    ...{ solver: "emu_chimera_c16", type: "ising", label: "a chain", params: { num_reads: 50 } },
    data: {
      format: "qp",
      lin: floats(qubits.map((qubit) => (active.has(qubit) ? 0.25 : Number.NaN))),
      quad: floats(inner.map((_, k) => (k % 3 === 0 ? 1 : -1))),
      offset: 0,
    },
  };
  const answer = await fetch(`${api}/problems/`, { method: "POST", headers, body: JSON.stringify([problem]) });
  const [{ id }] = (await answer.json()) as [{ id: string }];
  return id;
}
