import { ForbiddenError } from "@naru/base";
import type { Caller } from "@naru/dialect";

/**
 * The name of a caller's instance, in IBM's form of ten fields: one project is one instance. Field 3 is not `staging` and
 * field 6 is `us-east`, which the client looks for; the account is the organisation.
 */
export const crnOf = ({ organisationId, projectId }: Caller): string =>
  `crn:v1:naru:public:quantum-computing:us-east:a/${organisationId.replaceAll("-", "")}:${projectId}::`;

/** Throws ForbiddenError for an instance that is not the caller's. Null, for none named, is the caller's own. */
export function checkCrn(caller: Caller, crn: string | null): void {
  const own = crnOf(caller);
  if (crn === null || crn === "" || crn.trim() === own) return;
  throw new ForbiddenError(
    `This key does not belong to the instance that was named. It belongs to ${own}; name that, or none.`,
    { instance: own },
  );
}
