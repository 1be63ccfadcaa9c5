export declare function handOver(
  path: string,
  args: readonly string[],
  env?: Readonly<Record<string, string | undefined>>,
): Promise<number>;
export declare function handOverTo(
  runtime: { readonly path: string },
  args: readonly string[],
  language: "ko" | "en",
): Promise<number>;
