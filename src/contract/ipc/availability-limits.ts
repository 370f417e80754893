/**
 * More than any screen has pixels, and what an answer with all its rows may reasonably hold. Apart from the schemas, which no
 * window loads before its first picture.
 */
export const maxBinsPerRange = 4096;
export const maxRowsPerRequest = 256;
