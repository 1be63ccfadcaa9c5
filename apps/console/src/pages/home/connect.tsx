import type { Info } from "@naru/sdk";
import { useCallback } from "react";
import { useLoad } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { CodeBlock } from "../../parts/code-block/code-block.tsx";
import { Empty } from "../../parts/empty/empty.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Tabs } from "../../parts/tabs/tabs.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** The lines to copy for each SDK, with this server's address and, for those signed in, their key. */
export function Connect() {
  const t = useText(text);
  const { client, key } = useSession();
  const info = useLoad(useCallback(() => client.info(), [client]));
  if (info.state === "loading") return <Waiting lines={9} />;
  if (info.state === "failed") return <Failure error={info.error} retry={info.retry} />;

  const sdks = info.value.dialects.flatMap(sdksOf);
  if (sdks.length === 0) return <Empty title={t.noSdks} />;
  const withKey = (code: string): string => code.replaceAll("{key}", key ?? t.yourKey);
  return (
    <>
      <Tabs
        label={t.sdks}
        tabs={sdks.map(({ sdk, install, variables, programs }) => ({
          name: sdk,
          body: (
            <>
              <CodeBlock title={`${sdk} · ${t.install}`} code={install} />
              {variables !== "" && <CodeBlock title={`${sdk} · ${t.variables}`} code={withKey(variables)} />}
              {programs.map((code) => (
                <CodeBlock key={code} title={`${sdk} · ${t.program}`} code={withKey(code)} />
              ))}
            </>
          ),
        }))}
      />
      <p className="home-note soft">{key === null ? t.withoutKey : t.withKey}</p>
    </>
  );
}

interface Sdk {
  readonly sdk: string;
  readonly install: string;
  /** Lines of a shell that lead the SDK here; none where it reads no address from the environment. */
  readonly variables: string;
  readonly programs: readonly string[];
}

/** What one dialect has for each of its SDKs, in the order in which they come. */
function sdksOf({ environment, quickstarts }: Info["dialects"][number]): Sdk[] {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  const isLed = (code: string) => Object.keys(environment).some((name) => code.includes(name));
  return [...new Set(quickstarts.map(({ sdk }) => sdk))].map((sdk) => {
    const own = quickstarts.filter((quickstart) => quickstart.sdk === sdk);
    const programs = own.map(({ code }) => code);
    return { sdk, install: own[0]?.install ?? "", variables: programs.some(isLed) ? lines.join("\n") : "", programs };
  });
}
