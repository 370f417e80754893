/** A message and a checksum over `checkedOfMessage` of everything else in it. */
export type Sealed<T> = T extends { readonly id: number } ? T & { readonly checksum: string } : T;

/** Everything in a message: typed arrays as they are, the rest as text. */
export function checkedOfMessage(message: object): readonly (ArrayBufferView | string)[] {
  const arrays: ArrayBufferView[] = [];
  const text = JSON.stringify(message, (name, value: unknown) => {
    if (name === "checksum") return undefined;
    if (!ArrayBuffer.isView(value)) return value;
    arrays.push(value);
    return { array: arrays.length };
  });
  return [text, ...arrays];
}
