/**
 * What analysts may read beside reports, where read models stand in a database of their own: tables, each with the columns
 * that are kept from them because they are personal or lead to a person. Customers' identities are not shown at all.
 */
export const analystTables: { readonly [table: string]: readonly string[] } = {
  tickets: ["subject", "subjectOf"],
  timelines: [],
  customers: ["name"],
  customer_tickets: [],
  articles: [],
  article_uses: [],
  facts: [],
  clocks: [],
  alarms: [],
  breaches: [],
  backlog: [],
  cohorts: [],
  judged_by_policy: [],
  followed_contacts: [],
  survey_results: [],
  handling_sessions: [],
  handling_months: [],
  kpi_days: [],
  kpi_hours: [],
  kpi_months: [],
};
