/** The rule of a policy in which a schema found something, by its name as far as one can be read; undefined elsewhere. */
export function ruleOfIssue(input: unknown, path: readonly PropertyKey[]): string | undefined {
  const place = path.indexOf("rules") + 1;
  const number = path[place];
  if (place === 0 || typeof number !== "number") return undefined;
  const rule = path.slice(0, place + 1).reduce(childOf, input);
  const name = childOf(rule, "name");
  return typeof name === "string" ? name.slice(0, 120).toWellFormed() : `number ${number + 1}`;
}

function childOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
