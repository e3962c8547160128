import type { CustomerCommand, Tier } from "@docket/schemas";

export type DataOf<Type extends CustomerCommand["type"]> = Extract<
  CustomerCommand,
  { type: Type }
>["data"];
export type CustomerIdentity = DataOf<"addIdentity">;
export type Preferences = DataOf<"changePreferences">;

interface Known {
  readonly name: string | null;
  readonly identities: readonly CustomerIdentity[];
  readonly tier: Tier;
  readonly preferences: Preferences;
}

export interface Registered extends Known {
  readonly status: "registered";
}

/** By what was known of them the customer is found whom they were merged into; their no to surveys stays one. */
export interface Merged extends Known {
  readonly status: "merged";
  readonly into: string;
}

/** A person or firm that turns to the desk (D16). */
export type CustomerState =
  | { readonly status: "unknown" }
  | Registered
  | Merged
  | { readonly status: "erased" };

export const isKnown = (state: CustomerState): state is Registered | Merged =>
  state.status === "registered" || state.status === "merged";

/** May this customer's tickets be surveyed? They are unless the customer said no, before a merge too. */
export const wantsSurveys = (state: CustomerState): boolean =>
  !isKnown(state) || state.preferences.surveys !== false;

/** Identities compare exactly: whoever takes them in has normalised them, or meant the difference. */
export const isSame = (one: CustomerIdentity, other: CustomerIdentity): boolean =>
  one.kind === other.kind && one.value === other.value;
