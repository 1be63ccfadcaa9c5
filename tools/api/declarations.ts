/** A top-level declaration of a `.d.ts` file, as the compiler printed it. */
export interface Declaration {
  readonly name: string;
  /** "function", "class", "interface", "type" or "const". */
  readonly kind: string;
  /** The text of its comment, without the stars; empty if it has none. */
  readonly doc: string;
  readonly code: string;
}

/** What a `.d.ts` file declares, and what it passes on from others: name → where it comes from. */
export interface Declarations {
  /** The comment with which the file opens, if a comment or a statement follows it. */
  readonly opening: string;
  readonly own: ReadonlyMap<string, Declaration>;
  readonly passedOn: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

/** Reads a `.d.ts` file. The compiler's own print is read alone, so a walk over brackets is enough. */
export function readDeclarations(text: string): Declarations {
  const own = new Map<string, Declaration>();
  const passedOn = new Map<string, { from: string; name: string }>();
  const bare = bareCode(text);
  let opening = "";
  for (let from = 0; from < text.length; ) {
    const to = endOfStatement(bare, from);
    const [begin, statement] = [
      from + (bare.slice(from, to).match(/^\s*/)?.[0].length ?? 0),
      bare.slice(from, to).trim(),
    ];
    const doc = lastComment(text.slice(from, begin));
    if (from === 0) opening = doc;
    from = to;
    const passing = statement.match(/^export (?:type )?\{([^}]*)\} from "([^"]+)"/);
    if (passing) {
      for (const part of passing[1]?.split(",") ?? []) {
        const [name = "", as = name] = part
          .trim()
          .replace(/^type /, "")
          .split(" as ");
        if (name !== "") passedOn.set(as, { from: passing[2] ?? "", name });
      }
      continue;
    }
    const [, kind = "", name = ""] =
      statement.match(/^(?:export )?(?:declare )?(class|interface|function|type|const) (\w+)/) ?? [];
    if (name !== "") own.set(name, { name, kind, doc, code: tidy(text.slice(begin, to)) });
  }
  return { opening, own, passedOn };
}

/** The same text, as long, with spaces for comments and for brackets and semicolons in quotes. */
function bareCode(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) =>
    part.replace(part.startsWith('"') ? /[(){}[\];]/g : /[^\n]/g, " "),
  );
}

/** A statement ends with a semicolon outside of all brackets, or with the brace of a class or an interface. */
function endOfStatement(bare: string, from: number): number {
  const isBlock = /^\s*(?:export )?(?:declare )?(?:class|interface) /.test(bare.slice(from, from + 2000));
  let depth = 0;
  for (let k = from; k < bare.length; k++) {
    const letter = bare[k] as string;
    if ("({[".includes(letter)) depth++;
    else if (")}]".includes(letter)) depth--;
    if (depth === 0 && (letter === ";" || (isBlock && letter === "}"))) return k + 1;
  }
  return bare.length;
}

/** The words of the last comment of a text that is nothing but comments and space. */
function lastComment(text: string): string {
  const comment = text.match(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/)?.[0] ?? "";
  return comment
    .replace(/^\/\*\*|\*\/\s*$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();
}

/** As a reader wants it: without what is not theirs, and indented as we do. */
function tidy(code: string): string {
  return code
    .split("\n")
    .filter((line) => !/^\s*(#private;|private constructor\(.*\);|export \{\};)$/.test(line))
    .map((line) => line.replace(/^(?: {4})+/, (indent) => " ".repeat(indent.length / 2)).trimEnd())
    .join("\n")
    .replace(/^export (declare )?/, "");
}
