import type { Declaration } from "./declarations.ts";
import type { Door, Library } from "./library.ts";
import { otherPackages, type Page, pages } from "./pages.ts";

/** What `docs/api/engine` should hold: name of the file → its text. */
export function renderAll(library: Library, doors: readonly Door[]): Map<string, string> {
  const shown = pages.map((page) => ({ page, entries: entriesOf(page, library, doors) }));
  const addresses = new Map(shown.flatMap(({ page, entries }) => addressesOf(page, entries)));
  const rendered = new Map([["README.md", renderIndex(shown, addresses)]]);
  for (const { page, entries } of shown) rendered.set(page.file, renderPage(page, entries, addresses));
  return rendered;
}

interface Entry extends Declaration {
  /** How one imports it, or null for a type that is met but has no name outside. */
  readonly specifier: string | null;
}

function entriesOf({ shows }: Page, library: Library, doors: readonly Door[]): Entry[] {
  return shows.flatMap(([from, names]) => {
    const door = doors.find(({ specifier }) => specifier === from);
    return names.map((name) => ({ ...library.find(door?.source ?? from, name), specifier: door?.specifier ?? null }));
  });
}

/** Where each name is: headings that differ in capitals alone are numbered, as GitHub does. */
function addressesOf({ file }: Page, entries: readonly Entry[]): (readonly [name: string, address: string])[] {
  const anchors = entries.map(({ name }) => name.toLowerCase());
  return entries.map(({ name }, k) => {
    const anchor = anchors[k] as string;
    const before = anchors.slice(0, k).filter((other) => other === anchor).length;
    return [name, `${file}#${anchor}${before > 0 ? `-${before}` : ""}`];
  });
}

type Addresses = ReadonlyMap<string, string>;
const linkTo = (name: string, addresses: Addresses): string => `[\`${name}\`](${addresses.get(name)})`;

const written = "<!-- Written by `npm run api` from the comments in the code. -->";

function renderIndex(
  shown: readonly { readonly page: Page; readonly entries: readonly Entry[] }[],
  addresses: Addresses,
): string {
  const rows = shown.map(({ page, entries }) => {
    const names = entries.map(({ name }) => linkTo(name, addresses)).join(" ");
    return `| [${page.title}](${page.file}) | ${names} |`;
  });
  return `${[
    written,
    "# API of @naru/engine",
    "",
    "By topic. How to begin, and what the methods are, is in the [README](../../../packages/engine/README.md).",
    `Circuits and errors come from ${otherPackages.map((name) => `\`${name}\``).join(" and ")}, which the engine brings along.`,
    "",
    "| topic | what is there |",
    "|---|---|",
    ...rows,
  ].join("\n")}\n`;
}

function renderPage({ title, about }: Page, entries: readonly Entry[], addresses: Addresses): string {
  return `${[
    written,
    `# ${title}`,
    "",
    about,
    "",
    "[All topics](README.md)",
    ...entries.map((entry) => renderEntry(entry, addresses)),
  ].join("\n")}\n`;
}

function renderEntry({ name, kind, doc, code, specifier }: Entry, addresses: Addresses): string {
  const word = kind !== "const" ? kind : code.includes("=>") ? "function" : "constant";
  const origin = specifier === null ? `${word}, not exported by name` : `${word} of \`${specifier}\``;
  const met = withoutText(code);
  const others = [...addresses.keys()].filter((other) => other !== name && new RegExp(`\\b${other}\\b`).test(met));
  const links = others.map((other) => linkTo(other, addresses));
  return [
    "",
    `## ${name}`,
    "",
    `*${origin}*`,
    ...(doc === "" ? [] : ["", doc]),
    "",
    "```ts",
    code,
    "```",
    ...(links.length === 0 ? [] : ["", `See also: ${links.join(", ")}`]),
  ].join("\n");
}

/** Code without comments and quoted words, in which a name means what it names. */
const withoutText = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, "");
