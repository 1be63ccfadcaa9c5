import type { IncomingMessage, ServerResponse } from "node:http";
import type { Dialect } from "@naru/dialect";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Auth } from "../../auth/index.ts";
import type { Backends } from "../../backends/index.ts";
import type { Log } from "../../config/index.ts";
import type { Database } from "../../db/index.ts";
import type { Jobs } from "../../jobs/index.ts";
import type { Bus } from "../../live/index.ts";
import type { UploadService } from "../../uploads/index.ts";
import type { OriginOf } from "../origin.ts";

/** What Naru's own API stands on. */
export interface ApiParts {
  readonly database: Database;
  readonly auth: Auth;
  readonly backends: Backends;
  readonly jobs: Jobs;
  readonly uploads: UploadService;
  readonly bus: Bus;
  readonly dialects: readonly Dialect[];
  readonly originOf: OriginOf;
  readonly version: string;
  readonly log: Log;
}

/** An app whose routes have Zod schemas. */
export type ApiApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;
