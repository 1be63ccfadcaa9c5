export const languages = ["ko", "en"] as const;
export type Language = (typeof languages)[number];

/** Words by name: a sentence, a sentence made from facts, or a group of such. */
export type Words = { readonly [name: string]: string | ((...facts: never[]) => string) | Words };

/** What another language has to say where one says `T`: the same names, from the same facts. */
export type Wording<T> = T extends string
  ? string
  : T extends (...facts: infer Facts) => string
    ? (...facts: Facts) => string
    : { readonly [Name in keyof T]: Wording<T[Name]> };

export type Bilingual<T> = Readonly<Record<Language, Wording<T>>>;

/** The words of one page or part in both languages. A word that one of them lacks does not compile. */
export function bilingual<T extends Words>(ko: T, en: Wording<NoInfer<T>>): Bilingual<T> {
  // T is worded like itself; the compiler cannot see that of a type it does not know yet.
  return { ko: ko as unknown as Wording<T>, en };
}
