/** What a question consists of. A field that is undefined says the same as one that is not there. */
export type QueryPart =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly QueryPart[]
  | { readonly [name: string]: QueryPart };

export interface Query {
  /** Such as `coverage`: what is asked. */
  readonly kind: string;
  /** The dataset that the answer is about; with it the answer goes. */
  readonly dataset: string;
  /** Everything else that the answer depends on: forecast column, levels, settings, version of the computation. */
  readonly about: { readonly [name: string]: QueryPart };
}

/** Changes when the same question means something else to this version than to the one before. */
const queryVersion = 1;

/** One text per question: the order of fields, fields that are undefined and the sign of zero make no difference. */
export function queryKey({ kind, dataset, about }: Query): string {
  return JSON.stringify([queryVersion, kind, dataset, canonical(about)]);
}

function canonical(part: QueryPart): unknown {
  if (typeof part === "number") {
    // JSON would write all of them as null, and then they would be one question.
    if (!Number.isFinite(part)) throw new RangeError(`${part} can't be part of a query`);
    return part;
  }
  if (part === null || part === undefined || typeof part !== "object") return part ?? null;
  if (isList(part)) return part.map(canonical);
  // As pairs, because an object's own order depends on how its names look.
  const fields = Object.entries(part).filter(([, value]) => value !== undefined);
  return { fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, canonical(value)]) };
}

function isList(part: QueryPart): part is readonly QueryPart[] {
  return Array.isArray(part);
}
