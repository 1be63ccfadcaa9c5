import { open, originOf, type Route } from "@naru/dialect/http";
import { regionCode } from "./environment.ts";
import { answerError } from "./errors.ts";

/** Where the region is: open to everybody, since the client looks it up before it has read its key. */
export const regionRoutes: readonly Route[] = [
  open("GET", "/metadata/v1/regions", async ({ request }) => regions("regions", [region(request)])),
  open("GET", "/metadata/v1/regions/{code}", async ({ request, params }) =>
    params.code === regionCode
      ? regions("region", region(request))
      : answerError(404, "Region does not exist. There is one here, and its code is naru-1."),
  ),
];

const region = (request: Request) => ({
  code: regionCode,
  name: "Naru",
  endpoint: `${originOf(request)}/sapi/v2/`,
});

const regions = (media: "region" | "regions", value: unknown): Response =>
  new Response(JSON.stringify(value), {
    headers: { "content-type": `application/vnd.dwave.metadata.${media}+json; version=1.0.0` },
  });
