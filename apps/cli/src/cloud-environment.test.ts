import type { Info } from "@naru/sdk";
import { expect, test } from "vitest";
import { cloudEnvironment } from "./cloud-environment.ts";

const info: Info = {
  name: "Naru",
  version: "0.1.0",
  origin: "http://127.0.0.1:1234",
  backendCount: 1,
  dialects: [
    {
      vendor: "ionq",
      prefixes: ["/v0.4"],
      environment: { IONQ_API_URL: "http://127.0.0.1:1234/v0.4", IONQ_API_KEY: "{key}" },
      quickstarts: [],
    },
    {
      vendor: "ibm",
      prefixes: ["/ibm"],
      environment: {
        QISKIT_IBM_TOKEN: "{key}",
        QISKIT_IBM_URL: "http://127.0.0.1:1234/ibm/experimental",
        QISKIT_IBM_INSTANCE: "auto",
        IAM_URL: "http://127.0.0.1:1234/ibm",
        GLOBAL_SEARCH_URL: "http://127.0.0.1:1234/ibm",
        GLOBAL_CATALOG_URL: "http://127.0.0.1:1234/ibm/catalog",
      },
      quickstarts: [],
    },
  ],
};
const cloud = { origin: "http://127.0.0.1:1234", key: "naru_secret", info };

test("the command finds the cloud by every vendor's variables and by ours", () => {
  expect(cloudEnvironment({ PATH: "/bin", IONQ_API_KEY: "real-key" }, cloud)).toMatchObject({
    PATH: "/bin",
    IONQ_API_URL: "http://127.0.0.1:1234/v0.4",
    IONQ_API_KEY: "naru_secret",
    QISKIT_IBM_TOKEN: "naru_secret",
    QISKIT_IBM_URL: "http://127.0.0.1:1234/ibm/experimental",
    QISKIT_IBM_INSTANCE: "auto",
    IAM_URL: "http://127.0.0.1:1234/ibm",
    GLOBAL_SEARCH_URL: "http://127.0.0.1:1234/ibm",
    GLOBAL_CATALOG_URL: "http://127.0.0.1:1234/ibm/catalog",
    NARU_URL: "http://127.0.0.1:1234",
    NARU_KEY: "naru_secret",
  });
});

test("a proxy of the caller does not stand between the command and this machine", () => {
  const env = cloudEnvironment({ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: ".example.com,localhost" }, cloud);
  expect(env.NO_PROXY).toBe(".example.com,localhost,127.0.0.1");
  expect(env.no_proxy).toBe(env.NO_PROXY);
});

test("our own compile cache does not become the command's, but the caller's stays", () => {
  const ours = cloudEnvironment({ NODE_COMPILE_CACHE: "/ours", NARU_COMPILE_CACHE: "/ours" }, cloud);
  expect(ours).not.toHaveProperty("NODE_COMPILE_CACHE");
  expect(ours).not.toHaveProperty("NARU_COMPILE_CACHE");
  expect(cloudEnvironment({ NODE_COMPILE_CACHE: "/theirs" }, cloud).NODE_COMPILE_CACHE).toBe("/theirs");
});

test("a file of tokens of the caller's does not stand beside the cloud's token", () => {
  const iqm = { vendor: "iqm", prefixes: [], environment: { IQM_TOKEN: "{key}" }, quickstarts: [] };
  const caller = { IQM_TOKENS_FILE: "/home/somebody/tokens.json" };
  const withIqm = { ...cloud, info: { ...info, dialects: [...info.dialects, iqm] } };
  expect(cloudEnvironment(caller, withIqm)).toMatchObject({ IQM_TOKEN: "naru_secret" });
  expect(cloudEnvironment(caller, withIqm)).not.toHaveProperty("IQM_TOKENS_FILE");
  expect(cloudEnvironment(caller, cloud)).toHaveProperty("IQM_TOKENS_FILE");
});
