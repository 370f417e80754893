/** The mark: three nested fans that open from one point. */
export function BrandMark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg className="brand-mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path className="brand-outer" d="M4 20 L29 3 V30 Z" />
      <path className="brand-middle" d="M4 20 L29 8.5 V26.5 Z" />
      <path className="brand-inner" d="M4 20 L29 13.5 V22 Z" />
      <path className="brand-line" d="M4 20 L29 17.6" />
    </svg>
  );
}
