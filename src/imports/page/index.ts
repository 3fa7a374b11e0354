/** Reads legacy news pages; see parse-page.ts for the layout and page.ts for what comes out. */

export { storable } from './lines.ts'
export type {
  Dateline,
  Explained,
  Field,
  Licence,
  LicenceKind,
  Page,
  PageImage,
  PageLanguage,
  ParsedPage,
  Precision,
  PublishedAt,
  RelatedTitle,
} from './page.ts'
export { parsePage } from './parse-page.ts'
