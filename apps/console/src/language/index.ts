/** Two languages at once: words in pairs, and numbers and times as each writes them. */
export { type Bilingual, bilingual, type Language, languages } from "./bilingual.ts";
export { type Formats, formatsOf, zone } from "./format.ts";
export { LanguageProvider, useFormats, useLanguage, useText } from "./language.tsx";
