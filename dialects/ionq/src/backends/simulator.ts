import type { BackendModel } from "@naru/backends";
import { limits } from "./limits.ts";
import { simulatorNoise } from "./noise.ts";

/** IonQ's cloud simulator: every gate, exact probabilities, or one of the noise models. */
export const simulator: BackendModel = {
  spec: {
    name: "simulator",
    vendor: "ionq",
    kind: "simulator",
    description: {
      ko: "이상적인 시뮬레이터. IonQ 장치의 잡음 모형도 고를 수 있습니다.",
      en: "Ideal simulator, with noise models of IonQ's machines on request.",
    },
    // IonQ's has 29. A state of 28 qubits is 2 GiB in single precision: the widest that runs on every platform.
    qubitCount: 28,
    nativeGates: [],
    connectivity: "all",
    noiseModels: Object.keys(simulatorNoise),
    limits,
    dynamicCircuits: true,
  },
  noise: simulatorNoise,
  ownNoise: null,
};
