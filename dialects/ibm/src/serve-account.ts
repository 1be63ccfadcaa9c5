import { NotFoundError, UnauthenticatedError } from "@naru/base";
import { type Call, check, type KnownCall, open, originOf, type Route, shortened } from "@naru/dialect/http";
import { crnOf } from "./crn.ts";
import { environment, placeholderKey, shellLines } from "./environment.ts";
import { unknownKey } from "./errors.ts";
import { readBody, secretOf } from "./request.ts";
import { known, runtime } from "./router.ts";
import { WireSearch, WireTokenOrder } from "./wire.ts";

/** What is told depends on who asks and where; no cache between is to give it to others. */
const forCallerAlone = { "cache-control": "no-store" };

/** The one plan that instances here have. */
const plan = "naru-project";

/** Tokens, instances, what they used, and the variables that lead a client here. */
export const accountRoutes: readonly Route[] = [
  open(
    "GET",
    "/ibm/env.sh",
    async (call) =>
      new Response(shellLines(await variablesOf(call)), {
        headers: { "content-type": "text/x-shellscript; charset=utf-8", ...forCallerAlone },
      }),
  ),
  open("GET", "/ibm/env.json", async (call) => Response.json(await variablesOf(call), { headers: forCallerAlone })),
  open("POST", "/ibm/identity/token", issueToken),
  open("POST", "/identity/token", issueToken),
  known("POST", "/ibm/v3/resources/search", search),
  known("POST", "/v3/resources/search", search),
  known("GET", "/ibm/catalog/{plan}", catalogue),
  ...runtime("GET", "/instances/usage", usage),
];

/** On a host bound to IBM, the catalogue lies beside the runtime's own paths; it comes after them. */
export const boundCatalogueRoutes: readonly Route[] = [known("GET", "/api/v1/{plan}", catalogue)];

/** Names the caller's own key and instance where a valid key is shown, never anybody else's. */
async function variablesOf({ cloud, request }: Call) {
  const origin = originOf(request);
  const key = secretOf(request);
  if (key === null || !isPlain(key)) return environment(origin, placeholderKey);
  return environment(origin, key, crnOf(await cloud.authenticate(key)));
}

/** Keys are plain; a token, of three parts, is no key and would soon be worth nothing. */
const isPlain = (secret: string): boolean => /^[\w~+/=-]+$/.test(secret);

const grant = "urn:ibm:params:oauth:grant-type:apikey";

/** `POST /identity/token` of IBM's identity service: a key for a token. */
async function issueToken({ cloud, request }: Call): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const { grant_type: asked, apikey } = check(WireTokenOrder, Object.fromEntries(form));
  if (asked !== grant) return unknownGrant(asked);
  try {
    const { token, issuedAt, expiresAt } = await cloud.issueToken(apikey);
    return Response.json({
      access_token: token,
      refresh_token: "not_supported",
      token_type: "Bearer",
      expires_in: Math.floor((expiresAt.getTime() - issuedAt.getTime()) / 1000),
      expiration: Math.floor(expiresAt.getTime() / 1000),
      scope: "ibm openid",
    });
  } catch (thrown) {
    if (thrown instanceof UnauthenticatedError) return unknownKey();
    throw thrown;
  }
}

/** IBM's identity service has its own error body. */
const unknownGrant = (asked: string): Response =>
  Response.json(
    { errorCode: "BXNIM0102E", errorMessage: `The grant type ${shortened(asked)} is not offered. Use ${grant}.` },
    { status: 400 },
  );

/** The caller's instances: the project of the key. An item without `doc.extensions` would be dropped by the client. */
async function search({ caller, request }: KnownCall): Promise<Response> {
  check(WireSearch, (await readBody(request)).value);
  const instance = {
    crn: crnOf(caller),
    name: caller.projectName,
    service_plan_unique_id: plan,
    doc: { extensions: { project: caller.projectId } },
    tags: ["naru"],
  };
  return Response.json({ items: [instance], limit: 100 });
}

async function catalogue({ params }: KnownCall): Promise<Response> {
  if (params.plan !== plan) throw new NotFoundError("plan", shortened(params.plan ?? ""));
  return Response.json({
    id: plan,
    name: "naru",
    kind: "plan",
    overview_ui: { en: { display_name: "Open" } },
    metadata: { pricing: { type: "free" } },
  });
}

/** What the project's jobs took since the month began. Credits are their limit, not seconds, so no limit is named. */
async function usage({ cloud, caller }: KnownCall): Promise<Response> {
  const now = new Date();
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const steps = await cloud.usage(caller, { from, to, groupBy: "project", step: "month" });
  const executionMs = steps.flatMap(({ groups }) => groups).reduce((sum, group) => sum + group.executionMs, 0);
  return Response.json({
    instance_id: crnOf(caller),
    plan_id: plan,
    usage_consumed_seconds: Math.round(executionMs / 1000),
    usage_period: { start_time: from.toISOString(), end_time: to.toISOString() },
    usage_limit_reached: false,
  });
}
