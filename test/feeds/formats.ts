/** What each format says of one article, found as a reader of the format would. */
import { htmlToText } from '../../src/lib/html.ts'
import type { Answer } from '../support/newsroom.ts'
import { found } from './web-server.ts'

/** Instants as they stand there; texts with notices of correction and the dateline before them where a format has them. */
export interface Said {
  link: string | undefined
  title: string | undefined
  authors: string[]
  published: string | undefined
  updated: string | undefined
  text: string | undefined
}

type Document = Pick<Answer, 'text' | 'body'>
interface Named {
  name: string
  rel: string
}

const authorsOf = (people: Named[] = []): string[] =>
  people.filter(({ rel }) => rel === 'author').map(({ name }) => name)

interface Role {
  role: string
  value: string
}

const ofRole = (list: Role[] = [], role: string): string | undefined => list.find((each) => each.role === role)?.value

function jsonLd({ body }: Document): Said {
  const { url: link, headline: title, datePublished, dateModified, articleBody: text, author = [] } = body
  const authors = author.map(({ name }: Named) => name)
  return { link, title, authors, published: datePublished, updated: dateModified, text }
}

function ninjs3({ body }: Document): Said {
  const text = body.bodies?.find(({ contentType }: { contentType: string }) => contentType === 'text/plain')?.value
  const { firstCreated: published, versionCreated: updated, title, people } = body
  return { link: ofRole(body.altIds, 'canonical'), title, authors: authorsOf(people), published, updated, text }
}

function ninjs2({ body }: Document): Said {
  const text = body.bodies?.find(({ contenttype }: { contenttype: string }) => contenttype === 'text/plain')?.value
  const { firstcreated: published, versioncreated: updated, title, people } = body
  return { link: ofRole(body.altids, 'canonical'), title, authors: authorsOf(people), published, updated, text }
}

function ninjs1({ body }: Document): Said {
  const { firstcreated: published, versioncreated: updated, headline: title, person, body_text: text } = body
  return { link: body.altids.canonical, title, authors: authorsOf(person), published, updated, text }
}

/** The contents at paths of local names. */
const at = (text: string, path: string): string[] =>
  found(text, path.replace(/(^|\/)([a-zA-Z]+)/g, '$1*[local-name()="$2"]'))

function newsMl({ text }: Document): Said {
  return {
    link: at(text, '//altId')[0],
    title: at(text, '//headline')[0],
    authors: at(text, '//contentMeta/creator/name'),
    published: at(text, '//itemMeta/firstCreated')[0],
    updated: at(text, '//itemMeta/versionCreated')[0],
    text: at(text, '//inlineXML/html/body')[0],
  }
}

function atom({ text }: Document): Said {
  return {
    link: found(text, '/a:entry/a:link[@rel="alternate"]/@href')[0],
    title: found(text, '/a:entry/a:title')[0],
    authors: found(text, '/a:entry/a:author/a:name'),
    published: found(text, '/a:entry/a:published')[0],
    updated: found(text, '/a:entry/a:updated')[0],
    text: htmlToText(found(text, '/a:entry/a:content')[0] ?? ''),
  }
}

/** The formats of one article beside its own JSON. */
export const formats = ['jsonld', 'ninjs-3.1', 'ninjs-2.2', 'ninjs-1.6', 'newsml-g2', 'atom', 'markdown', 'text'] as const

/** What those formats say that programs read. */
export const saidIn: Partial<Record<(typeof formats)[number], (document: Document) => Said>> = {
  jsonld: jsonLd,
  'ninjs-3.1': ninjs3,
  'ninjs-2.2': ninjs2,
  'ninjs-1.6': ninjs1,
  'newsml-g2': newsMl,
  atom,
}
