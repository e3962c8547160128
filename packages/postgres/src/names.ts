/** SQL names, quoted. Values never stand in a statement. */

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const list = (names: readonly string[]): string => names.map(quoted).join(", ");

/**
 * The name of a schema or a role, as PostgreSQL takes it without quotes.
 * @throws RangeError for another
 */
export function plainName(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,49}$/.test(name)) return name;
  throw new RangeError(`${JSON.stringify(name)} is no name of small letters, digits and _.`);
}
