import { isIP } from "node:net";
import { InvalidInputError } from "@naru/base";
import { z } from "zod";

/** Everything that can be set from outside, read once at start. */
export interface Settings {
  /** Folder of the database, of large objects and of the demo key. */
  readonly dataDir: string;
  /** Address to listen on. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The operator knows that others can reach the address. */
  readonly allowRemote: boolean;
  /** A PostgreSQL server of one's own; null embeds one. */
  readonly databaseUrl: string | null;
  /** What to embed; null takes PostgreSQL where it runs, else PGlite. */
  readonly database: "postgres" | "pglite" | null;
  /** A fresh database that is gone at the end. */
  readonly ephemeral: boolean;
  /** Most database connections of one process. */
  readonly maxConnections: number;
  /** Threads that run jobs; null takes one for each core, 0 runs none here. */
  readonly workers: number | null;
  /** Makes the seeds of jobs follow from it, so that the same submissions give the same counts. */
  readonly seed: number | null;
  /** Memory that running simulations may take together, in bytes; null takes a part of the machine's. */
  readonly maxBytes: number | null;
  /** Host names that belong to one vendor's API, by host: there, that API is served also where it needs the root. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The origin at which callers reach the service, where a proxy stands before it; null is what each request was sent to. */
  readonly publicUrl: string | null;
  /** PEM files of the certificate and its key; with them, the service speaks HTTPS and nothing else. Both or none. */
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
}

interface Definition<Value> {
  readonly variable: string;
  /** The command line's name for it. */
  readonly flag: string;
  readonly standard: Value;
  /** Reads the text; what it refuses is answered with `allowed`. */
  readonly schema: z.ZodType<Value, string>;
  /** Completes the sentence "Allowed is …". */
  readonly allowed: string;
  readonly secret?: true;
  /** How a person reads it, where that is not its plain text. */
  write?(value: Value): string;
}

const whole = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most));

const yesNo = z
  .enum(["1", "true", "yes", "on", "0", "false", "no", "off"])
  .transform((word) => /^(1|t|y|on)/.test(word));

const byteUnits: Readonly<Record<string, number>> = { "": 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const bytes = z
  .string()
  .regex(/^\d+(\.\d+)? ?([kmgt]i?b?|b)?$/i)
  .transform((text) => {
    const unit = /[kmgt]/i.exec(text)?.[0].toLowerCase() ?? "";
    return Math.floor(Number.parseFloat(text) * (byteUnits[unit] ?? 1));
  })
  .pipe(z.number().int().positive().max(Number.MAX_SAFE_INTEGER));

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

/** `ibm=quantum.example.org,iam.example.org ionq=api.example.org`: a vendor, and its hosts. Ports do not matter. */
const boundHosts = z.string().transform((text, context) => {
  const hosts: Record<string, string> = {};
  let vendor = "";
  for (const item of text.split(/[\s,;]+/).filter((word) => word !== "")) {
    const [, named, host = ""] = /^(?:([a-z][a-z0-9-]*)=)?(.*)$/i.exec(item) ?? [];
    vendor = named?.toLowerCase() ?? vendor;
    if (vendor === "" || !hostName.test(host)) {
      context.addIssue({ code: "custom", message: "not a host of a vendor" });
      return z.NEVER;
    }
    hosts[host.toLowerCase()] = vendor;
  }
  return hosts;
});

/** `https://naru.example.kr` or with a port; a path would leave out the vendors that need the root. */
const originUrl = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  context.addIssue({ code: "custom", message: "not an origin" });
  return z.NEVER;
});

