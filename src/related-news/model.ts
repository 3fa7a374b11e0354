/** Pure rules of related news. */
import { invalidField } from '../http/problems.ts'
import { titleKey, withoutDots } from '../lib/title-key.ts'
import type { LinkInput, LinkKind } from './schema.ts'

/** A link as it is stored, but for its article and position. */
export interface Link {
  kind: LinkKind
  targetId: string | null
  url: string | null
  title: string | null
  unresolvedKey: string | null
}

/** The key by which a printed title finds its article. */
export const unresolvedKeyOf = (title: string): string => titleKey(withoutDots(title))

/** An input as a link. Raises invalid-body when it is neither an article, nor a title and URL, nor a title alone. */
export function linkOf(input: LinkInput, kind: LinkKind, pointer: string): Link {
  const { article, title = null, url = null } = input
  if (article !== undefined) {
    if (title !== null || url !== null)
      throw invalidField(pointer, 'must have either article, or title and url, or title alone')
    return { kind, targetId: article, url: null, title: null, unresolvedKey: null }
  }
  if (title === null)
    throw invalidField(`${pointer}/title`, 'is missing: give article, or title and url, or title alone')
  const unresolvedKey = unresolvedKeyOf(title)
  // A link of an imported page becomes one to the article itself as soon as that is here.
  if (url !== null)
    return { kind, targetId: null, url, title, unresolvedKey: kind === 'imported' ? unresolvedKey || null : null }
  if (unresolvedKey === '') throw invalidField(`${pointer}/title`, 'must have at least one letter or digit')
  return { kind, targetId: null, url: null, title, unresolvedKey }
}

const identityOf = (link: Link): string => link.targetId ?? link.url ?? `title:${link.unresolvedKey}`

/** Refuses links of an article to itself, and the same link twice. Raises invalid-body. */
export function refuseRepeats(links: Link[], articleId: string): void {
  const seen = new Set<string>()
  for (const [index, link] of links.entries()) {
    if (link.targetId === articleId) throw invalidField(`/data/${index}/article`, 'must not be the article itself')
    const identity = identityOf(link)
    if (seen.has(identity)) throw invalidField(`/data/${index}`, 'is in the list already')
    seen.add(identity)
  }
}

/** Links that were there before keep their kind: putting an imported list in another order makes it no editor's pick. */
export function keepKinds(links: Link[], before: Link[]): Link[] {
  const kinds = new Map(before.map((link) => [identityOf(link), link]))
  return links.map((link) => {
    const known = kinds.get(identityOf(link))
    return known
      ? { ...link, kind: known.kind, title: link.title ?? known.title, unresolvedKey: known.unresolvedKey }
      : link
  })
}

/** What two texts begin with, in whole characters. */
export function commonBeginning(a: string, b: string): string {
  let end = 0
  for (const character of a) {
    if (!b.startsWith(character, end)) break
    end += character.length
  }
  return a.slice(0, end)
}

/** A text without its last character. */
export const withoutLast = (text: string): string => Array.from(text).slice(0, -1).join('')
