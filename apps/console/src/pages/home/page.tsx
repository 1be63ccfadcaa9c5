import { useCallback, useEffect } from "react";
import { useLoad, useRefresh } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { Section } from "../../parts/page/page.tsx";
import { useArrival } from "../../parts/page/use-arrival.ts";
import { useSession } from "../../session/index.ts";
import { Backends } from "./backends.tsx";
import { Connect } from "./connect.tsx";
import { Crossing } from "./crossing.tsx";
import { text } from "./text.ts";
import { TryIt } from "./try-it.tsx";
import "./home.css";

/** States and queues of backends change; this often is enough to choose by. */
const refreshMs = 30_000;

/** What this is, what there is to run on, how to get there from a program, and a first program to run. */
export function HomePage() {
  const t = useText(text);
  const { client } = useSession();
  const backends = useLoad(useCallback(() => client.backends(), [client]));
  useRefresh(backends, refreshMs);
  const heading = useArrival<HTMLHeadingElement>();
  useEffect(() => {
    document.title = t.tab;
  }, [t.tab]);

  return (
    <main id="main" className="page home">
      <div className="home-hero">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {t.title}
          </h1>
          <p className="home-lead">{t.lead}</p>
          <div className="page-actions">
            <a href="#connect" className="button button-primary">
              {t.toConnect}
            </a>
            <a href="#try" className="button button-plain">
              {t.toTry}
            </a>
          </div>
        </div>
        <Crossing />
      </div>
      <Section id="backends" title={t.backends} lead={t.backendsLead}>
        <Backends backends={backends} />
      </Section>
      <Section id="connect" title={t.connect} lead={t.connectLead}>
        <Connect />
      </Section>
      <Section id="try" title={t.try} lead={t.tryLead}>
        <TryIt backends={backends.state === "ready" ? backends.value : []} />
      </Section>
    </main>
  );
}
