export declare function languageOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): "ko" | "en";
