import {
  isRefusalCode,
  refusal,
  type OrRefusal,
  type Refusal,
  type RefusalCode,
} from "@docket/schemas";

/** A verb that cannot go on, for a reason of the catalogue: shown as such, never as a stack trace. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(why: Refusal) {
    super(why.message);
    this.refusal = why;
  }
}

export function refuse(
  code: RefusalCode,
  detail?: string,
  particulars?: Omit<Refusal, "code" | "message">,
): never {
  throw new Refused(refusal(code, detail, particulars));
}

/** The value, or the refusal thrown. */
export function found<Value>(answer: OrRefusal<Value>): Value {
  if (!answer.ok) throw new Refused(answer.refusal);
  return answer.value;
}

/** The code that an error of an adapter or of the system carries. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

/** What an adapter or the system says, in the words of the catalogue; anything else is a defect and stays one. */
export function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refused) return error.refusal;
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return undefined;
  if (isRefusalCode(code)) return refusal(code, error.message);
  return systemRefusal(code, error.message);
}

/** What the catalogue does not know is a defect: the process ends, and the next one goes on from the checkpoint. */
export function endOnDefect(cause: unknown): void {
  if (asRefusal(cause) !== undefined) return;
  setImmediate(() => {
    throw cause;
  });
}

function systemRefusal(code: string, message: string): Refusal | undefined {
  switch (code) {
    case "STORE_MISSING":
    case "ENOENT":
      return refusal("NOT_FOUND", message);
    case "STORE_BUSY":
    case "STORE_FAILED":
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return refusal("STORE_UNAVAILABLE", message);
    case "STORE_NEWER":
      return refusal("USAGE", message);
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "EIO":
      return refusal("FILE_NOT_ACCESSIBLE", message);
    case "EISDIR":
    case "ENOTDIR":
    case "EEXIST":
    case "ENAMETOOLONG":
    case "ELOOP":
    case "ENXIO":
    case "EADDRINUSE":
      return refusal("USAGE", message);
    default:
      return undefined;
  }
}
