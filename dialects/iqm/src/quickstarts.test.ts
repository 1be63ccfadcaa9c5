import { expect, test } from "vitest";
import { iqm } from "./index.ts";

test("every program is whole: it sets what the client reads, and asks for what it uses", () => {
  for (const { code, install } of iqm.quickstarts("https://naru.example", "a-key")) {
    for (const [name, value] of Object.entries(iqm.environment("https://naru.example", "a-key"))) {
      expect(code).toContain(`"${name}": "${value}"`);
    }
    expect(code.indexOf("os.environ.update")).toBeLessThan(code.indexOf("from iqm"));
    expect(install).toMatch(/^pip install 'iqm-client\[(qiskit|cirq)\]'$/);
  }
});
