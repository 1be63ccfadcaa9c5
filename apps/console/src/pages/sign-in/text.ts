import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    title: "로그인",
    lead: "API 키로 로그인합니다. 작업과 키는 로그인해야 볼 수 있습니다.",
    expired: "API 키가 폐기되었거나 만료되어 로그아웃되었습니다. 다른 키로 다시 로그인해 주십시오.",
    key: "API 키",
    hint: "naru_로 시작합니다. 이 탭에만 보관하며, 탭을 닫으면 지워집니다.",
    wrong: "올바른 API 키가 아닙니다. 빠진 글자가 없는지, 폐기된 키가 아닌지 확인해 주십시오.",
    empty: "API 키를 입력해 주십시오.",
    submit: "로그인",
    where: "키가 없습니까?",
    whereLocal: "이 컴퓨터에서 직접 실행한 서버라면, 시작할 때 터미널에 데모 키가 표시됩니다.",
    whereOther: "다른 사람이 운영하는 서버라면, 과제 담당자나 운영자에게 요청해 주십시오.",
  },
  {
    title: "Sign in",
    lead: "Sign in with your API key. Jobs and keys are shown to those who are signed in.",
    expired: "You were signed out because the API key was revoked or has expired. Please sign in with another one.",
    key: "API key",
    hint: "Begins with naru_. It is kept in this tab alone and forgotten when the tab closes.",
    wrong: "This is not a valid API key. Check that no character is missing and that the key was not revoked.",
    empty: "Please enter your API key.",
    submit: "Sign in",
    where: "No key yet?",
    whereLocal: "If you started this server on your own computer, it printed a demo key in the terminal as it started.",
    whereOther: "If somebody else runs it, ask whoever leads your project, or the operator.",
  },
);
