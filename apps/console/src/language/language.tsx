import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Language } from "./bilingual.ts";
import { type Formats, formatsOf } from "./format.ts";

const memory = "naru.language";

interface Choice {
  readonly language: Language;
  choose(language: Language): void;
}

const LanguageContext = createContext<Choice>({ language: "ko", choose: () => {} });

/** Keeps the language of everything inside, remembers it in this browser and tells the document. */
export function LanguageProvider({ initial, children }: { initial?: Language; children: ReactNode }) {
  const [language, choose] = useState<Language>(() => initial ?? firstLanguage());
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        remember(next);
        choose(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export const useLanguage = (): Choice => useContext(LanguageContext);

/** The words of a page or part in the language now chosen. */
export const useText = <T,>(text: Readonly<Record<Language, T>>): T => text[useLanguage().language];

/** Numbers and times as the language now chosen writes them. */
export const useFormats = (): Formats => formatsOf(useLanguage().language);

/** The language chosen before in this browser, else the browser's own. */
function firstLanguage(): Language {
  try {
    const known = localStorage.getItem(memory);
    if (known === "ko" || known === "en") return known;
  } catch {
    // Storage can be switched off; the browser's language is then all there is.
  }
  return navigator.language.toLowerCase().startsWith("ko") ? "ko" : "en";
}

function remember(language: Language): void {
  try {
    localStorage.setItem(memory, language);
  } catch {
    // Not remembered, but chosen for as long as the page is open.
  }
}
