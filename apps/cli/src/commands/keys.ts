import { Command, InvalidArgumentError } from "commander";
import { clientOf, connectionFrom } from "../connection.ts";
import { momentText } from "../format.ts";
import type { Shell } from "../shell.ts";
import { table } from "../table.ts";
import { type AskingOptions, withConnection, withJson } from "./options.ts";

export const keysCommand = (shell: Shell): Command =>
  new Command("keys")
    .description("list, create and revoke API keys of the project")
    .addCommand(listCommand(shell), { isDefault: true })
    .addCommand(createCommand(shell))
    .addCommand(revokeCommand(shell));

const listCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("list")))
    .description("your keys, newest first; secrets are never shown again")
    .action(async (options: AskingOptions) => {
      const keys = await clientOf(connectionFrom(options, shell)).keys();
      if (options.json) return shell.out(JSON.stringify(keys, null, 2));
      const rows = keys.map((key) => [
        key.id,
        `${key.prefix}…`,
        key.revokedAt !== null ? "revoked" : isPast(key.expiresAt) ? "expired" : key.isCurrent ? "in use" : "valid",
        momentText(key.createdAt),
        key.lastUsedAt === null ? "never" : momentText(key.lastUsedAt),
        key.name,
      ]);
      const [heading, ...lines] = table(["KEY", "BEGINS", "STATE", "CREATED", "LAST USED", "NAME"], rows);
      shell.out(shell.paint("bold", heading ?? ""));
      for (const line of lines) shell.out(line);
    });

interface CreateOptions extends AskingOptions {
  readonly expires?: string;
}

const createCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("create")))
    .description("make a key; the secret is printed once and only here")
    .argument("<name>", "what the key is for")
    .option("--expires <moment>", "when it stops working, such as 2027-03-01", readMoment)
    .action(async (name: string, options: CreateOptions) => {
      const created = await clientOf(connectionFrom(options, shell)).createKey({ name, expiresAt: options.expires });
      if (options.json) return shell.out(JSON.stringify(created, null, 2));
      shell.out(created.secret);
      shell.err("Keep it now: it is stored as a hash and cannot be shown again.");
    });

const revokeCommand = (shell: Shell): Command =>
  withJson(withConnection(new Command("revoke")))
    .description("end a key at once")
    .argument("<id>", "the key's id, from the list")
    .action(async (id: string, options: AskingOptions) => {
      await clientOf(connectionFrom(options, shell)).revokeKey(id);
      shell.out(options.json ? JSON.stringify({ id, revoked: true }) : `${id}  revoked`);
    });

const isPast = (moment: string | null): boolean => moment !== null && Date.parse(moment) <= Date.now();

function readMoment(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError("It must be a date such as 2027-03-01.");
  return at.toISOString();
}
