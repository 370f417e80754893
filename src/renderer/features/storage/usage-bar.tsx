import { Meter } from "react-aria-components";
import { formatBytes } from "#renderer/format";

export interface UsagePart {
  readonly name: string;
  readonly bytes: number;
  readonly detail: string;
}

export interface UsageBarProps {
  readonly label: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly parts: readonly UsagePart[];
}

/** How much of a budget is used, and by what. */
export function UsageBar({ label, bytes, maxBytes, parts }: UsageBarProps) {
  const text = `${formatBytes(bytes)} of ${formatBytes(maxBytes)}`;
  const shares = parts.length === 0 ? [{ name: label, bytes }] : parts;
  return (
    <Meter
      className="usage"
      aria-label={label}
      value={Math.min(bytes, maxBytes)}
      maxValue={Math.max(1, maxBytes)}
      valueLabel={text}
    >
      <p className="usage-text">{text}</p>
      <div className="usage-track">
        {shares.map((part) => (
          <span
            key={part.name}
            className="usage-part"
            style={{ width: `${(100 * part.bytes) / Math.max(1, maxBytes)}%` }}
          />
        ))}
      </div>
      {parts.length === 0 ? null : (
        <ul className="usage-parts">
          {parts.map((part) => (
            <li key={part.name} className="usage-key">
              <span className="usage-swatch" aria-hidden />
              {part.name} <span className="usage-amount">{formatBytes(part.bytes)}</span>
              <span className="usage-detail">{part.detail}</span>
            </li>
          ))}
        </ul>
      )}
    </Meter>
  );
}
