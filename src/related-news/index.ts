export { unresolvedKeyOf } from './model.ts'
export { registerNewsroomRelatedNews } from './newsroom.ts'
export { createRelatedNews, type RelatedNewsService } from './related-news.ts'
export {
  type LinkInput,
  type LinkKind,
  NewsroomRelatedNews,
  RelatedNews,
  RelatedNewsInput,
  RelatedNewsItem,
} from './schema.ts'
