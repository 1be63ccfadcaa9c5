/** Who is signed in, and the client that asks the service in their name. */
export { type Session, SessionProvider, useSession } from "./session.tsx";
