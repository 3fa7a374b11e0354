export { registerArchive } from './archive-reading.ts'
export { articleText, fitting, mostBytes, reachOf } from './article-page.ts'
export { createChecks } from './checks.ts'
export { createDueTransitions } from './due-transitions.ts'
export { embargoOf } from './embargo.ts'
export { type Edition, type HistoryStore, type StoredCorrection, shownCorrection } from './history-store.ts'
export { canonicalLanguage, readBlocks, readText } from './input.ts'
export { registerLatest } from './latest-reading.ts'
export { createLifecycle, type Lifecycle, stateOf } from './lifecycle.ts'
export {
  type LiveRow,
  type PlacedArticle,
  type Projection,
  type ReadArticle,
  type RenderedArticle,
  readArticle,
  scopeOf,
} from './live-article.ts'
export { readColumns, renderedColumns } from './live-columns.ts'
export type { LiveFilter } from './live-filter.ts'
export { placeIn } from './live-plan.ts'
export type { LiveStore } from './live-store.ts'
export { termOf } from './live-terms.ts'
export type { Analyses } from './live-writes.ts'
export type { WorkingCopy } from './model.ts'
export { registerNeighbours } from './neighbours-reading.ts'
export { createNewPublications, type NewArticle, type NewPublications } from './new-publications.ts'
export { registerArticleNewsroom } from './newsroom.ts'
export { createArticleAnswer } from './newsroom-answer.ts'
export { ArticleId, canonical, liveFilterOf, readingFilters, shapeOf, shapeParameters } from './parameters.ts'
export { correctionKinds } from './parts-schema.ts'
export { createPublication, type Publication } from './publication.ts'
export { gone, type ReadingDependencies, registerArticleReading } from './reading.ts'
export { registerRelations } from './reading-related.ts'
export { createRecall, type Recall } from './recall.ts'
export { isRenderable } from './rendered-article.ts'
export { type Heading, headingOf, renderedBlocks } from './rendered-row.ts'
export type { Representation, Representations } from './representations.ts'
export { startScheduler } from './scheduler.ts'
export { Article, ArticleInput, type ArticleText, NewsroomArticle } from './schema.ts'
export { type BodyForm, bodyForms, type Shape } from './shape.ts'
export type { StoredArticle } from './store.ts'
export type { OpenedRecall } from './telling.ts'
export { createViews, type Views } from './view.ts'
