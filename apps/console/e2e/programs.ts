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
