/**
 * Which of the two languages a user reads.
 *
 * `--lang ko|en` on the command line wins, then the POSIX order of the locale variables (LC_ALL, LC_MESSAGES, LANG).
 * Everything that does not begin with `ko` is English. Words after a bare `--` belong to somebody else's command.
 *
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {"ko" | "en"}
 */
export function languageOf(args, env) {
  const end = args.indexOf("--");
  const own = end === -1 ? args : args.slice(0, end);
  const flag = own.findIndex((arg) => arg === "--lang" || arg.startsWith("--lang="));
  const asked = flag === -1 ? undefined : own[flag] === "--lang" ? own[flag + 1] : own[flag].slice("--lang=".length);
  const locale = asked ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || "");
  return /^ko($|[_.@-])/i.test(locale) ? "ko" : "en";
}
