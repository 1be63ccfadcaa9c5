import { expect, test } from "vitest";
import { bilingual } from "./bilingual.ts";

const text = bilingual(
  { title: "작업", shots: (count: number) => `측정 ${count}회`, states: { queued: "대기 중" } },
  { title: "Jobs", shots: (count: number) => `${count} shots`, states: { queued: "Queued" } },
);

test("each language says its own words, with the facts put in", () => {
  expect(text.ko.title).toBe("작업");
  expect(text.en.shots(3)).toBe("3 shots");
  expect(text.ko.states.queued).toBe("대기 중");
});

test("a word missing in one language, in a group, or made from other facts does not compile", () => {
  // Each line below is an error to the compiler; should one stop being so, `npm run types` fails here.
  // @ts-expect-error English has no title
  bilingual({ title: "작업" }, {});
  // @ts-expect-error Korean has no subtitle
  bilingual({ title: "작업" }, { title: "Jobs", subtitle: "Mine" });
  // @ts-expect-error the group lacks a word
  bilingual({ states: { queued: "대기 중" } }, { states: {} });
  // @ts-expect-error the sentence is made from a number, not from a text
  bilingual({ shots: (count: number) => `${count}회` }, { shots: (count: string) => count });
  expect(Object.keys(text)).toEqual(["ko", "en"]);
});
