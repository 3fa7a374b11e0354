/** One article in every format, as it is negotiated: the forms that `GET /v1/articles/{id}` has beside its own JSON. */
import type { Representation, Representations } from '../articles/index.ts'
import { ref } from '../lib/schema.ts'
import { atomEntry } from './atom/index.ts'
import type { FeedItem, FeedPublication } from './item.ts'
import { itemOf, itemShape, publicationIn } from './items.ts'
import { newsArticle } from './json-ld/index.ts'
import { newsItem } from './newsml-g2/index.ts'
import { ninjsItem, ninjsMediaTypes, ninjsVersions } from './ninjs/index.ts'
import { documentText, JsonLdArticle, NinjsItem } from './schema.ts'
import { markdownArticle, textArticle } from './text/index.ts'

interface Form extends Omit<Representation, 'contentType' | 'render'> {
  write(item: FeedItem, publication: FeedPublication): string
}

/** The order decides between forms that fit `Accept` equally well. */
const forms: Form[] = [
  {
    format: 'jsonld',
    mediaType: 'application/ld+json',
    schema: ref(JsonLdArticle),
    write: newsArticle,
  },
  ...ninjsVersions.map((version) => ({
    format: `ninjs-${version}`,
    mediaType: ninjsMediaTypes[version],
    schema: ref(NinjsItem),
    write: (item: FeedItem, publication: FeedPublication) => JSON.stringify(ninjsItem(item, publication, version)),
  })),
  {
    format: 'newsml-g2',
    mediaType: 'application/vnd.iptc.g2.newsitem+xml',
    schema: documentText(
      'The article as a NewsML-G2 2.35 newsItem.',
      '<?xml version="1.0" encoding="UTF-8"?><newsItem/>',
    ),
    write: newsItem,
  },
  {
    format: 'atom',
    mediaType: 'application/atom+xml;type=entry',
    schema: documentText('The article as an Atom entry.', '<?xml version="1.0" encoding="UTF-8"?><entry/>'),
    write: atomEntry,
  },
  {
    format: 'text',
    mediaType: 'text/plain',
    schema: documentText('The article as plain text.', 'New port terminal opens in Haiyan'),
    write: textArticle,
  },
  {
    format: 'markdown',
    mediaType: 'text/markdown',
    schema: documentText('The article as Markdown.', '# New port terminal opens in Haiyan'),
    write: markdownArticle,
  },
]

/** The forms of one article, for the operations that read one. */
export const createRepresentations = ({ publicUrl }: { publicUrl: string }): Representations => ({
  shapeFor: itemShape,
  all: forms.map(({ write, ...form }) => ({
    ...form,
    contentType: `${form.mediaType}; charset=utf-8`,
    render: (article, site) => write(itemOf(article, publicUrl), publicationIn(site, article.language)),
  })),
})
