import { ForbiddenError } from "@naru/base";
import type { Caller } from "@naru/dialect";
import type { Route } from "@naru/dialect/http";
import { secretOf } from "./request.ts";
import { known } from "./router.ts";

/**
 * Routes of tokens. No client uses them; the answer to `refresh` is what belongs into the file that `IQM_TOKENS_FILE` names,
 * where the client accepts nothing but a JSON Web Token.
 */
export const tokenRoutes: readonly Route[] = [
  known("GET", "/tokens", async ({ caller }) => Response.json({ tokens: [writeToken(caller)] })),
  known("POST", "/tokens/current/refresh", async ({ cloud, request }) => {
    const { token, issuedAt, expiresAt } = await cloud.issueToken(secretOf(request) ?? "");
    return Response.json({
      access_token: token,
      token_type: "Bearer",
      issued_at: issuedAt.toISOString(),
      expires_at: expiresAt.toISOString(),
    });
  }),
  // A key is active as long as it is not revoked.
  known("POST", "/tokens/current/activate", async ({ caller }) => Response.json(writeToken(caller))),
  known("POST", "/tokens/{id}/revoke", async () => {
    throw new ForbiddenError("Keys are revoked on Naru's own pages, under the project that they belong to.");
  }),
];

const writeToken = ({ keyId, keyName }: Caller) => ({ id: keyId, name: keyName, current: true });
