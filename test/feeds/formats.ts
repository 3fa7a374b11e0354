/** What each format says of one article, found as a reader of the format would. */
import { XmlDocument } from 'libxml2-wasm'
import { htmlToText } from '../../src/lib/html.ts'
import type { Answer } from '../support/newsroom.ts'

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

/** The contents of all nodes at each of these paths, in which a name stands for elements of any namespace. */
function contentsAt<K extends string>(text: string, paths: Record<K, string>): Record<K, string[]> {
  using document = XmlDocument.fromString(text)
  const found = Object.entries<string>(paths).map(([key, path]) => {
    const local = path.replace(/(?<=^|\/)[a-zA-Z]+/g, '*[local-name()="$&"]')
    return [key, document.find(local).map(({ content }) => content)]
  })
  return Object.fromEntries(found)
}

function newsMl({ text }: Document): Said {
  const { link, title, authors, published, updated, body } = contentsAt(text, {
    link: '//altId',
    title: '//headline',
    authors: '//contentMeta/creator/name',
    published: '//itemMeta/firstCreated',
    updated: '//itemMeta/versionCreated',
    body: '//inlineXML/html/body',
  })
  return { link: link[0], title: title[0], authors, published: published[0], updated: updated[0], text: body[0] }
}

function atom({ text }: Document): Said {
  const { link, title, authors, published, updated, content } = contentsAt(text, {
    link: '/entry/link[@rel="alternate"]/@href',
    title: '/entry/title',
    authors: '/entry/author/name',
    published: '/entry/published',
    updated: '/entry/updated',
    content: '/entry/content',
  })
  const html = htmlToText(content[0] ?? '')
  return { link: link[0], title: title[0], authors, published: published[0], updated: updated[0], text: html }
}

/** The formats of one article beside its own JSON. */
export const formats = [
  'jsonld',
  'ninjs-3.1',
  'ninjs-2.2',
  'ninjs-1.6',
  'newsml-g2',
  'atom',
  'markdown',
  'text',
] as const

export type Format = (typeof formats)[number]

/** What those formats say that programs read. */
export const saidIn: Partial<Record<Format, (document: Document) => Said>> = {
  jsonld: jsonLd,
  'ninjs-3.1': ninjs3,
  'ninjs-2.2': ninjs2,
  'ninjs-1.6': ninjs1,
  'newsml-g2': newsMl,
  atom,
}
