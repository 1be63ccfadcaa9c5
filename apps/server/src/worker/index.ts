/**
 * Runs jobs on threads beside the event loop. It promises that a request is never held up by a simulation, that a job
 * told to stop has stopped soon after, that a thread's death fails only the job it was at, and that a service that stops
 * loses nothing: what does not end in time waits again.
 */
export { type Estimator, openEstimator } from "./estimator.ts";
export { type JobWorker, largeBytes, startWorker, type WorkerOptions, type WorkerParts } from "./worker.ts";
