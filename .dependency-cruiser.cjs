// For editors and for `npx depcruise`. The rules are made from the manifests: see tools/arrows/rules.ts.
const { configuration } = require("./tools/arrows/configuration.ts");

const { ruleSet, ...options } = configuration(__dirname);
module.exports = { ...ruleSet, options };
