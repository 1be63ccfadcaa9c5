// Teleportation: the state of qubit 0 arrives on qubit 2 by two classical bits, measured in the middle of the circuit.
// The last rotation undoes the first, so the bit "arrived" (the leftmost) always reads 0.
//   naru run examples/teleport.qasm
OPENQASM 3.0;
include "stdgates.inc";

qubit[3] q;
bit[2] sent;
bit arrived;

ry(1.2) q[0];            // the state to send

h q[1];                  // the pair that sender and receiver share
cx q[1], q[2];

cx q[0], q[1];           // the sender measures in the Bell basis ...
h q[0];
sent[0] = measure q[0];
sent[1] = measure q[1];

if (sent[1] == 1) { x q[2]; }   // ... and the receiver corrects by what was sent
if (sent[0] == 1) { z q[2]; }

ry(-1.2) q[2];
arrived = measure q[2];
