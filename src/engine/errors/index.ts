export * from "#domain/errors";
export type { AppError as PlainError } from "#domain/errors";
