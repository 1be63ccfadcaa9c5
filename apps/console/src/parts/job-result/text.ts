import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    circuits: "회로",
    circuit: (number: number) => `회로 ${number}`,
    firstSet: (sets: string) =>
      `매개변수 값 조합 ${sets}개 중 첫 번째 조합의 결과입니다. 전체 결과는 SDK에서 볼 수 있습니다.`,
    of: (shown: string, all: string) =>
      `회로 ${all}개 중 앞의 ${shown}개를 표시합니다. 전체 결과는 JSON으로 받을 수 있습니다.`,
  },
  {
    circuits: "Circuits",
    circuit: (number: number) => `Circuit ${number}`,
    firstSet: (sets: string) => `Of the first of ${sets} sets of parameter values. The SDK has them all.`,
    of: (shown: string, all: string) =>
      `The first ${shown} of ${all} circuits are shown. Download the JSON for all of them.`,
  },
);
