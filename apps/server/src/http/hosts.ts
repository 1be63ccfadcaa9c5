import type { IncomingMessage } from "node:http";
import { InvalidInputError } from "@naru/base";
import type { Dialect } from "@naru/dialect";
import type { FastifyServerOptions } from "fastify";

/** Which hosts belong to a vendor: there, its API alone is served, also under paths that are others' elsewhere. */
export interface Hosts {
  /** The vendor that the request's host belongs to; undefined for the service's own. */
  vendorOf(headers: IncomingMessage["headers"]): string | undefined;
  has(vendor: string): boolean;
}

/** `bound` is the vendor of each host. Throws InvalidInputError for a vendor that is not served here. */
export function openHosts(
  bound: Readonly<Record<string, string>>,
  dialects: readonly Pick<Dialect, "vendor">[],
): Hosts {
  const known = dialects.map(({ vendor }) => vendor);
  for (const vendor of Object.values(bound)) {
    if (!known.includes(vendor)) {
      throw new InvalidInputError(
        `NARU_HOSTS names "${vendor}", which is not served here. Known: ${known.join(", ")}.`,
      );
    }
  }
  const vendors = new Map(Object.entries(bound));
  return {
    vendorOf: ({ host = "" }) => vendors.get(host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "")),
    has: (vendor) => [...vendors.values()].includes(vendor),
  };
}

type Constraint = NonNullable<NonNullable<FastifyServerOptions["routerOptions"]>["constraints"]>[string];
type Handler = NonNullable<ReturnType<ReturnType<Constraint["storage"]>["get"]>>;

/**
 * How the router tells hosts apart. Routes without the constraint are not there on a bound host, and those with it are
 * nowhere else.
 */
export const vendorConstraint = (hosts: Hosts): Constraint => ({
  name: "vendor",
  mustMatchWhenDerived: true,
  storage: () => {
    const handlers = new Map<string, Handler>();
    return {
      get: (vendor) => handlers.get(vendor) ?? null,
      set: (vendor, handler) => void handlers.set(vendor, handler),
    };
  },
  validate(vendor: unknown) {
    if (typeof vendor !== "string") throw new Error("A route is constrained to the name of a vendor.");
  },
  // The router takes undefined for "none", which its types do not say.
  deriveConstraint: ({ headers }) => hosts.vendorOf(headers) as string,
});
