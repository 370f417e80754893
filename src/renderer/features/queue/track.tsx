/** The bar of a progress bar. */
export function Track({ percentage }: { readonly percentage: number }) {
  return (
    <div className="progress-track">
      <div className="progress-fill" style={{ width: `${percentage}%` }} />
    </div>
  );
}
