/**
 * News between the parts and processes of one service: something was queued, a job is to stop, a job changed. It
 * promises speed and nothing else: an event may be lost, so whoever acts on one also looks into the database now and then.
 */
export { type Bus, type LiveEvent, openBus } from "./bus.ts";
export { type Finals, openFinals } from "./finals.ts";
