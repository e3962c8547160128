import { z } from "zod";
import { personal } from "./personal.ts";
import { text } from "./primitives.ts";

const field = text(500);
/** A field for which there is no information says so (D4); a blank is refused. */
export const NO_INFORMATION = ["N/A", "Unknown"] as const;

/**
 * The complaint report form (D4). Each field holds information, `N/A` or `Unknown`; the form may be filled in steps
 * and is complete when no field is missing.
 */
export const complaintForm = z.strictObject({
  complainantName: personal(field),
  complainantContact: personal(field),
  receivedBy: field,
  product: field,
  lotOrSerialNumber: field,
  purchaseDate: field,
  occurrence: personal(text(4_000)),
  expectation: personal(text(2_000)),
  immediateAction: personal(text(2_000)),
  injuryOrSafetyRisk: personal(field),
  sampleAvailable: field,
});
export type ComplaintForm = z.infer<typeof complaintForm>;
export const complaintFormPart = complaintForm
  .partial()
  .refine((form) => Object.keys(form).length > 0, "must fill at least one field")
  .meta({ minProperties: 1 });
export const complaintFormFields = complaintForm.keyof().options;
