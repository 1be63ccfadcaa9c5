import { microcreditsPerCredit, NaruError } from "@naru/base";
import type { Book } from "./store.ts";

const owners: Readonly<Record<Book, string>> = {
  membership: "your share of the project",
  project: "the project",
  organisation: "the organisation",
};
const whoHelps: Readonly<Record<Book, string>> = {
  membership: "Ask the project's principal investigator for a larger share",
  project: "Ask for a supplement to the project's allocation",
  organisation: "Ask your organisation's administrator for credits",
};

/** A budget has no room for a job. */
export class InsufficientCreditError extends NaruError {
  constructor(details: { book: Book; accountId: string; neededMicrocredits: number; freeMicrocredits: number }) {
    const { book, neededMicrocredits, freeMicrocredits } = details;
    const credits = (microcredits: number) => microcredits / microcreditsPerCredit;
    super(
      "insufficient_credit",
      `This job needs ${credits(neededMicrocredits)} credits; ${owners[book]} has ${credits(freeMicrocredits)} free. ${whoHelps[book]}, or make the job smaller.`,
      details,
    );
  }
}
