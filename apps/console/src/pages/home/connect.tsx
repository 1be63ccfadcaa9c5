import type { QuickstartView } from "@naru/sdk";
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
        tabs={sdksOf(quickstarts).map(([sdk, [first, ...others]]) => ({
          name: sdk,
          body: (
            <>
              <CodeBlock title={`${sdk} · ${t.install}`} code={first.install} />
              {[first, ...others].map(({ code }) => (
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

/** The programs of each SDK, in the order in which they come. */
function sdksOf(quickstarts: readonly QuickstartView[]): (readonly [string, [QuickstartView, ...QuickstartView[]]])[] {
  const sdks = new Map<string, [QuickstartView, ...QuickstartView[]]>();
  for (const quickstart of quickstarts) {
    const known = sdks.get(quickstart.sdk);
    if (known) known.push(quickstart);
    else sdks.set(quickstart.sdk, [quickstart]);
  }
  return [...sdks];
}
