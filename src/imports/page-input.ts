/** From what a page says to an article's input. */
import type { Catalogue, CatalogueEntry } from '../catalogue/index.ts'
import type { Queries } from '../db/db.ts'
import { invalidField } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { escapeHtml } from '../lib/html.ts'
import { slugOf } from '../lib/slug.ts'
import { titleKey } from '../lib/title-key.ts'
import type { LinkInput } from '../related-news/index.ts'
import type { Page } from './page/index.ts'

/** A host as sources are found by it: pages print it with and without `www.`. */
const withoutWww = (text: string): string => text.replace(/^www\./i, '')

const looksLikeHost = (text: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text)

/** A source that is only known from a page: the page's own contact, licences and copyright line are taken as its. */
function sourceInput(printed: string, page: Page): Record<string, unknown> {
  return {
    name: printed,
    ...(looksLikeHost(printed) && { url: `https://${printed.toLowerCase()}/` }),
    language: page.language,
    contact: page.contact,
    licences: page.licences,
    ...(page.copyright !== null && { rights: { copyrightNotice: page.copyright } }),
    listed: false,
  }
}

const findSource = async (
  queries: Queries,
  catalogue: Catalogue,
  printed: string,
): Promise<CatalogueEntry | undefined> =>
  (await catalogue.store.findPrinted(queries, 'source', printed)) ??
  catalogue.store.findPrinted(queries, 'source', withoutWww(printed))

async function findOrCreateSource(
  queries: Queries,
  catalogue: Catalogue,
  page: Page,
  siteName: string,
  actor: Actor,
): Promise<CatalogueEntry> {
  const printed = page.source ?? page.closingSource ?? siteName
  return (
    (await findSource(queries, catalogue, printed)) ??
    catalogue.create(queries, 'source', sourceInput(printed, page), actor)
  )
}

async function findOrCreateEditor(
  queries: Queries,
  catalogue: Catalogue,
  name: string,
  actor: Actor,
): Promise<CatalogueEntry> {
  return (
    (await catalogue.store.findPrinted(queries, 'editor', name)) ??
    catalogue.create(queries, 'editor', { name, listed: false }, actor)
  )
}

async function findOrCreateTag(
  queries: Queries,
  catalogue: Catalogue,
  printed: string,
  language: string,
  actor: Actor,
): Promise<CatalogueEntry> {
  const slug = slugOf(printed)
  const known =
    (await catalogue.store.find(queries, 'tag', printed)) ??
    (slug === '' ? undefined : await catalogue.store.find(queries, 'tag', slug))
  return (
    known ??
    (await catalogue.store.findPrinted(queries, 'tag', printed)) ??
    catalogue.create(queries, 'tag', { labels: { [language]: printed }, listed: false }, actor)
  )
}

const absolute = (url: string, base: string): string => {
  if (!URL.canParse(url, base)) throw invalidField('/images', `has an address that cannot be read: ${url}`)
  return new URL(url, base).href
}

/** The closing line's source, where it is another than the head's. */
async function otherSource(
  queries: Queries,
  catalogue: Catalogue,
  page: Page,
  source: CatalogueEntry,
): Promise<string | null> {
  if (page.closingSource === null || page.source === null || page.closingSource === page.source) return null
  const closing = await findSource(queries, catalogue, page.closingSource)
  return closing?.id === source.id ? null : page.closingSource
}

/** The first of the page's translations that is here already, unless that is one of this very page. */
async function originalOf(page: Page, { articleAt, knownId }: Options): Promise<string | null> {
  for (const { url } of page.translations) {
    const found = await articleAt(url)
    if (found && found.language !== page.language && (knownId === undefined || found.translationOf !== knownId))
      return found.id
  }
  return null
}

interface Options {
  actor: Actor
  /** Relative image addresses are relative to it. */
  publicUrl: string
  siteName: string
  /** The article here, if any, whose page has this address. */
  articleAt: (url: string) => Promise<{ id: string; language: string; translationOf: string | null } | undefined>
  /** The page's own article, when it was imported before. */
  knownId: string | undefined
}

/** Makes the input of a page's article; sources, editors and tags that do not exist are created, unlisted. */
export async function inputOfPage(
  queries: Queries,
  catalogue: Catalogue,
  page: Page,
  options: Options,
): Promise<Record<string, unknown>> {
  const source = await findOrCreateSource(queries, catalogue, page, options.siteName, options.actor)
  const [editorName, ...coEditors] = page.editors
  const editor =
    editorName === undefined ? null : await findOrCreateEditor(queries, catalogue, editorName, options.actor)
  const tags: string[] = []
  for (const printed of page.tags)
    tags.push((await findOrCreateTag(queries, catalogue, printed, page.language, options.actor)).id)
  return {
    title: page.title,
    language: page.language,
    originalTitle: page.originalTitle,
    summary: page.summary,
    dateline: page.dateline,
    source: source.id,
    originalSource: await otherSource(queries, catalogue, page, source),
    originalUrl: page.url,
    editor: editor?.id ?? null,
    coEditors,
    authors: page.authors,
    tags: [...new Set(tags)],
    images: page.images.map((image) => ({
      ...image,
      url: absolute(image.url, options.publicUrl),
      width: null,
      height: null,
    })),
    translationOf: await originalOf(page, options),
    body: { blocks: page.paragraphs.map((text) => ({ type: 'paragraph', html: escapeHtml(text) })) },
  }
}

/** The links of a page: titles as printed, each once however it is written, with the address where the page had one. */
export function linksOfPage(page: Page): LinkInput[] {
  const links = page.relatedNews.map(({ title, fullTitle, url }) => ({
    title: fullTitle ?? title,
    ...(url !== undefined && { url }),
  }))
  return distinctLinks(links).filter((link) => linkKeyOf(link) !== '')
}

/** Links that lead to the same, or are titles that differ in nothing but how they are written and cut, are one. */
export const distinctLinks = (links: LinkInput[]): LinkInput[] =>
  [...Map.groupBy(links, linkKeyOf).values()].map(([first]) => first as LinkInput)

const linkKeyOf = ({ article, url, title = '' }: LinkInput): string =>
  article ?? url ?? titleKey(title).replace(/[ .]+$/u, '')
