import { deflateSync } from "node:zlib";
import { type Random, seeded } from "@naru/base";
import { type Circuit, type Operation, writeQpy } from "@naru/circuit";

/** Jobs of IBM's program `sampler` as its client sends them, as JSON. */
export interface SamplerJob {
  readonly backend: string;
  /** [circuit, values, shots], of circuits and arrays that are already written. */
  readonly pubs: readonly (readonly unknown[])[];
}

export const samplerBody = ({ backend, pubs }: SamplerJob): string =>
  JSON.stringify({
    program_id: "sampler",
    backend,
    log_level: "WARNING",
    params: { pubs, options: {}, version: 2, support_qiskit: true },
  });

const packed = (bytes: Uint8Array): string => deflateSync(bytes).toString("base64");

export const wireCircuit = (circuit: Circuit): object => ({
  __type__: "QuantumCircuit",
  __value__: packed(writeQpy([circuit])),
});

/** An array of doubles in NumPy's format 1.0. */
export function wireArray(shape: readonly number[], values: Float64Array): object {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const header = Buffer.from(`${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`, "latin1");
  const size = Buffer.alloc(2);
  size.writeUInt16LE(header.length);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const file = Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), size, header, data]);
  return { __type__: "ndarray", __value__: packed(file) };
}

const none = (): object => wireArray([0], new Float64Array(0));
const gate = (name: "h" | "cx" | "cz" | "sx", ...qubits: number[]): Operation => ({ kind: "gate", gate: name, qubits });
const turn = (name: "rz" | "ry", angle: number, qubit: number): Operation => ({
  kind: "gate",
  gate: name,
  qubits: [qubit],
  params: [angle],
});

function measured(qubitCount: number, operations: readonly Operation[], bits: readonly number[]): Circuit {
  return {
    qubitCount,
    clbitCount: bits.length,
    registers: [{ name: "meas", clbits: bits.map((_, k) => k) }],
    operations: [...operations, ...bits.map((qubit, clbit) => ({ kind: "measure", qubit, clbit }) as const)],
  };
}

/** A Bell pair of an ideal machine. */
export const bell = (): SamplerJob => ({
  backend: "emu_simulator",
  pubs: [[wireCircuit(measured(2, [gate("h", 0), gate("cx", 0, 1)], [0, 1])), none(), 1024]],
});

/** A Bell pair in the gates of a device of 156 qubits, whose noise is added. */
export function bellOnHeron(): SamplerJob {
  const h = (qubit: number) => [turn("rz", Math.PI / 2, qubit), gate("sx", qubit), turn("rz", Math.PI / 2, qubit)];
  const circuit = measured(156, [...h(0), ...h(1), gate("cz", 0, 1), ...h(1)], [0, 1]);
  return { backend: "emu_heron_r2", pubs: [[wireCircuit(circuit), none(), 1024]] };
}

/** Rotations and entangling gates at random: `layers` times `2 · qubits − 1` of them. */
function layered(qubits: number, layers: number, random: Random): Operation[] {
  return Array.from({ length: layers }, () => [
    ...Array.from({ length: qubits }, (_, q) => turn("ry", 6 * random.uniform(), q)),
    ...Array.from({ length: qubits - 1 }, (_, q) => gate("cz", q, q + 1)),
  ]).flat();
}

const allOf = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

/** One circuit of so many qubits and layers on an ideal machine. */
export const dense = (qubits: number, layers: number, seed: number): SamplerJob => ({
  backend: "emu_simulator",
  pubs: [[wireCircuit(measured(qubits, layered(qubits, layers, seeded(seed)), allOf(qubits))), none(), 100]],
});

/** 300 different circuits of 900 gates each. */
export function manyCircuits(seed: number): SamplerJob {
  const random = seeded(seed);
  const circuits = Array.from({ length: 300 }, () => measured(5, layered(5, 100, random), allOf(5)));
  return { backend: "emu_simulator", pubs: circuits.map((circuit) => [wireCircuit(circuit), none(), 10]) };
}

/** 5 000 sets of 200 values, a million values in all. */
export function longSweep(seed: number): SamplerJob {
  const random = seeded(seed);
  const values = Float64Array.from({ length: 1_000_000 }, () => 6 * random.uniform());
  return {
    backend: "emu_simulator",
    pubs: [[{ __type__: "QuantumCircuit", __value__: parametricCircuit }, wireArray([5_000, 200], values), 10]],
  };
}

