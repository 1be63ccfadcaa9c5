import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    title: "없는 페이지입니다",
    lead: "주소가 바뀌었거나 잘못 입력되었습니다.",
    home: "홈으로 가기",
    jobs: "내 작업 보기",
  },
  {
    title: "There is no such page",
    lead: "The address has changed, or was mistyped.",
    home: "Go to the first page",
    jobs: "See my jobs",
  },
);
