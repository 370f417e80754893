/** Ids of requests to workers. */

let lastId = 0;

/** Unique in this process, for every worker: density answers batches and requests under the same kind of id. */
export function nextRequestId(): number {
  lastId += 1;
  return lastId;
}
