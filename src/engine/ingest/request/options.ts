// The domain's own door has these; their old names here go once everything asks there.
export type { Aggregation, DateOrder, DuplicatePolicy, IngestOptions } from "#domain/dataset";
