import { type Language, languages, useLanguage, useText } from "../language/index.ts";
import { text } from "./text.ts";

/** Each language by its own name, so that it can be found by those who read only that one. */
const names = { ko: "한국어", en: "English" } as const satisfies Record<Language, string>;

export function LanguageSwitch() {
  const t = useText(text);
  const { language, choose } = useLanguage();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this is a pair of buttons
    <div className="language" role="group" aria-label={t.language}>
      {languages.map((each) => (
        <button key={each} type="button" lang={each} aria-pressed={each === language} onClick={() => choose(each)}>
          {names[each]}
        </button>
      ))}
    </div>
  );
}
