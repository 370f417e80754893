import type { z } from "zod";

/** What came over a border is not the receiver's to change; buffers are as they are. */
export type Received<T extends z.ZodType> = Unchangeable<z.output<T>>;

type Unchangeable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined | ArrayBufferView
    ? T
    : T extends readonly [] | readonly [unknown, ...unknown[]]
      ? { readonly [I in keyof T]: Unchangeable<T[I]> }
      : T extends readonly (infer E)[]
        ? readonly Unchangeable<E>[]
        : { readonly [K in keyof T]: Unchangeable<T[K]> };
