import { UnauthenticatedError } from "@naru/base";
import { writeBase64 } from "@naru/workload";
import type { IssuedToken } from "./dialect.ts";

/** How long a token stands for its key; the service's are as long. */
const lifetimeMs = 3_600_000;

/** Tokens of a cloud in memory. They look like signed ones and are known by heart. */
export class MemoryTokens {
  readonly #issued = new Map<string, { readonly secret: string; readonly expiresAt: Date }>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  issue(secret: string): IssuedToken {
    const issuedAt = new Date(Math.floor(this.#now().getTime() / 1000) * 1000);
    const expiresAt = new Date(issuedAt.getTime() + lifetimeMs);
    const claims = { jti: String(this.#issued.size + 1), iat: seconds(issuedAt), exp: seconds(expiresAt) };
    const parts = [JSON.stringify({ alg: "HS256", typ: "JWT" }), JSON.stringify(claims), `signature ${claims.jti}`];
    const token = parts.map(base64Url).join(".");
    this.#issued.set(token, { secret, expiresAt });
    return { token, issuedAt, expiresAt };
  }

  /** The key that a token stands for; anything else comes back as it is. Throws UnauthenticatedError once it has expired. */
  secretOf(text: string | null): string | null {
    const issued = text === null ? undefined : this.#issued.get(text);
    if (!issued) return text;
    if (issued.expiresAt <= this.#now()) throw new UnauthenticatedError();
    return issued.secret;
  }
}

const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

const base64Url = (text: string): string =>
  writeBase64(new TextEncoder().encode(text)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
