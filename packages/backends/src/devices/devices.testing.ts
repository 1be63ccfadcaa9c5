import type { Device } from "../backend.ts";

/** A row of qubits with Heron's figures; even ones are also coupled to the next but one. */
export function rowOf(qubitCount: number, more: Partial<Device> = {}): Device {
  const row = Array.from({ length: qubitCount - 1 }, (_, k) => [k, k + 1] as const);
  const chords = row.flatMap(([k]) => (k % 2 === 0 && k + 2 < qubitCount ? [[k, k + 2] as const] : []));
  return {
    qubitCount,
    oneQubitGates: ["id", "rx", "rz", "sx", "x"],
    twoQubitGates: ["cz", "rzz"],
    edges: [...row, ...chords],
    isDirected: false,
    medians: {
      t1Seconds: 283e-6,
      t2Seconds: 144e-6,
      readoutError: 0.0095,
      oneQubitError: 2.3e-4,
      twoQubitError: 1.8e-3,
    },
    oneQubitSeconds: 32e-9,
    twoQubitSeconds: 68e-9,
    measureSeconds: 2280e-9,
    resetSeconds: 2312e-9,
    virtualGates: ["rz"],
    stepSeconds: 4e-9,
    since: "2026-01-01",
    ...more,
  };
}
