/** Resolutions that cite an article / resolutions (D17). */
export const articleCoverageDefinition = { name: "articleCoverage", version: 2 };

/** Citations whose ticket was not reopened within 7 days / citations whose 7 days have passed (D17). */
export const articleSolvedDefinition = { name: "articleSolved", version: 2 };
