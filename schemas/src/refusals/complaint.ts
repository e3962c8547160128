import { entry, type Entry } from "./entry.ts";

export const complaint = {
  NOT_A_COMPLAINT: entry(
    409,
    "Not a complaint",
    "The ticket is an inquiry.",
    "Reclassify it first.",
  ),
  COMPLAINT_NOT_REGISTERED: entry(
    409,
    "Complaint not registered",
    "The complaint has not been registered.",
    "Register it first.",
  ),
  COMPLAINT_REGISTERED: entry(
    409,
    "Complaint registered",
    "The complaint is registered already.",
    "Fill further fields with fillComplaintForm.",
  ),
  FORM_INCOMPLETE: entry(
    409,
    "Form incomplete",
    "The complaint form lacks the fields in `allowed`.",
    "Fill them with information, `N/A` or `Unknown`.",
  ),
  FIRST_ATTEMPT_MISSING: entry(
    409,
    "First attempt missing",
    "Nobody has tried to solve the complaint by e-mail, chat or phone.",
    "Record an attempt first.",
  ),
  REVIEW_PENDING: entry(
    409,
    "Review pending",
    "Upper management has yet to review the findings.",
    "Complete the review first.",
    "later",
  ),
  VERIFICATION_PENDING: entry(
    409,
    "Verification pending",
    "The corrective action has not been verified.",
    "Verify that it worked first; in `allowed` are the commands that go on, or the outcomes to close it with.",
    "later",
  ),
  LEGAL_HOLD: entry(
    409,
    "Legal hold",
    "A ticket of this customer is under legal hold.",
    "Release the hold first.",
    "later",
  ),
  NO_LEGAL_HOLD: entry(
    409,
    "No legal hold",
    "The ticket is under no legal hold.",
    "Nothing needs to be released.",
  ),
  RETENTION_SHORTENED: entry(
    409,
    "Retention shortened",
    "A retention period can only be extended.",
    "Name a later instant.",
  ),
} as const satisfies Record<string, Entry>;
