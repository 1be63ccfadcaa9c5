import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    circuits: "회로",
    circuit: (number: number) => `회로 ${number}`,
    shots: (count: string) => `측정 ${count}회`,
    of: (shown: string, all: string) =>
      `회로 ${all}개 중 앞의 ${shown}개를 표시합니다. 전체 결과는 JSON으로 받을 수 있습니다.`,
  },
  {
    circuits: "Circuits",
    circuit: (number: number) => `Circuit ${number}`,
    shots: (count: string) => `${count} shots`,
    of: (shown: string, all: string) =>
      `The first ${shown} of ${all} circuits are shown. Download the JSON for all of them.`,
  },
);
