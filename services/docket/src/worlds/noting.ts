import { openEmbedded, type EmbeddedWorld } from "./embedded.ts";

/** Opens a folder's world that notes for a person what it stops at, and what it makes anew. */
export const openNoting = (folder: string, note: (line: string) => void): Promise<EmbeddedWorld> =>
  openEmbedded(
    folder,
    ({ group, stream, revision, reason }) =>
      note(`parked in ${group}: ${stream} at revision ${revision} (${reason}); see docket retry`),
    ({ group, events }) => note(`${group}: of another version, made anew from ${events} events`),
  );
