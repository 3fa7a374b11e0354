/** The labelled sets that come with Masthead: for development, and held out for final figures. */
import { chinese } from './chinese.ts'
import { english } from './english.ts'
import { type LabelledArticle, labelledArticles } from './events.ts'
import { heldOutChinese } from './held-out-chinese.ts'
import { heldOutEnglish } from './held-out-english.ts'
import { chineseNames, englishNames } from './names.ts'

const en = { language: 'en', names: englishNames } as const
const zh = { language: 'zh', names: chineseNames } as const

/** Events without siblings, each of them apart from others of its kind. */
const easy = { families: 14, siblings: 1, alone: 10 }
/** Events with two siblings in their week. */
const hard = { families: 6, siblings: 3, alone: 12 }
/** Long stories, each with one sibling. */
const long = { families: 2, siblings: 2, tellings: [15, 40], alone: 10 } as const

/** The sets by name. */
export const sets: Record<string, () => LabelledArticle[]> = {
  'easy-en': () => labelledArticles({ ...en, ...easy, kinds: english, seed: 11 }),
  'easy-zh': () => labelledArticles({ ...zh, ...easy, kinds: chinese, seed: 12 }),
  'hard-en': () => labelledArticles({ ...en, ...hard, kinds: english, seed: 13 }),
  'hard-zh': () => labelledArticles({ ...zh, ...hard, kinds: chinese, seed: 14 }),
  'long-en': () => labelledArticles({ ...en, ...long, kinds: english, seed: 17 }),
  'long-zh': () => labelledArticles({ ...zh, ...long, kinds: chinese, seed: 18 }),
  'held-out-en': () => labelledArticles({ ...en, ...hard, kinds: heldOutEnglish, seed: 15 }),
  'held-out-zh': () => labelledArticles({ ...zh, ...hard, kinds: heldOutChinese, seed: 16 }),
}
