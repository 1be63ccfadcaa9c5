import { useText } from "../language/index.ts";
import { Button } from "../parts/button/button.tsx";
import { Link } from "../routing/index.ts";
import { useSession } from "../session/index.ts";
import { text } from "./text.ts";

/** Who is signed in, and the way in or out. */
export function Account() {
  const t = useText(text);
  const { key, who, signOut } = useSession();
  if (key === null) {
    return (
      <Link to="/sign-in" className="button button-plain">
        {t.signIn}
      </Link>
    );
  }
  return (
    <>
      {who && (
        <span className="shell-project" title={`${t.project}: ${who.projectName}`}>
          <span className="unseen">{t.project}: </span>
          {who.projectName}
        </span>
      )}
      <Button onClick={signOut}>{t.signOut}</Button>
    </>
  );
}
