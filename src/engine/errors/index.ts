export * from "#domain/errors";
