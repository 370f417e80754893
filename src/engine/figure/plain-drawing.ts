/** Elements that the drawings of this room are made of: none of them loads, runs or holds anything else. */
const elements: ReadonlySet<string> = new Set([
  ...["svg", "title", "desc", "defs", "g", "rect", "line", "path", "circle", "text", "tspan", "clipPath"],
]);

/**
 * Whether an SVG is a drawing and nothing more. Whoever draws one that came from elsewhere asks first: a picture may name files
 * and addresses, and a page may be hidden in it.
 */
export function isPlainDrawing(svg: string): boolean {
  if (!/^<svg[\s>]/.test(svg) || /<[!?]|&(?!(?:amp|lt|gt|quot|#\d+);)/.test(svg)) return false;
  for (const [, name = ""] of svg.matchAll(/<\/?([^\s/>]*)/g)) if (!elements.has(name)) return false;
  const attributes = svg.replaceAll(/>[^<]*</g, "><");
  if (/\s(?:on[a-z]+|style|(?:[\w-]+:)?href)\s*=/i.test(attributes)) return false;
  return [...attributes.matchAll(/url\(\s*(.)/gi)].every(([, first]) => first === "#");
}
