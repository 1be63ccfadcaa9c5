import type { Info } from "@naru/sdk";

/** Where the key stands in the texts of `info`. */
const keyPlace = "{key}";

/**
 * The environment in which every vendor's SDK finds this service: each dialect's own variables, and ours.
 *
 * Variables of the caller that would lead elsewhere are replaced; a proxy of the caller is told to leave this machine's
 * own address alone. The compile cache of our own start stays ours.
 */
export function cloudEnvironment(
  caller: NodeJS.ProcessEnv,
  cloud: { readonly origin: string; readonly key: string; readonly info: Info },
): NodeJS.ProcessEnv {
  const { NARU_COMPILE_CACHE, ...env } = { ...caller };
  if (NARU_COMPILE_CACHE !== undefined && env.NODE_COMPILE_CACHE === NARU_COMPILE_CACHE) delete env.NODE_COMPILE_CACHE;
  for (const dialect of cloud.info.dialects) Object.assign(env, withKey(dialect.environment, cloud.key));
  // IQM's client takes a token or a file of tokens, not both.
  if (env.IQM_TOKEN !== caller.IQM_TOKEN) delete env.IQM_TOKENS_FILE;
  const direct = ["127.0.0.1", "localhost"];
  const noProxy = [...new Set([...(env.NO_PROXY ?? env.no_proxy ?? "").split(",").filter(Boolean), ...direct])].join(
    ",",
  );
  return { ...env, NARU_URL: cloud.origin, NARU_KEY: cloud.key, NO_PROXY: noProxy, no_proxy: noProxy };
}

/** The texts of `info` with a real key in them. */
export const withKey = (texts: Readonly<Record<string, string>>, key: string): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text.replaceAll(keyPlace, key)]));
