/** One article for people: as Markdown, and as plain text in the layout of a news page. */
export { markdownArticle } from './markdown.ts'
export { textArticle } from './plain.ts'
