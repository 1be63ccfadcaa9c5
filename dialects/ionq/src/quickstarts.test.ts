import { expect, test } from "vitest";
import { environment, quickstarts } from "./quickstarts.ts";

const origin = "http://127.0.0.1:8787";

test("every program carries the address and the key, and needs nothing else", () => {
  for (const { sdk, code, install } of quickstarts(origin, "naru_secret")) {
    expect(code, sdk).toContain(origin);
    expect(code, sdk).toContain("naru_secret");
    expect(install).toBe(`pip install ${sdk}`);
  }
});

test("qiskit-ionq is pointed at us by the variable, since its constructor alone leaves backends with 4 qubits", () => {
  expect(environment(origin, "k")).toMatchObject({ IONQ_API_URL: `${origin}/v0.4`, IONQ_API_KEY: "k" });
  expect(quickstarts(origin, "k").find(({ sdk }) => sdk === "qiskit-ionq")?.code).not.toContain("url=");
});

test("cirq-ionq gets the host alone, of which it would drop a path", () => {
  expect(environment(origin, "k").IONQ_REMOTE_HOST).toBe(origin);
});
