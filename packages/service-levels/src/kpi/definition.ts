/** What a figure means; the version goes up when the same tickets would give another figure. */
export interface KpiDefinition {
  readonly name: string;
  readonly version: number;
}

/** A figure with the number of cases behind it; the value is null when there are none. */
export interface Figure<Value = number> {
  readonly definition: KpiDefinition;
  readonly n: number;
  readonly value: Value | null;
}

/** A share with its parts as counts, so that parts can be added up before dividing. */
export const shareFigure = (definition: KpiDefinition, part: number, n: number): Figure => ({
  definition,
  n,
  value: n === 0 ? null : part / n,
});
