/** An answer whose JSON is written already. */
export const json = (text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(text, { headers: { "content-type": "application/json", ...headers } });
