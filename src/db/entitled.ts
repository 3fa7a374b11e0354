/** The condition that a reader may see a live article: it has the term of that reader's profile. */
import { type SQL, sql } from 'drizzle-orm'

/**
 * Whether the article with this ordinal has the term in the placeholder `viewer`. Readers who see everything need no
 * condition: every live article has their term.
 */
export const entitled = (ordinal: SQL): SQL =>
  sql`exists (select 1 from live_postings entitled where entitled.ordinal = ${ordinal} and entitled.term_id = (select id from live_terms where term = ${sql.placeholder('viewer')}))`

/** The id of a term; the reader's is that in the placeholder `viewer`. */
const termId = (term: SQL): SQL => sql`(select id from live_terms where term = ${term})`
const sizeOf = (term: SQL): SQL => sql`coalesce((select articles from live_terms where term = ${term}), 0)`

/** Asks something of the postings of a term that are the reader's, too: whichever has fewer articles is walked. */
function ofShared(term: SQL, ask: (postings: SQL) => SQL): SQL {
  const viewer = sql`${sql.placeholder('viewer')}`
  const walk = (one: SQL, other: SQL): SQL =>
    ask(
      sql`from live_postings walked where walked.term_id = ${termId(one)} and exists (select 1 from live_postings other where other.ordinal = walked.ordinal and other.term_id = ${termId(other)})`,
    )
  return sql`case when ${sizeOf(term)} <= ${sizeOf(viewer)} then ${walk(term, viewer)} else ${walk(viewer, term)} end`
}

/** How many of the live articles with a term (an expression) the reader may see. */
export const sharedArticles = (term: SQL): SQL => ofShared(term, (postings) => sql`(select count(*) ${postings})`)

/** Whether the reader may see a live article with a term (an expression). */
export const isNamed = (term: SQL): SQL => ofShared(term, (postings) => sql`exists (select 1 ${postings})`)
