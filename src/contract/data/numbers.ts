import { z } from "zod";

// Typed without the buffer's kind: numbers that come from a worker may lie in any, and zod would infer ArrayBuffer only.
export const float32: z.ZodType<Float32Array> = z.instanceof(Float32Array);
export const float64: z.ZodType<Float64Array> = z.instanceof(Float64Array);
export const uint8: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
export const uint16: z.ZodType<Uint16Array> = z.instanceof(Uint16Array);
