import type { IForbiddenRuleType } from "dependency-cruiser";
import { floors } from "./floors.ts";
import type { Workspace } from "./manifests.ts";

/** Tests, their helpers and benchmarks: they may use what only the developer has. */
const testFiles =
  "\\.(test|bench|testing)\\.tsx?$|/conformance(/|\\.ts$)|/(testing|e2e)(/|[^/]*\\.tsx?$)|vite\\.config\\.ts$";

/** Packages that run in a browser as well; their doors for one host lie in `src/hosts`. */
const purePackages = ["base", "circuit", "engine", "annealer", "workload", "backends", "solutions"];

/**
 * Who may use whom, as dependency-cruiser reads it. The numbers are those of the list in the architecture page; rule 1
 * and the doors of rule 5 are generated from the manifests.
 */
export function arrowRules(workspaces: readonly Workspace[]): IForbiddenRuleType[] {
  return [
    ...workspaces.map((workspace) => undeclaredWorkspace(workspace, workspaces)),
    {
      name: "1-undeclared-package",
      comment: "A workspace imports only what its own package.json declares.",
      severity: "error",
      from: { path: "^(packages|dialects|apps)/" },
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "1-development-package-in-product",
      comment: "What only developers install is not there when the product runs.",
      severity: "error",
      from: { path: "^(packages|dialects|apps)/", pathNot: testFiles },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"], pathNot: "^node_modules/@types/" },
    },
    {
      name: "1-unresolved",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: { path: "^(packages|dialects|apps)/" },
      to: { couldNotResolve: true },
    },
    {
      name: "2-packages-look-up",
      comment: "Packages never look up at dialects or apps.",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^(dialects|apps)/" },
    },
    {
      name: "2-dialects-look-up",
      comment: "Dialects never look at apps.",
      severity: "error",
      from: { path: "^dialects/" },
      to: { path: "^apps/" },
    },
    {
      name: "3-dialect-to-dialect",
      comment: "A dialect never imports another, not even a type.",
      severity: "error",
      from: { path: "^dialects/([^/]+)/" },
      to: { path: "^dialects/", pathNot: "^dialects/$1/" },
    },
    {
      name: "4-vendor-in-server",
      comment: "In the server, only src/dialects.ts names a vendor.",
      severity: "error",
      from: { path: "^apps/server/src/", pathNot: "^apps/server/src/dialects\\.ts$" },
      to: { path: "^dialects/" },
    },
    {
      name: "5-package-door",
      comment: "A package is entered by a door that its package.json exports.",
      severity: "error",
      from: { path: "^((?:packages|dialects|apps)/[^/]+)/" },
      to: {
        path: "^(packages|dialects|apps)/[^/]+/",
        pathNot: ["^$1/", ...workspaces.flatMap(({ doors }) => doors.map((door) => `^${literal(door)}$`))],
      },
    },
    {
      name: "5-module-door",
      comment: "A module of the server is entered by its index.ts; its testing.ts, by tests.",
      severity: "error",
      from: { path: "^apps/server/src/([^/]+)/", pathNot: testFiles },
      to: { path: "^apps/server/src/[^/]+/", pathNot: ["^apps/server/src/$1/", "^apps/server/src/[^/]+/index\\.ts$"] },
    },
    {
      name: "5-module-door-in-tests",
      comment: "A test enters another module of the server by its index.ts or its testing.ts.",
      severity: "error",
      from: { path: `^apps/server/src/([^/]+)/.*(${testFiles})` },
      to: {
        path: "^apps/server/src/[^/]+/",
        pathNot: ["^apps/server/src/$1/", "^apps/server/src/[^/]+/(index|testing[^/]*)\\.ts$"],
      },
    },
    {
      name: "5-module-door-at-the-top",
      comment: "The files above the server's modules enter them by their index.ts.",
      severity: "error",
      from: { path: "^apps/server/src/[^/]+\\.ts$" },
      to: { path: "^apps/server/src/[^/]+/", pathNot: "^apps/server/src/[^/]+/(index|testing[^/]*)\\.ts$" },
    },
    {
      name: "6-node-in-pure-package",
      comment: "These packages run in a browser too: the host passes in what it owns.",
      severity: "error",
      from: {
        path: `^packages/(${purePackages.join("|")})/src/`,
        pathNot: [testFiles, "^packages/[^/]+/src/hosts/"],
      },
      to: { dependencyTypes: ["core"] },
    },
    ...floorRules(),
    {
      name: "8-no-cycles",
      comment: "No cycles anywhere.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ];
}

function undeclaredWorkspace(workspace: Workspace, all: readonly Workspace[]): IForbiddenRuleType {
  const others = all.filter(({ name }) => name !== workspace.name && !workspace.declared.includes(name));
  return {
    name: `1-undeclared-workspace:${workspace.name}`,
    comment: `${workspace.folder}/package.json does not declare it.`,
    severity: "error",
    from: { path: `^${literal(workspace.folder)}/` },
    to: { path: others.length === 0 ? "^$" : `^(${others.map(({ folder }) => literal(folder)).join("|")})/` },
  };
}

function floorRules(): IForbiddenRuleType[] {
  const inModules = (modules: readonly string[]): string => `^apps/server/src/(${modules.join("|")})/`;
  const up = floors.slice(0, -1).map((floor, level): IForbiddenRuleType => {
    const above = floors.slice(level + 1).flatMap(({ modules }) => modules);
    return {
      name: `7-floor-${level}-looks-up`,
      comment: `${floor.modules.join(", ")} look down only.`,
      severity: "error",
      from: { path: inModules(floor.modules), pathNot: testFiles },
      to: { path: inModules(above) },
    };
  });
  const across = floors
    .filter(({ arePillars }) => arePillars)
    .map(
      ({ modules }): IForbiddenRuleType => ({
        name: "7-pillar-to-pillar",
        comment: "Pillars do not import each other.",
        severity: "error",
        from: { path: inModules(modules) },
        to: { path: inModules(modules), pathNot: "^apps/server/src/$1/" },
      }),
    );
  return [...up, ...across];
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
