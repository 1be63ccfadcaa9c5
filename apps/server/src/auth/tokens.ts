import { isUuid, type KeyId } from "@naru/base";
import type { IssuedToken } from "@naru/dialect";
import { jwtVerify, SignJWT } from "jose";
import type { Clock } from "../config/index.ts";

/** Signed tokens that stand for keys, for clients that want to send their key once only. */
export interface Tokens {
  issue(keyId: KeyId): Promise<IssuedToken>;
  /** The key that a token stands for, and until when; null for whatever is no valid token of ours. */
  read(text: string): Promise<{ readonly keyId: KeyId; readonly expiresAt: Date } | null>;
}

/** How long a token stands for its key. Clients renew it at four fifths of that. */
const lifetimeSeconds = 3_600;
/** The only algorithm that is taken, whatever a token's header says. */
const algorithm = "HS256";
const issuer = "naru";
/** Bytes of the secret: as many as the hash has. */
export const signingSecretBytes = 32;
/** Ours have some 250 characters. */
const longestToken = 1_000;
const form = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Whether a text has the form of a token; what has not need not be verified. */
export const isTokenText = (text: string): boolean => text.length <= longestToken && form.test(text);

export function openTokens(secret: Uint8Array, clock: Clock): Tokens {
  return {
    async issue(keyId) {
      const issuedSeconds = Math.floor(clock.now().getTime() / 1000);
      const expiresSeconds = issuedSeconds + lifetimeSeconds;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: algorithm, typ: "JWT" })
        .setIssuer(issuer)
        .setSubject(keyId)
        .setIssuedAt(issuedSeconds)
        .setExpirationTime(expiresSeconds)
        .sign(secret);
      return { token, issuedAt: new Date(issuedSeconds * 1000), expiresAt: new Date(expiresSeconds * 1000) };
    },

    async read(text) {
      const rules = { algorithms: [algorithm], issuer, requiredClaims: ["sub", "iat", "exp"] };
      const verified = await jwtVerify(text, secret, { ...rules, currentDate: clock.now() }).catch(() => null);
      const { sub = "", exp = 0 } = verified?.payload ?? {};
      return isUuid(sub) ? { keyId: sub as KeyId, expiresAt: new Date(exp * 1000) } : null;
    },
  };
}
