import { codeOf } from "../refused.ts";

/** One thing that a role needs, and how it is. */
export interface Part {
  readonly name: string;
  readonly ok: boolean;
  readonly facts: Facts;
}
/** Figures and words for whoever looks into it. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export interface Health {
  readonly ok: boolean;
  readonly parts: readonly Part[];
}

/** A part that can be looked at. */
export interface Watched {
  readonly name: string;
  readonly look: () => Promise<Omit<Part, "name">>;
}

/** Codes of connections that were lost, which come back; anything else is a defect. */
const LOST = new Set(["STORE_UNAVAILABLE", "STORE_BUSY", "UNAVAILABLE"]);
export const isLost = (error: unknown): boolean => LOST.has(codeOf(error) ?? "");

/** Who looks must not wait as long as a server may be silent. */
const LOOK_MS = 5_000;

/** Looks at every part; one that cannot tell is not well. */
export async function examine(watched: readonly Watched[]): Promise<Health> {
  const parts = await Promise.all(
    watched.map(async ({ name, look }): Promise<Part> => {
      const seen = await lookedUp(look);
      return { name, ...(seen ?? { ok: false, facts: {} }) };
    }),
  );
  return { ok: parts.every(({ ok }) => ok), parts };
}

/**
 * A server as a part: it is asked now, since what the last call met, if there was one, says little.
 * @param told how it was until now; whether it answers is found out
 */
export const serverPart = (
  name: string,
  ask: () => Promise<unknown>,
  told: () => { readonly connected: boolean } & Facts,
): Watched => ({
  name,
  async look() {
    const ok = (await lookedUp(ask)) !== undefined;
    const { connected: _before, ...facts } = told();
    return { ok, facts };
  },
});

/** What a look gives; undefined when a server that it asks does not answer, or not soon. */
export function lookedUp<Value>(look: () => Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => resolve(undefined), LOOK_MS);
    look()
      .then(resolve, (error: unknown) => (isLost(error) ? resolve(undefined) : reject(error)))
      .finally(() => clearTimeout(late));
  });
}