const definitions: { readonly [Name in keyof Settings]: Definition<Settings[Name]> } = {
  dataDir: {
    variable: "NARU_DATA",
    flag: "--data",
    standard: ".naru",
    schema: z.string().min(1),
    allowed: "the path of a folder that can be written",
  },
  host: {
    variable: "NARU_HOST",
    flag: "--host",
    standard: "127.0.0.1",
    schema: z.string().refine((host) => isIP(host) !== 0 || hostName.test(host)),
    allowed: "an IP address or a host name, such as 127.0.0.1",
  },
  port: {
    variable: "NARU_PORT",
    flag: "--port",
    standard: 8787,
    schema: whole(0, 65_535),
    allowed: "a whole number from 0 (any free port) to 65535",
  },
  allowRemote: {
    variable: "NARU_ALLOW_REMOTE",
    flag: "--allow-remote",
    standard: false,
    schema: yesNo,
    allowed: "1 or 0",
  },
  databaseUrl: {
    variable: "DATABASE_URL",
    flag: "--database-url",
    standard: null,
    schema: z.string().refine((url) => /^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)),
    allowed: "the URL of a PostgreSQL database, such as postgres://naru@db.example.org/naru",
    secret: true,
  },
  database: {
    variable: "NARU_DATABASE",
    flag: "--database",
    standard: null,
    schema: z.enum(["postgres", "pglite"]),
    allowed: "postgres or pglite",
  },
  ephemeral: {
    variable: "NARU_EPHEMERAL",
    flag: "--ephemeral",
    standard: false,
    schema: yesNo,
    allowed: "1 or 0",
  },
  maxConnections: {
    variable: "NARU_MAX_CONNECTIONS",
    flag: "--max-connections",
    standard: 16,
    schema: whole(2, 1000),
    allowed: "a whole number from 2 to 1000",
  },
  workers: {
    variable: "NARU_WORKERS",
    flag: "--workers",
    standard: null,
    schema: whole(0, 1024),
    allowed: "a whole number from 0 (run no jobs here) to 1024",
  },
  seed: {
    variable: "NARU_SEED",
    flag: "--seed",
    standard: null,
    schema: whole(0, Number.MAX_SAFE_INTEGER),
    allowed: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  },
  maxBytes: {
    variable: "NARU_MAX_BYTES",
    flag: "--max-bytes",
    standard: null,
    schema: bytes,
    allowed: "a size such as 8GiB, 512MiB or a number of bytes",
  },
  hosts: {
    variable: "NARU_HOSTS",
    flag: "--hosts",
    standard: {},
    schema: boundHosts,
    allowed: "vendors with their host names, such as ibm=quantum.example.org,iam.example.org",
    write: (hosts) =>
      Object.entries(hosts)
        .map(([host, vendor]) => `${vendor}=${host}`)
        .join(","),
  },
  publicUrl: {
    variable: "NARU_PUBLIC_URL",
    flag: "--public-url",
    standard: null,
    schema: originUrl,
    allowed: "an address without a path, such as https://naru.example.kr",
  },
  tlsCert: {
    variable: "NARU_TLS_CERT",
    flag: "--tls-cert",
    standard: null,
    schema: z.string().min(1),
    allowed: "the path of a PEM file with the certificate, and those that vouch for it after it",
  },
  tlsKey: {
    variable: "NARU_TLS_KEY",
    flag: "--tls-key",
    standard: null,
    schema: z.string().min(1),
    allowed: "the path of a PEM file with the certificate's key",
  },
  logLevel: {
    variable: "NARU_LOG_LEVEL",
    flag: "--log-level",
    standard: "info",
    schema: z.enum(["trace", "debug", "info", "warn", "error", "silent"]),
    allowed: "trace, debug, info, warn, error or silent",
  },
};

const names = Object.keys(definitions) as (keyof Settings)[];

/** What came from the command line: as typed, or as a parser understood it. Undefined is not given. */
export type Flags = { readonly [Name in keyof Settings]?: string | number | boolean | undefined };

/**
 * Settings from flags, then from the environment, then the standard ones; an empty variable counts as not set. Throws
 * InvalidInputError that names every value it does not understand, where it came from, and what is allowed.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, flags: Flags = {}): Settings {
  const complaints: string[] = [];
  const read = <Name extends keyof Settings>(name: Name): Settings[Name] => {
    const { variable, flag, standard, schema, allowed, secret } = definitions[name];
    const given = flags[name];
    const text = given === undefined ? environment[variable]?.trim() : String(given);
    if (text === undefined || (text === "" && given === undefined)) return standard;
    const result = schema.safeParse(text);
    if (result.success) return result.data;
    const source = given === undefined ? variable : flag;
    complaints.push(`${source} is ${secret ? "not understood" : JSON.stringify(text)}. Allowed is ${allowed}.`);
    return standard;
  };
  const settings = Object.fromEntries(names.map((name) => [name, read(name)])) as unknown as Settings;
  if (!settings.allowRemote && !isLoopback(settings.host)) {
    complaints.push(
      `NARU_HOST is ${JSON.stringify(settings.host)}, where other machines can reach this one. If that is meant, say so with --allow-remote or NARU_ALLOW_REMOTE=1; else use 127.0.0.1.`,
    );
  }
  if ((settings.tlsCert === null) !== (settings.tlsKey === null)) {
    const [given, missing] =
      settings.tlsKey === null ? ["NARU_TLS_CERT", "NARU_TLS_KEY"] : ["NARU_TLS_KEY", "NARU_TLS_CERT"];
    complaints.push(`${given} is set without ${missing}. Set both (--tls-cert and --tls-key), or neither.`);
  }
  if (complaints.length > 0) throw new InvalidInputError(complaints.join("\n"));
  return settings;
}

/** Whether only programs of this machine can reach an address. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** The settings as a person may see them, secrets hidden: name of the variable, its value, what is allowed. */
export function describeSettings(
  settings: Settings,
): { variable: string; flag: string; value: string; allowed: string }[] {
  const described = <Name extends keyof Settings>(name: Name) => {
    const { variable, flag, allowed, secret, write = String } = definitions[name];
    const value = settings[name];
    const text = value === null ? "" : write(value);
    return { variable, flag, allowed, value: secret ? withoutPassword(text) : text };
  };
  return names.map((name) => described(name));
}

function withoutPassword(text: string): string {
  if (text === "") return "";
  const url = new URL(text);
  if (url.password !== "") url.password = "…";
  // Libraries take a password among the parameters, too.
  for (const name of [...url.searchParams.keys()]) if (/pass/i.test(name)) url.searchParams.set(name, "…");
  return decodeURI(url.href);
}
