/** Opens the place that one check has to itself: empty at first, afterwards what was left there. */
export type Open<Port> = () => Promise<Port>;

/** One sentence of a port's contract. It throws where an adapter breaks it. */
export interface Check<Port> {
  readonly name: string;
  readonly check: (open: Open<Port>) => Promise<void>;
}

/** Runs a check and closes what it opened, whatever came of it. Closing twice must do no harm. */
export async function runCheck<Port extends { close(): Promise<void> }>(
  { check }: Check<Port>,
  open: Open<Port>,
): Promise<void> {
  const opened: Port[] = [];
  try {
    await check(async () => {
      const port = await open();
      opened.push(port);
      return port;
    });
  } finally {
    for (const port of opened) await port.close();
  }
}

/** Fails when a promise has not settled after two seconds, which only a hang takes. */
export async function settles<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  const { promise: hang, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} did not settle.`)), 2_000);
  try {
    return await Promise.race([promise, hang]);
  } finally {
    clearTimeout(timer);
  }
}
