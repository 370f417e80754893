/** Files that are bundled as their text. */
declare module "*?raw" {
  const text: string;
  export default text;
}
