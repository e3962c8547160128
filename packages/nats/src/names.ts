import { categoryOf, partitionOf, type StreamName } from "@docket/event-sourcing";

/** What one desk is called on its NATS servers. Several desks may share them. */
export interface DeskNames {
  /** The JetStream stream that carries the desk's events. */
  readonly stream: string;
  readonly events: string;
  /** Core NATS: up to which position everything is published. */
  readonly mark: string;
  /** Core NATS: the relay in office answers here. */
  readonly relay: string;
  readonly commands: string;
}

/** @param desk letters, digits and `-`, as a NATS stream may be called */
export const namesOf = (desk: string): DeskNames => ({
  stream: `${desk}-events`,
  events: `${desk}.events`,
  mark: `${desk}.mark`,
  relay: `${desk}.relay`,
  commands: `${desk}.v1.commands`,
});

/** `<desk>.events.<partition>.<category>`: one stream's events share a subject and therefore an order. */
export const subjectOf = (names: DeskNames, stream: StreamName): string =>
  `${names.events}.${partitionOf(stream)}.${tokenOf(categoryOf(stream))}`;

/** A category as one token of a subject. */
const tokenOf = (category: string): string => category.replaceAll(/[^A-Za-z0-9_]/g, "_") || "_";
