/** The body of an article: what it may consist of, how it is read and rendered, and how long it is. */
export { BodyTooLarge, DuplicateBlockId } from './errors.ts'
export { type Measure, measure } from './measure.ts'
export { readBody } from './read-body.ts'
export { BODY_FORMATS, type BodyFormat, renderBody } from './render-body.ts'
export { Block, BlockInput, Body, BodyInput, MAX_BLOCKS } from './schema.ts'
export { toHtml } from './to-html.ts'
export { toText } from './to-text.ts'
