/** Lives go side by side, the steps of one after another: as many in flight as there are lives at a time. */
export async function inFlight(
  lives: number,
  atOnce: number,
  live: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < lives) await live(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, lives) }, lane));
}
