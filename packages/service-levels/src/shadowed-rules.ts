import { admits } from "./match-rule.ts";
import { attributes, closedValues, type Attribute, type Condition } from "./policy-document.ts";
import type { Patience } from "./patience.ts";

type Value = string | number | null;

/**
 * Whether each ticket that fits `later` fits one of `earlier` too, so that a rule behind them never matches. Tried value
 * by value, one attribute after the other. False as well when `patience` came to its end before.
 */
export const isShadowed = (
  later: Condition,
  earlier: readonly Condition[],
  patience: Patience,
  untried: readonly Attribute[] = attributes,
): boolean => {
  patience.left -= earlier.length;
  if (earlier.length === 0 || patience.left < 0) return false;
  // One that asks for nothing more takes all: without this the time grows with the power of the attributes.
  if (earlier.some((each) => untried.every((one) => each[one] === undefined))) return true;
  const [attribute, ...others] = untried;
  if (attribute === undefined) return true;
  return valuesToTry(later, earlier, attribute).every((value) =>
    isShadowed(
      later,
      earlier.filter((each) => admits(each[attribute], value)),
      patience,
      others,
    ),
  );
};

/** Only values that a rule names make a difference; null stands for all others, and for not known. */
const valuesToTry = (
  later: Condition,
  earlier: readonly Condition[],
  attribute: Attribute,
): readonly Value[] => {
  const named = earlier.flatMap((each): readonly Value[] => each[attribute] ?? []);
  if (named.length === 0) return [null];
  return later[attribute] ?? closedValues[attribute] ?? [null, ...new Set(named)];
};
