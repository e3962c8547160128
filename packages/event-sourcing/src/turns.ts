/** One piece of work at a time, in the order asked for. */
export function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  };
}

/** The same under each name by itself. */
export function createNamedTurns(): <Result>(
  name: string,
  work: () => Promise<Result>,
) => Promise<Result> {
  const named = new Map<string, ReturnType<typeof createTurns>>();
  return (name, work) => {
    const inTurn = named.get(name) ?? createTurns();
    named.set(name, inTurn);
    return inTurn(work);
  };
}
