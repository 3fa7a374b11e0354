export { analysedText } from './automatic.ts'
export { unresolvedKeyOf } from './model.ts'
export { registerNewsroomRelatedNews } from './newsroom.ts'
export { createRelatedNews, type RelatedNewsService } from './related-news.ts'
export {
  Duplicates,
  type LinkInput,
  type LinkKind,
  NewsroomRelatedNews,
  type RelatedKind,
  RelatedNews,
  RelatedNewsInput,
  RelatedNewsItem,
  relatedKinds,
} from './schema.ts'
