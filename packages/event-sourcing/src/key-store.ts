import type { Subject } from "./brands.ts";

/** 32 random bytes that protect the personal fields of one subject. */
export type SubjectKey = Uint8Array;

/** What a key store holds of one subject: for taking it to another store. */
export interface KeptSubject {
  readonly subject: Subject;
  /** `null` for a subject that has none yet. */
  readonly key: SubjectKey | "erased" | null;
  /** One of the subjects that are this person: the same for all of them. */
  readonly person: Subject;
}

/**
 * The keys of personal data, kept and backed up apart from the events. Destroying a key erases what it protected:
 * history, measures and proofs stay whole, with marked blanks.
 */
export interface KeyStore {
  /**
   * The subject's key, made durable before it is returned; `"erased"` for ever after an erasure of it or of a subject
   * linked to it. A store that has it at hand lets nobody wait.
   */
  obtain(subject: Subject): SubjectKey | "erased" | Promise<SubjectKey | "erased">;
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
  /** Everything held of the subjects after `after`, in the order of their names. */
  kept(after: Subject | null, limit: number): Promise<readonly KeptSubject[]>;
  /**
   * Takes over keys that another store made, durable before it returns. A subject that is erased here stays so, and one that
   * has a key here keeps it: those whose key is another one are returned. Idempotent.
   */
  adopt(keys: ReadonlyMap<Subject, SubjectKey>): Promise<readonly Subject[]>;
  close(): Promise<void>;
}
