import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    circuits: "회로",
    circuit: (number: number) => `회로 ${number}`,
    shots: (count: string) => `측정 ${count}회`,
    firstSet: (sets: string) =>
      `매개변수 값 ${sets}벌 가운데 첫 번째의 결과입니다. 전체 결과는 SDK에서 볼 수 있습니다.`,
    values: "기댓값",
    index: "위치",
    value: "기댓값",
    error: "표준 오차",
    exact: "정확한 값",
    single: "단일 값",
    moreValues: (count: string) => `표시하지 않은 값이 ${count}개 더 있습니다. 전체 결과는 JSON으로 받을 수 있습니다.`,
    of: (shown: string, all: string) =>
      `회로 ${all}개 중 앞의 ${shown}개를 표시합니다. 전체 결과는 JSON으로 받을 수 있습니다.`,
  },
  {
    circuits: "Circuits",
    circuit: (number: number) => `Circuit ${number}`,
    shots: (count: string) => `${count} shots`,
    firstSet: (sets: string) => `Of the first of ${sets} sets of parameter values. The SDK has them all.`,
    values: "Expectation values",
    index: "Index",
    value: "Value",
    error: "Standard error",
    exact: "exact",
    single: "single value",
    moreValues: (count: string) => `${count} more values are not shown. Download the JSON for all of them.`,
    of: (shown: string, all: string) =>
      `The first ${shown} of ${all} circuits are shown. Download the JSON for all of them.`,
  },
);
