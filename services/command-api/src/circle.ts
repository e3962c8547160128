/**
 * Whoever was merged into each other at once: from the first along `next` until it comes again. Empty when it does not: the way
 * ends, or leads into a circle of others.
 */
export async function circleOf(
  first: string,
  next: (id: string) => Promise<string | null>,
): Promise<readonly string[]> {
  const passed = new Set<string>();
  let at: string | null = first;
  while (at !== null && !passed.has(at)) {
    passed.add(at);
    at = await next(at);
  }
  return at === first ? [...passed] : [];
}
