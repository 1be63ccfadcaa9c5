import { expect, test } from "vitest";
import { environment, shellLines } from "./environment.ts";
import { ibm } from "./index.ts";

const origin = "https://naru.example.kr:8787";

test("six variables lead the client here, without a slash at the end", () => {
  const variables = ibm.environment(origin, "k");
  expect(Object.keys(variables)).toHaveLength(6);
  for (const value of Object.values(variables)) expect(value).not.toMatch(/\/$/);
  expect(variables).toMatchObject({
    QISKIT_IBM_TOKEN: "k",
    QISKIT_IBM_URL: `${origin}/ibm/experimental`,
    QISKIT_IBM_INSTANCE: "auto",
    IAM_URL: `${origin}/ibm`,
  });
});

test("lines of a shell quote what a value may hold", () => {
  expect(shellLines({ ...environment(origin, "it's"), IAM_URL: "$(x)" })).toContain(
    "export QISKIT_IBM_TOKEN='it'\\''s'\n",
  );
});

test("every program carries the address and the key, and needs nothing else", () => {
  for (const { sdk, code, install } of ibm.quickstarts(origin, "naru_secret")) {
    expect(code, sdk).toContain(`"QISKIT_IBM_URL": "${origin}/ibm/experimental"`);
    expect(code, sdk).toContain("naru_secret");
    expect(code.indexOf("os.environ")).toBeLessThan(code.indexOf("qiskit_ibm_runtime"));
    expect(install).toBe(`pip install ${sdk}`);
  }
});
