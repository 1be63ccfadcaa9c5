/**
 * The floors of the server, the lowest first. A module looks at its own floor and down; on a floor of pillars, its
 * modules do not look at each other either. A module that stands on no floor fails the layout check.
 */
export const floors: readonly { readonly modules: readonly string[]; readonly arePillars?: boolean }[] = [
  { modules: ["config", "db", "audit", "objects"] },
  { modules: ["organisations", "auth"] },
  { modules: ["projects", "ledger", "backends", "live", "uploads"] },
  { modules: ["queue"] },
  { modules: ["jobs"] },
  { modules: ["worker"] },
  { modules: ["programme", "academy", "ecosystem", "solutions"], arePillars: true },
  { modules: ["http"] },
];
