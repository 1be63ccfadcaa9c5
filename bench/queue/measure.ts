import type { BenchJob, Contender, FullContender, Taken } from "./contender.ts";
import type { Ground } from "./ground.ts";

/** Jobs per second through enqueue, claim and complete, `size` at a time, one after the other. */
export async function cycleRate(ground: Ground, contender: Contender, size: number, cycles: number): Promise<number> {
  const jobs = await ground.makeJobs(size * cycles);
  const from = performance.now();
  for (let done = 0; done < jobs.length; done += size) {
    const batch = jobs.slice(done, done + size);
    await contender.enqueue(batch);
    await (await claimed(contender, size)).complete();
  }
  return jobs.length / secondsSince(from);
}

/** Claims per second, one job each, while as many jobs wait as `jobs` are: what was claimed is queued again, untimed. */
export async function claimRate(
  contender: FullContender,
  jobs: ReadonlyMap<string, BenchJob>,
  claims: number,
): Promise<number> {
  let seconds = 0;
  for (let claim = 0; claim < claims; claim++) {
    const from = performance.now();
    const taken = await claimed(contender, 1);
    seconds += secondsSince(from);
    await taken.complete();
    await contender.enqueue(taken.jobIds.map((id) => jobs.get(id)).filter((job) => job !== undefined));
  }
  return claims / seconds;
}

/** Milliseconds from the moment a job is sent until a worker that slept has it, one figure for each job. */
export async function wakeTimesMs(ground: Ground, contender: FullContender, count: number): Promise<number[]> {
  await contender.fill([]);
  let arrived = Promise.withResolvers<void>();
  const stop = await contender.watch(() => arrived.resolve());
  const times: number[] = [];
  for (const job of await ground.makeJobs(count)) {
    // Long enough that the worker is asleep again, short enough that its regular look does not meet the job.
    await new Promise((resolve) => setTimeout(resolve, 100));
    arrived = Promise.withResolvers();
    const from = performance.now();
    await contender.enqueue([job]);
    await arrived.promise;
    times.push(performance.now() - from);
  }
  await stop();
  return times;
}

/** A claim that found fewer jobs than wait would be quick and worthless. */
async function claimed(contender: Contender, size: number): Promise<Taken> {
  const taken = await contender.claim(size);
  if (taken.jobIds.length !== size)
    throw new Error(`${contender.name} handed out ${taken.jobIds.length} jobs where ${size} waited`);
  return taken;
}

const secondsSince = (from: number): number => (performance.now() - from) / 1000;
