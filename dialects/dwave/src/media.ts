/**
 * Media types of answers. The client checks them to the letter, and their versions: since 0.14 it asks for 3, written out;
 * before, it asked for the bare type and took 2.
 */

const sapi = "application/vnd.dwave.sapi";

/** Names of what answers hold, with the version that clients before 0.14 take. */
const oldVersions = {
  "solver-definition-list": "2.0.0",
  "solver-definition": "2.0.0",
  problems: "2.1.0",
  problem: "2.1.0",
  "problem-data": "2.1.0",
  "problem-answer": "2.1.0",
  "problem-message": "2.1.0",
} as const;
export type Media = keyof typeof oldVersions;

/** Two spellings of the same fields: a solver is an object from 3 on, and a text before. */
export type Spelling = "v2" | "v3";

/** Which spelling a request asks for: 2 for who names one of the types without a version, or with version 2. */
export function spellingOf({ headers }: Request): Spelling {
  const [, parameters] = /application\/vnd\.dwave\.sapi\.[a-z-]+\+json([^,]*)/i.exec(headers.get("accept") ?? "") ?? [];
  if (parameters === undefined) return "v3";
  const [, major = "2"] = /;\s*version\s*=\s*"?(\d+)/i.exec(parameters) ?? [];
  return major === "2" ? "v2" : "v3";
}

export const mediaType = (media: Media, spelling: Spelling): string =>
  `${sapi}.${media}+json; version=${spelling === "v3" ? "3.0.0" : oldVersions[media]}`;

/** An answer whose JSON is written already. */
export const answerText = (media: Media, spelling: Spelling, text: string): Response =>
  new Response(text, { headers: { "content-type": mediaType(media, spelling), vary: "accept" } });

export const answer = (media: Media, spelling: Spelling, value: unknown): Response =>
  answerText(media, spelling, JSON.stringify(value));
