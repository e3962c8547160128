import type { Role } from "../vocabulary.ts";

/** What the samples have in common: a maker of coffee machines, and a customer whose machine leaks. */
export const ticketId = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
export const otherTicketId = "01KJRR0V9E3PAKH5QS7XJ2B8MD";
export const customerId = "customer-20417";
export const articleId = "descale-and-reseal";
export const morning = "2026-03-02T09:15:00.000Z";
export const nextWeek = "2026-03-09T16:00:00.000Z";

export const articles = [{ articleId, version: 3 }];
export const refund = {
  redressId: "redress-1",
  redressType: "refund" as const,
  value: { amount: 4_990, currency: "EUR" },
};
export const form = {
  complainantName: "Marta Lindqvist",
  complainantContact: "marta.lindqvist@example.com",
  receivedBy: "lena.brandt",
  product: "Aroma 200",
  lotOrSerialNumber: "AR2-118-40273",
  purchaseDate: "2025-11-28",
  occurrence: "Hot water runs out beneath the machine about a minute after it is switched on.",
  expectation: "A repair at no cost, or her money back.",
  immediateAction: "Asked her to unplug the machine and not to use it again.",
  injuryOrSafetyRisk: "Nobody was hurt; the water was near the socket.",
  sampleAvailable: "Unknown",
};

/** Somebody in each role. */
export const staff: Readonly<Record<Role, string>> = {
  representative: "lena.brandt",
  specialist: "tomas.novak",
  manager: "ines.ferreira",
  qualityAssurance: "yusuf.demir",
  documentControl: "clara.holm",
  analyst: "paul.okafor",
  auditor: "ruth.meyer",
  integration: "web-shop",
  administrator: "sam.kovacs",
};
