/**
 * Variables that point IBM's client at `origin`, and need nothing else. The word "experimental" in the URL makes the client
 * use it as it is; without `IAM_URL` it would send the key to IBM. `auto` takes the key's own instance.
 */
export const environment = (origin: string, key: string, instance = "auto") => ({
  QISKIT_IBM_TOKEN: key,
  QISKIT_IBM_URL: `${origin}/ibm/experimental`,
  QISKIT_IBM_INSTANCE: instance,
  IAM_URL: `${origin}/ibm`,
  GLOBAL_SEARCH_URL: `${origin}/ibm`,
  GLOBAL_CATALOG_URL: `${origin}/ibm/catalog`,
});

/** Stands where a key belongs that was not shown. */
export const placeholderKey = "YOUR_NARU_API_KEY";

/** The variables as lines of a POSIX shell. */
export function shellLines(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`);
  return `${lines.join("\n")}\n`;
}
