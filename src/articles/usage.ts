/** The verdict on what a reader may do with an article: docs/usage.md has the truth table, its test the same one. */
import type { Usage, UsageReason } from '../lib/usage-schema.ts'
import type { Right } from '../lib/viewer.ts'
import type { SourceDocument } from '../sources/index.ts'
import type { ReadArticle } from './live-article.ts'

/** Whether a right of syndication allows republication, and why. */
const verdicts: Record<Right, (agreement: boolean) => [boolean, UsageReason]> = {
  open: () => [true, 'open'],
  licensed: (agreement) => [agreement, agreement ? 'agreement' : 'needs-agreement'],
  none: () => [false, 'not-syndicated'],
  unknown: () => [false, 'rights-unknown'],
}

/** The earlier of two instants, either of which may be missing. */
const earlier = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b < a) ? b : a)

/**
 * What a reader may do with a live article: by its own rights, else its source’s, and by whether an agreement covers
 * what is licensed.
 */
export function usageOf(
  article: Pick<ReadArticle, 'document' | 'expiresAt' | 'rightsEndAt'>,
  source: Pick<SourceDocument, 'rights'>,
  agreement: boolean,
): Usage {
  const { expiresAt, rightsEndAt } = article
  const own = article.document.rights
  const rights = own ?? source.rights
  const haveEnded = own?.endsAt != null && rightsEndAt === null
  const [allowed, reason] = haveEnded
    ? ([false, 'rights-ended'] as const)
    : verdicts[rights?.syndication ?? 'unknown'](agreement)
  const until = earlier(expiresAt, rightsEndAt)
  return {
    allowed,
    until,
    mustCredit: rights?.mustCredit ?? true,
    mustLinkBack: rights?.mustLinkBack ?? false,
    mayEdit: rights?.mayEdit ?? false,
    copyrightNotice: rights?.copyrightNotice ?? null,
    usageTerms: rights?.usageTerms ?? null,
    licence: rights?.licence ?? null,
    reasons: [
      reason,
      ...(until !== null && until === expiresAt ? (['expires'] as const) : []),
      ...(until !== null && until === rightsEndAt ? (['rights-end'] as const) : []),
    ],
  }
}