/** Fifty layers of ry(t[k]) on 4 qubits with cz between neighbours, measured, in Qiskit's QPY 13: 200 parameters. */
const parametricCircuit =
  "eNrd3WdQVFcchvHdBRQL9i6pkmKq6aZHSTTEmMRYwbqui6KisICoiL1h77333gtW7Jreey+S3ns1YXkuIRkdZmfeD5n/nVmGee45h73ntx+4X+62iGvZLK5VlKeUx1V4uFNSXRGJrsi/fw3nVXB4eBWM8BX8TMv0+1M46crKTnUHB7vdqa5/H+5iCxQcYb7CkeHuZL83raTBRWdKcdbtOvvxaHxTb7o/+Mf7keoVDT6V1yg2Pz+6iSunYYP6p3PrtXZmpYewrrvkdds4lxHKup6S123rbEso64aVvG47Z5sL1y2+8/9BcccmFO1vcDNCmBD8SHhCmOAJvn0teTw9XEyeQI8Qk7d3Pvdi8g700vbJO9IjxeSd6GXE5J3pZcXkXejl7JN76eXF5F3pUWJyH72CmLwbvaJ9cj+9kpg8kV5ZTN6dXkVM3oNe1T55Er2amLwnvbqYvBe9hpi8N72mffJkei0xeR96bTF5X3odMblzx1XXPrlzIxktJg/QzxOTO/ey54vJ0+kX2CfPoF8oJndGXCQmz6RfLCbv74ywTz6AHiMmH0i/REyeRb9UTD6Ifpl98mz65WLywfT6YvIh9CvE5EPpV9onH0a/Skw+nH61mHwE/Rox+Uj6tfbJR9EbiMlH068Tk4+hXy8mH0u/wT55Dv1GMfk4+k1i8vH0m8XkE+i32CefSG8oJp9Ev1VMPpl+m5h8Cv12++RT6XeIyafR7xSTT6ffJSafQb/bPvlM+j1i8ln0RmLy2fTGYvI59Fj75HPp94rJ59HvE5PPpzcRky+gN7VPvpB+v5h8ET1OTL6Y/oCYfAm9mX3ypfQHxeTL6M3F5MvpD4nJV9Aftk++kv6ImHwVvYWYfLUzSUy+ht7SPvlaeisx+Tp6azH5enobMfkGelv75Bvp7cTkm+jxYvLN9AQx+RZ6e/vkW+kdxOTb6B3F5NvpncTkO+id7ZPvpHcRk++ie8Xku+ldxeS5dJ998j30bmLyvXS/mHwfPVFMvp/e3T75AXoPMflBepKYPI/eU0x+iN7LPvlhem8x+RF6spj8KL2PmPwYva998uP0FDH5CXqqmPwkPSAmP0VPs0/+GD1dTP44PUNM/gS9n5j8SXqmffKn6P3F5E/TB4jJn6EPFJM/S8+yT/4cfZCY/Hl6tpj8BfpgMfmL9CH2yV+iDxWTv0wfJiZ/hT5cTP4qfYR98tfoI8Xkr9NHicnfoI8Wk79JH2Of/C36WDH52/QcMfk79HFi8nfp4+2Tv0efICZ/nz5RTP4BfZKY/EP6ZPvkp+lTxOT59Kli8o/o08TkH9On2yf/hD5DTP4pfaaY/DP6LDH55/TZ9sm/oM8Rk39Jnysm/4o+T0z+NX2+ffJv6AvE5N/SF4rJv6MvEpN/T19sn/wH+hIx+Y/0pWLyn+jLxOQ/05fbJ/+FvkJM/it9pZj8N/oqMfnv9NX2yf+grxGT/0lfKyY/Q1+nJY9xJq03Tx7j9A1a8hjnajZqyWOc55puEpM7T2vdbJ88gr5FTO5c1VYxeWn6NjF5JH27ffIy9B1i8rL0nWLycvRdYvLy9N32yaPouWLyCvQ9YvKK9L1i8kr0ffbJK9P3i8mr0A+IyavSD4rJq9Hz7JNXpx8Sk9egHxaT16QfEZPXoh+1T16bfkxMXod+XExel35CTB5NP/m/JHf+aQ0/x6U29gYCSf7AP+/pLHPPtVXN/d60jEDh9RQ+BzuEGcHvoHCHMsPjC154CDPCfK7Cb6A4U+xwxv0FaJAgSg==";
