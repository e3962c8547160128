import type { Subject } from "./brands.ts";

/** 32 random bytes that protect the personal fields of one subject. */
export type SubjectKey = Uint8Array;

/**
 * The keys of personal data, kept and backed up apart from the events. Destroying a key erases what it protected:
 * history, measures and proofs stay whole, with marked blanks.
 */
export interface KeyStore {
  /** The subject's key, made durable before it is returned; `"erased"` for ever after an erasure of it or of a subject linked to it. */
  obtain(subject: Subject): Promise<SubjectKey | "erased">;
  /** The keys that exist, for reading; an absent or erased subject is missing from the answer. */
  read(subjects: readonly Subject[]): Promise<ReadonlyMap<Subject, SubjectKey>>;
  /** From now on both are one person (transitive): erasing either erases both. Linking to an erased subject erases the other. Idempotent. */
  link(one: Subject, other: Subject): Promise<void>;
  /** The subject itself and all that are linked to it. */
  linked(subject: Subject): Promise<readonly Subject[]>;
  /** Destroys the keys of the subject and of all linked to it, beyond recovery from the store's own files; returns them all. Idempotent. */
  erase(subject: Subject): Promise<readonly Subject[]>;
  /** Every subject ever erased: a restored copy applies these again. */
  erased(): Promise<readonly Subject[]>;
  close(): Promise<void>;
}
