/** Raw Electron channels, apart from the schemas so that the preload script stays free of them. Only the two wrappers use these. */
export const channels = {
  request: "fantail:request",
  cancel: "fantail:cancel",
  grant: "fantail:grant",
  event: "fantail:event",
} as const;
