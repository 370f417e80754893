/**
 * Puts a text on the clipboard while a key or button is pressed. The page has no permission for the clipboard's own interface, and a
 * copy of what is selected needs none. False where it was not taken.
 */
export function copyText(text: string): boolean {
  let isTaken = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    isTaken = event.clipboardData !== null;
  };
  document.addEventListener("copy", give);
  document.execCommand("copy");
  document.removeEventListener("copy", give);
  return isTaken;
}
