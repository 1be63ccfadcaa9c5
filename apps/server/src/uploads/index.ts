/**
 * Large files that users bring in parts before the orders that name them. It promises that a part which was answered is on
 * the disk, that a complete upload has exactly the bytes whose checksums its owner gave, that nobody sees one of another
 * project, and that what is not used goes by itself. Any of several servers takes any part.
 */
export { namedParts } from "./store.ts";
export { openUploads, type StoredModel, type UploadObjects, type UploadService } from "./uploads.ts";
