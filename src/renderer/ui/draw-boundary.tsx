import { Component, createContext, type ReactNode } from "react";

/** What a part said when it stopped; null where it has not been drawn yet, because it could not be loaded. */
export const DrawError = createContext<string | null>(null);

interface DrawBoundaryProps {
  readonly children: ReactNode;
  /** In the part's place; `retry` draws it again. */
  readonly failed: (retry: () => void) => ReactNode;
}

/**
 * Holds what throws while it is drawn: without one React takes the whole window away. React itself writes to the console what was
 * thrown, and where.
 */
export class DrawBoundary extends Component<DrawBoundaryProps, { readonly message: string | null }> {
  static getDerivedStateFromError(error: unknown): { readonly message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override readonly state = { message: null };

  readonly #retry = (): void => this.setState({ message: null });

  override render(): ReactNode {
    const { children, failed } = this.props;
    const { message } = this.state;
    return message === null ? children : <DrawError value={message}>{failed(this.#retry)}</DrawError>;
  }
}
