import { TooLargeError } from "@naru/base";

/** Bytes of all compressed arrays of a job together, when they are unpacked. */
const maxArrayBytes = 64 * 1024 * 1024;
/** Numbers that are written out in lists, of a job. */
const maxListedNumbers = 4_000_000;
/** Work of so long is followed by a pause in which the server answers others. */
const workMs = 20;

/** What reading one job may still take, since every size in it is the sender's word. */
export class ReadBudget {
  #bytesLeft = maxArrayBytes;
  #numbersLeft = maxListedNumbers;
  #workedSince = performance.now();

  /** How many bytes may still be unpacked. */
  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  spendBytes(count: number): void {
    this.#bytesLeft -= count;
  }

  spendNumber(): void {
    if (--this.#numbersLeft < 0) {
      throw new TooLargeError(
        `The job has more than ${maxListedNumbers} numbers in lists. Send fewer at once, or as compressed arrays.`,
        { limit: maxListedNumbers },
      );
    }
  }

  /** Lets others have their turn, if this job was worked on for a while. */
  async pause(): Promise<void> {
    if (performance.now() - this.#workedSince < workMs) return;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    this.#workedSince = performance.now();
  }
}
