import { Fragment, type ReactNode } from "react";
import { Button } from "react-aria-components";
import { type Block, type Line, lineText } from "./markdown.ts";
import { texts } from "./texts.ts";

export interface MarkdownViewProps {
  readonly blocks: readonly Block[];
  readonly onLink: (page: string) => void;
}

/** Blocks as elements of the page: texts are texts, whatever they contain. */
export function MarkdownView({ blocks, onLink }: MarkdownViewProps) {
  const inline = (line: Line): ReactNode =>
    line.map((part, index) => {
      const key = `${index}-${part.text}`;
      switch (part.kind) {
        case "bold":
          return <strong key={key}>{part.text}</strong>;
        case "emphasis":
          return <em key={key}>{part.text}</em>;
        case "code":
          return <code key={key}>{part.text}</code>;
        case "link":
          return (
            <Button key={key} className="handbook-link" onPress={() => onLink(part.target)}>
              {part.text}
            </Button>
          );
        case "text":
          return <Fragment key={key}>{part.text}</Fragment>;
      }
    });
  let heading = "";
  return blocks.map((block, index) => {
    const key = `${index}-${block.kind}`;
    switch (block.kind) {
      case "heading":
        heading = lineText(block.line);
        return block.level === 1 ? (
          <h3 key={key} className="handbook-title">
            {inline(block.line)}
          </h3>
        ) : (
          <h4 key={key} className="handbook-heading">
            {inline(block.line)}
          </h4>
        );
      case "paragraph":
        return <p key={key}>{inline(block.line)}</p>;
      case "code":
        return (
          <pre key={key} className="handbook-code" tabIndex={0}>
            <code>{block.text}</code>
          </pre>
        );
      case "list": {
        const items = block.items.map((item, at) => <li key={`${at}-${lineText(item)}`}>{inline(item)}</li>);
        return block.isOrdered ? (
          <ol key={key} className="handbook-list handbook-steps">
            {items}
          </ol>
        ) : (
          <ul key={key} className="handbook-list">
            {items}
          </ul>
        );
      }
      case "table":
        return (
          <table key={key} className="handbook-table" aria-label={texts.table(heading)}>
            <thead>
              <tr>
                {block.head.map((cell) => (
                  <th key={lineText(cell)} scope="col">
                    {inline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                <tr key={`${at}-${lineText(row[0] ?? [])}`}>
                  {row.map((cell, column) => (
                    <td key={`${column}-${lineText(cell)}`}>{inline(cell)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        );
    }
  });
}
