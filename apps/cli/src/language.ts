/** `--lang`, else the locale variables; the same rule as the bootstrap's. */
export { languageOf } from "../bin/language.mjs";

export type Language = "ko" | "en";

/** The same words in both languages: a word missing in one does not compile. */
export const bilingual =
  <Words>(ko: Words, en: NoInfer<Words>): ((language: Language) => Words) =>
  (language) =>
    language === "ko" ? ko : en;
