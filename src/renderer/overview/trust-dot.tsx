import type { RangeVerdict } from "#domain/score";
import { formatShare, verdictTexts } from "#renderer/format";
import type { RowEvidence } from "./rows.ts";
import "./sparkline.css";

/** "80 % range too narrow: held 62 % of 96 past steps". */
export function trustText({ verdict, coverage, steps }: RowEvidence): string {
  return `80\u00A0% range ${verdictTexts[verdict]}: held ${formatShare(coverage)} of ${steps} past steps`;
}

/** The colour of the badge beside the chart, with another shape where the range was wrong: colours alone say nothing to some. */
export function TrustDot({ evidence }: { readonly evidence: RowEvidence | null }) {
  const verdict: RangeVerdict | "none" = evidence?.verdict ?? "none";
  return (
    <span className="trust-dot" data-verdict={verdict} title={evidence === null ? undefined : trustText(evidence)}>
      {evidence === null ? null : <span className="visually-hidden">{trustText(evidence)}</span>}
    </span>
  );
}
