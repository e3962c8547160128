/** One thing that a role needs, and how it is. */
export interface Part {
  readonly name: string;
  readonly ok: boolean;
  /** Figures and words for whoever looks into it. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface Health {
  readonly ok: boolean;
  readonly parts: readonly Part[];
}

/** Looks at every part; one that cannot tell is not well. */
export async function examine(parts: readonly (() => Promise<Part>)[]): Promise<Health> {
  const looked = await Promise.all(parts.map((look) => look()));
  return { ok: looked.every(({ ok }) => ok), parts: looked };
}
