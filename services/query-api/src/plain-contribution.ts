import {
  contribution,
  type Contribution,
  type GroupingAttributes,
  type KpiName,
  type Told,
} from "@docket/service-levels";

/** A contribution of which only that is known which figures and their groups need. */
export const plain = (
  of: {
    readonly figure: KpiName;
    readonly ticketId: string;
    readonly customerId?: string | null;
    readonly attributes: GroupingAttributes;
  },
  told: Told,
): Contribution => {
  const { figure, ticketId, customerId = null, attributes } = of;
  return contribution({ figure, ticketId, externalId: null, customerId, attributes }, told);
};
