/** The titles under "Related News", whole or cut by dots. */
import { titleKey, withoutDots } from '../../lib/title-key.ts'
import { readLateLabels, webAddress } from './labelled.ts'
import { isRelatedHeading } from './layout.ts'
import { collapse, type Line, trimEdges } from './lines.ts'
import { type Draft, note, noteUnrecognized, type RelatedTitle } from './page.ts'

const BULLETS = '·•●○■□◆◇★☆▪▸►»›*-–—'
const LONGEST_TITLE = 300

/**
 * Reads a line under "Related News": a heading, a late editor's or source line, or a title (bullets dropped, at most 300
 * characters). `base` makes the links of HTML pages absolute.
 */
export function readRelatedLine(
  draft: Draft,
  line: Line,
  context: { timeZone: string; base: string | undefined },
): void {
  const title = trimEdges(collapse(line.text), BULLETS)
  if (isRelatedHeading(line)) note(draft, 'section', collapse(line.text), at(line), 'related-news-heading')
  else if (readLateLabels(draft, line, context.timeZone)) return
  else if (title.length > LONGEST_TITLE || withoutDots(title) === '') {
    noteUnrecognized(draft, collapse(line.text), at(line))
  } else addTitle(draft, line, title, context.base)
}

function addTitle(draft: Draft, line: Line, title: string, base: string | undefined): void {
  const prefix = withoutDots(title)
  const cut = prefix !== title
  draft.page.relatedNews.push({ title, prefix, cut, ...linked(line, prefix, cut, base) })
  note(draft, 'relatedNews', title, at(line), cut ? 'related-line-cut' : 'related-line')
}

const at = (line: Line) => ({ raw: line.raw, line: line.number })

/** What the line's link adds: its address, and the `title` attribute where that is the whole of a cut title. */
function linked(
  line: Line,
  prefix: string,
  cut: boolean,
  base: string | undefined,
): Pick<RelatedTitle, 'url' | 'fullTitle'> {
  const link = line.links?.find(({ text }) => collapse(text) !== '') ?? line.links?.[0]
  if (link === undefined) return {}
  const url = link.href.trim() === '' || link.href.startsWith('#') ? undefined : webAddress(link.href, base)
  const title = collapse(link.title)
  const completes = cut && withoutDots(title) === title && titleKey(title).startsWith(titleKey(prefix))
  return { ...(url === undefined ? {} : { url }), ...(completes ? { fullTitle: title } : {}) }
}
