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

  const quickstarts = info.value.dialects.flatMap((dialect) => dialect.quickstarts);
  if (quickstarts.length === 0) return <Empty title={t.noSdks} />;
  const withKey = (code: string): string => code.replaceAll("{key}", key ?? t.yourKey);
  return (
    <>
      <Tabs
        label={t.sdks}
        tabs={quickstarts.map((quickstart) => ({
          name: quickstart.sdk,
          body: (
            <>
              <CodeBlock title={`${quickstart.sdk} · ${t.install}`} code={quickstart.install} />
              <CodeBlock title={`${quickstart.sdk} · ${t.program}`} code={withKey(quickstart.code)} />
            </>
          ),
        }))}
      />
      <p className="home-note soft">{key === null ? t.withoutKey : t.withKey}</p>
    </>
  );
}
