import { NO_ATTRIBUTES } from "@docket/reporting";
import {
  contribution,
  type Contribution,
  type Given,
  type GroupingAttributes,
} from "@docket/service-levels";

/** A contribution of which only that is known which figures and their groups need. */
export const plain = (
  given: Omit<Given, "externalId" | "customerId" | "attributes">,
  attributes: Partial<GroupingAttributes>,
): Contribution =>
  contribution({
    externalId: null,
    customerId: null,
    ...given,
    attributes: { ...NO_ATTRIBUTES, ...attributes },
  });

export const compareTexts = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};
