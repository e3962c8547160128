import type { ColumnType, Row } from "@docket/event-sourcing";
import type { GroupingAttributes } from "@docket/service-levels";

/** What tables of key figures are grouped by, as columns; null is not known. */
export type Dimensions = {
  readonly channel: string;
  readonly kind: string;
  readonly category: string | null;
  readonly priority: number | null;
  readonly team: string | null;
  readonly agent: string | null;
};

export const dimensionColumns = {
  channel: "text",
  kind: "text",
  category: "text",
  priority: "integer",
  team: "text",
  agent: "text",
} as const satisfies { readonly [Column in keyof Dimensions]: ColumnType };

export const dimensionNames = [
  "channel",
  "kind",
  "category",
  "priority",
  "team",
  "agent",
] as const satisfies readonly (keyof Dimensions)[];

export const dimensionsIn = ({
  channel,
  kind,
  category,
  priority,
  team,
  agent,
}: GroupingAttributes): Dimensions & Row => ({ channel, kind, category, priority, team, agent });

/** The attributes that a row with dimensions tells of; the others are not looked at. */
export const attributesOf = (row: Dimensions): GroupingAttributes => ({
  ...row,
  tier: null,
  language: null,
});
