import { z } from "zod";
import { label } from "../primitives.ts";

/** A command was accepted and changed nothing: the trace by which its repetition is known. */
export const noEffect = z.strictObject({ command: label, reason: label });
