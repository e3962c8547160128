/** When the same request can succeed: never as it is, the same again at once, or later when something has changed. */
export type Retry = "never" | "same" | "later";

/** What the catalogue says of a code. */
export interface Entry {
  /** The status of the HTTP answer. */
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
  readonly retry: Retry;
}

export const entry = (
  status: number,
  title: string,
  text: string,
  remedy: string,
  retry: Retry = "never",
) => ({ status, title, text, remedy, retry }) satisfies Entry;
