import type { Caller } from "@naru/dialect";
import type { FastifyRequest } from "fastify";
import type { Auth } from "../../auth/index.ts";

/** Whose key came in `Authorization: Bearer …`. Throws UnauthenticatedError. */
export function callerOf(auth: Pick<Auth, "authenticate">, request: FastifyRequest): Promise<Caller> {
  const [, secret] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
  return auth.authenticate(secret ?? null);
}

/** For the published description: which routes need a key. */
export const withKey = [{ key: [] }];
