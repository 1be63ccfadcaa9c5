import { bilingual } from "../language/index.ts";

export const text = bilingual(
  {
    name: "나루",
    skip: "본문으로 건너뛰기",
    menu: "주요 메뉴",
    home: "홈",
    jobs: "작업",
    keys: "API 키",
    language: "언어",
    signIn: "로그인",
    signOut: "로그아웃",
    project: "과제",
    tagline: "직접 운영하는 개방형 양자 클라우드",
    api: "API 문서",
  },
  {
    name: "Naru",
    skip: "Skip to the content",
    menu: "Main menu",
    home: "Home",
    jobs: "Jobs",
    keys: "API keys",
    language: "Language",
    signIn: "Sign in",
    signOut: "Sign out",
    project: "Project",
    tagline: "An open quantum cloud that you run yourself",
    api: "API reference",
  },
);
