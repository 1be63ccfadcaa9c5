import type { BackendState, BackendView } from "@naru/sdk";
import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    states: {
      online: "사용 가능",
      maintenance: "점검 중",
      calibration: "보정 중",
      offline: "사용 불가",
      retired: "운영 종료",
    } satisfies Record<BackendState, string>,
    kinds: {
      simulator: "시뮬레이터",
      emulated_qpu: "모의 QPU",
      annealer: "모의 어닐러",
      hybrid: "하이브리드 솔버",
    } satisfies Record<BackendView["kind"], string>,
  },
  {
    states: {
      online: "Online",
      maintenance: "Maintenance",
      calibration: "Calibrating",
      offline: "Offline",
      retired: "Retired",
    },
    kinds: {
      simulator: "Simulator",
      emulated_qpu: "Emulated QPU",
      annealer: "Emulated annealer",
      hybrid: "Hybrid solver",
    },
  },
);
