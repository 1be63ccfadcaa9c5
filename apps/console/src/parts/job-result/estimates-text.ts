import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    values: "기댓값",
    index: "위치",
    value: "기댓값",
    error: "표준 오차",
    exact: "정확한 값",
    single: "단일 값",
    moreValues: (count: string) => `표시하지 않은 값이 ${count}개 더 있습니다. 전체 결과는 JSON으로 받을 수 있습니다.`,
  },
  {
    values: "Expectation values",
    index: "Index",
    value: "Value",
    error: "Standard error",
    exact: "exact",
    single: "single value",
    moreValues: (count: string) => `${count} more values are not shown. Download the JSON for all of them.`,
  },
);
