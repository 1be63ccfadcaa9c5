import { bilingual } from "../../language/index.ts";

/** What annealers' samples and solvers' solutions have in common. */
export const text = bilingual(
  {
    spread: (count: string, from: string, to: string) => `표본 ${count}개의 분포, ${from}부터 ${to}까지`,
    bin: (from: string, to: string, count: string) => `${from} … ${to}: ${count}개`,
    moreSamples: (count: string) => `표시하지 않은 표본이 ${count}개 더 있습니다. 전체 결과는 SDK에서 볼 수 있습니다.`,
    search: "변수 이름으로 찾기",
    nonZero: "0이 아닌 값만 보기",
    variables: "변수와 값",
    nothing: "조건에 맞는 변수가 없습니다.",
    matching: (shown: string, found: string) =>
      `변수 ${found}개 중 앞의 ${shown}개를 표시합니다. 전체 값은 JSON으로 받을 수 있습니다.`,
    unlisted: (count: string) => `변수 ${count}개는 목록에 없습니다. 전체 값은 SDK에서 볼 수 있습니다.`,
  },
  {
    spread: (count: string, from: string, to: string) => `Spread of ${count} samples, from ${from} to ${to}`,
    bin: (from: string, to: string, count: string) => `${from} … ${to}: ${count}`,
    moreSamples: (count: string) => `${count} more samples are not shown. The SDK has them all.`,
    search: "Find a variable by name",
    nonZero: "Only values other than 0",
    variables: "Variables and their values",
    nothing: "No variable matches.",
    matching: (shown: string, found: string) =>
      `The first ${shown} of ${found} variables are shown. Download the JSON for all of them.`,
    unlisted: (count: string) => `${count} variables are not listed. The SDK has all values.`,
  },
);
