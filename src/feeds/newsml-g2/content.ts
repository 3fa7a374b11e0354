/** The content of an item and what is said of it: people, places, subjects, headline, summary, and the body. */
import { mediaTopicCode } from '../content.ts'
import type { FeedItem } from '../item.ts'
import { tagUri, urnOf, webUri } from '../ninjs/iptc.ts'
import { element, type Xml } from '../xml.ts'
import { line, SCHEMA_ORG, XHTML } from './vocabulary.ts'
import { xhtml } from './xhtml.ts'

const name = (value: string): Xml => line('name', value)

/** The nature of the concept that a tag stands for (http://cv.iptc.org/newscodes/cpnature/). */
const natures: Record<string, string> = {
  person: 'cpnat:person',
  organisation: 'cpnat:organisation',
  place: 'cpnat:geoArea',
}

const subject = (tag: FeedItem['tags'][number]): Xml =>
  element(
    'subject',
    {
      type: natures[tag.kind] ?? 'cpnat:abstract',
      qcode: tag.mediaTopic === null ? null : `medtop:${mediaTopicCode(tag.mediaTopic)}`,
      uri: tag.mediaTopic === null ? tagUri(tag) : null,
    },
    [name(tag.label)],
  )

const parties = ({ source, authors, editor, coEditors }: FeedItem): Xml[] => [
  element('infoSource', { uri: webUri(source.url) ?? urnOf(source.id), role: 'cpprole:contentSource' }, [
    name(source.name),
  ]),
  ...authors.map((author) => element('creator', { role: 'cpprole:author' }, [name(author)])),
  ...(editor === null
    ? []
    : [element('contributor', { uri: urnOf(editor.id), role: 'cpprole:editor' }, [name(editor.name)])]),
  ...coEditors.map((coEditor) => element('contributor', { role: 'cpprole:editor' }, [name(coEditor)])),
]

const datelineOf = ({ dateline }: FeedItem): string =>
  [dateline?.place, dateline?.date].filter((part) => part).join(', ')

/** Superdesk takes the first headline and the first description, so that the main ones come first. */
function texts(item: FeedItem): Array<Xml | false> {
  const dateline = datelineOf(item)
  return [
    line('slugline', item.slug),
    element('headline', {}, [item.title]),
    item.subtitle !== null && element('headline', { roleuri: `${SCHEMA_ORG}alternativeHeadline` }, [item.subtitle]),
    dateline !== '' && element('dateline', {}, [dateline]),
    item.authors.length > 0 && element('by', {}, [item.authors.join(', ')]),
    item.summary !== null && element('description', { role: 'drol:summary' }, [item.summary]),
    ...item.corrections.map(({ notice }) => element('description', { roleuri: `${SCHEMA_ORG}correction` }, [notice])),
  ]
}

/** The contentMeta of an article; the schema enforces this order. */
export const contentMeta = (item: FeedItem): Xml =>
  element('contentMeta', {}, [
    element('contentCreated', {}, [item.firstPublishedAt]),
    element('contentModified', {}, [item.updatedAt]),
    item.dateline?.place && element('located', { type: 'cpnat:geoArea' }, [name(item.dateline.place)]),
    parties(item),
    element('altId', { typeuri: `${SCHEMA_ORG}url` }, [item.url]),
    element('language', { tag: item.language }),
    item.tags.map(subject),
    texts(item),
  ])

/**
 * The body as XHTML; an empty contentSet where the reader gets none. Superdesk reads `html/head` and `body` by position,
 * `wordcount` without asking, and fails on an item that has no contentSet.
 */
export function contentSet(item: FeedItem): Xml {
  if (item.html === null) return element('contentSet')
  const html = element('html', { xmlns: XHTML, 'xml:lang': item.language }, [
    element('head', {}, [element('title', {}, [item.title])]),
    element('body', {}, [xhtml(item.html)]),
  ])
  const counts = { wordcount: item.wordCount, charcount: item.characterCount }
  return element('contentSet', {}, [element('inlineXML', { contenttype: 'application/xhtml+xml', ...counts }, [html])])
}
