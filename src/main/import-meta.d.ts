/** Vite puts a constant in its place: true under `npm run dev`, false in a build. Run from source there is no such object. */
interface ImportMeta {
  readonly env?: { readonly DEV: boolean };
}
