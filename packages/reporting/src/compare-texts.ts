/** By UTF-16 code units: the same everywhere, whatever language the machine speaks. */
export const compareTexts = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};
