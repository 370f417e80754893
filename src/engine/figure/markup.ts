const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe for SVG and HTML, in elements and in quoted attributes. Control characters, which XML forbids, go. */
export function escapeMarkup(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .replace(/[&<>"']/g, (character) => entities[character] ?? character)
  );
}

/** One decimal is a tenth of a pixel: finer coordinates make the file longer and the picture no better. */
export function coordinate(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

/** Rough width of a text in Inter; enough for margins and legends, where a few pixels of slack do no harm. */
export function textWidth(text: string, size: number, weight = 400): number {
  let ems = 0;
  for (const character of text) {
    if (/[ .,:;'|!il1IjI\u00a0]/.test(character)) ems += 0.31;
    else if (/[mwMW%@]/.test(character)) ems += 0.88;
    else if (/[A-Z0-9\u2212\u2013]/.test(character)) ems += 0.64;
    else if (character > "\u2e80") ems += 1;
    else ems += 0.56;
  }
  return ems * size * (weight >= 600 ? 1.05 : 1);
}

/** Cuts a text that would not fit and says so with an ellipsis. */
export function fitText(text: string, size: number, available: number, weight = 400): string {
  if (textWidth(text, size, weight) <= available) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}\u2026`, size, weight) > available) characters.pop();
  return `${characters.join("").trimEnd()}\u2026`;
}
