import type { KeyId } from "@naru/base";
import { NotFoundError } from "@naru/base";
import type { Caller } from "@naru/dialect";
import { z } from "zod";
import { transaction } from "../../db/index.ts";
import { findMembership } from "../../projects/index.ts";
import { currentRequestId } from "../request-context.ts";
import { callerOf, withKey } from "./bearer.ts";
import type { ApiApp, ApiParts } from "./parts.ts";
import { createdKey, createKeyRequest, errorBody, idParams, key } from "./schemas.ts";
import { keyView } from "./views.ts";

const contextOf = (caller: Caller) => ({ actor: `person:${caller.personId}`, requestId: currentRequestId() });

/** The caller's own keys in this project. */
export function serveKeys(app: ApiApp, { auth, database }: ApiParts): void {
  const shared = { tags: ["keys"], security: withKey };

  app.route({
    method: "GET",
    url: "/keys",
    schema: { ...shared, summary: "The caller's keys, newest first", response: { 200: z.array(key), 401: errorBody } },
    handler: async (request) => {
      const caller = await callerOf(auth, request);
      return (await auth.listKeys(caller)).map((one) => keyView(one, caller.keyId));
    },
  });

  app.route({
    method: "POST",
    url: "/keys",
    schema: {
      ...shared,
      summary: "Make a key; its secret is in this answer and nowhere else",
      body: createKeyRequest,
      response: { 201: createdKey, 400: errorBody, 401: errorBody, 403: errorBody },
    },
    handler: async (request, reply) => {
      const caller = await callerOf(auth, request);
      const { name, expiresAt } = request.body;
      const made = await transaction(database, async (tx) => {
        const membership = await findMembership(tx, caller);
        if (!membership) throw new NotFoundError("membership", caller.personId);
        const order = { membershipId: membership.id, name, expiresAt: expiresAt ? new Date(expiresAt) : null };
        return auth.createKey(tx, contextOf(caller), order);
      });
      return reply.code(201).send({ key: keyView(made.key, caller.keyId), secret: made.secret });
    },
  });

  app.route({
    method: "DELETE",
    url: "/keys/:id",
    schema: {
      ...shared,
      summary: "End a key, at once",
      params: idParams,
      response: { 204: z.null(), 401: errorBody, 404: errorBody },
    },
    handler: async (request, reply) => {
      const caller = await callerOf(auth, request);
      await auth.revokeKey(contextOf(caller), caller, request.params.id as KeyId);
      return reply.code(204).send(null);
    },
  });
}
