/** The words of a page around its article. */
import type { FeedItem } from '../item.ts'

/** What a page prints before its fields: in Chinese on a Chinese page, in English on every other. */
const english = {
  published: 'Pub Date',
  updated: 'Updated',
  source: 'Source',
  author: 'Author',
  editor: 'Editor',
  originalTitle: 'Original Title',
  dateline: 'Dateline',
  url: 'URL',
  summary: 'Summary',
  tags: 'Tags',
  relatedNews: 'Related News',
  translations: 'Translations',
  contact: 'Contact Us',
  email: 'E-mail',
  phone: 'Phone',
  terms: 'Terms of use',
  licence: 'Licence',
  correction: 'Correction',
  clarification: 'Clarification',
  update: 'Update',
  retraction: 'Retraction',
  colon: ': ',
  comma: ', ',
}

const chinese: typeof english = {
  published: '发布时间',
  updated: '更新时间',
  source: '来源',
  author: '作者',
  editor: '责任编辑',
  originalTitle: '原标题',
  dateline: '电头',
  url: '网址',
  summary: '摘要',
  tags: '标签',
  relatedNews: '相关新闻',
  translations: '译文',
  contact: '联系我们',
  email: '邮箱',
  phone: '电话',
  terms: '使用条款',
  licence: '许可',
  correction: '更正',
  clarification: '澄清',
  update: '更新',
  retraction: '撤回',
  colon: '：',
  comma: '、',
}

/** The place and the date of a dateline, as far as they are known. */
export const datelineText = (dateline: FeedItem['dateline']): string =>
  [dateline?.place, dateline?.date].filter((part) => part !== null && part !== undefined).join(', ')

/** The labels for an article in this language (BCP 47). */
export const labelsFor = (language: string): typeof english => (/^zh(-|$)/i.test(language) ? chinese : english)
