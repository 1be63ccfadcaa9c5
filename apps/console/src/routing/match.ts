/**
 * The parameters of `path` under `pattern`, or null when it is another page. A pattern's `:name` stands for one
 * segment; parameters come back decoded. A slash at the end makes no difference.
 */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = segmentsOf(pattern);
  const given = segmentsOf(path);
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [i, want] of wanted.entries()) {
    const segment = given[i] ?? "";
    if (want.startsWith(":")) {
      const value = decode(segment);
      if (value === null) return null;
      parameters[want.slice(1)] = value;
    } else if (want !== segment) return null;
  }
  return parameters;
}

const segmentsOf = (path: string): string[] => path.split("/").filter((segment) => segment !== "");

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
