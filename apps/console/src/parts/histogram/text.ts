import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    chart: (outcomes: string, top: string, share: string) =>
      `측정 결과 막대그래프. 서로 다른 결과는 ${outcomes}개이며, 가장 많이 나온 결과 ${top}의 비율은 ${share}입니다. 값은 표에 있습니다.`,
    table: "측정 결과 표",
    outcome: "결과",
    count: "횟수",
    share: "비율",
    expected: "이론값",
    restShare: (outcomes: string, share: string) => `나머지 결과 ${outcomes}개는 합쳐서 ${share}입니다.`,
    restOf: (outcomes: string) => `나머지 ${outcomes}개`,
    expectedLegend: "이론 확률",
    measuredLegend: "측정 비율",
    order: "맨 오른쪽이 0번 비트입니다.",
    none: "측정한 비트가 없습니다.",
  },
  {
    chart: (outcomes: string, top: string, share: string) =>
      `Bar chart of the outcomes. Of ${outcomes} different ones, ${top} is the most frequent with ${share}. The figures are in the table.`,
    table: "Table of outcomes",
    outcome: "Outcome",
    count: "Count",
    share: "Share",
    expected: "Exact",
    restShare: (outcomes: string, share: string) => `The other ${outcomes} outcomes make up ${share}.`,
    restOf: (outcomes: string) => `${outcomes} others`,
    expectedLegend: "Exact probability",
    measuredLegend: "Measured share",
    order: "Bit 0 is the rightmost.",
    none: "No bits were measured.",
  },
);
