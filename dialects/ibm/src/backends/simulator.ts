import { limits, type Machine } from "./machine.ts";

/**
 * The ideal simulator: every gate, every pair, dynamic circuits, no noise. What really fits depends on the circuit: some 28
 * qubits that hang together, more where the method for Clifford gates or for little entanglement takes it.
 */
export const simulator: Machine = {
  model: {
    spec: {
      name: "emu_simulator",
      vendor: "ibm",
      kind: "simulator",
      description: {
        ko: "이상적인 시뮬레이터: 모든 게이트, 모든 큐비트 쌍, 동적 회로. 큐비트가 많은 회로는 알맞은 계산 방법이 있을 때 실행합니다.",
        en: "Ideal simulator: every gate, every pair, dynamic circuits. Wide circuits run where a method fits them.",
      },
      // Wider than every machine here, so that circuits transpiled for one of them run on it too.
      qubitCount: 256,
      nativeGates: [],
      connectivity: "all",
      noiseModels: [],
      limits,
      dynamicCircuits: true,
    },
    noise: {},
    ownNoise: null,
  },
  topology: null,
  processor: null,
};
