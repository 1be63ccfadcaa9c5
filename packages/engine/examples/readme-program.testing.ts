import { readFileSync } from "node:fs";

/** The blocks of TypeScript of a README, one after the other as one program; those for a page are left out. */
export function readmeProgram(readme: string): string {
  const text = readFileSync(readme, "utf8").replace(/<!-- in a page -->\s*```ts\n[\s\S]*?```/g, "");
  return blocksOf(text).join("\n");
}

/** The program for a page. */
export function pageProgram(readme: string): string {
  const [, block] = readFileSync(readme, "utf8").match(/<!-- in a page -->\s*```ts\n([\s\S]*?)```/) ?? [];
  if (block === undefined) throw new Error(`${readme} has no block for a page.`);
  return block;
}

const blocksOf = (text: string): string[] =>
  [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) => block ?? "");
