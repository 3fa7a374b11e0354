/**
 * The words of made-up texts: English-like ones of syllables and endings, Chinese ones of the characters that are most in
 * use, and names. The most frequent words are the real ones, because they are what makes a text look like its language.
 */
import { Converter } from 'opencc-js/cn2t'
import { pick, type Random, randomNumbers, shuffled } from './numbers.ts'

/** The words of one language, the most frequent first, and its names. */
export interface Vocabulary {
  /** Words that stand in every text. */
  grammar: string[]
  words: string[]
  people: string[]
  places: string[]
}

const englishGrammar =
  'the of and to in a is that for on with as was at by it from are be this have an which has were not will his or had they their its said who been would about more one after also but he she we all new there when year than up out into two first over could people last some time other can years says day three against between before under during through while since where only most because them such if made so many may now what made week against government police country city market company national local officials percent million world state report public group'
const chineseGrammar =
  '的 了 在 是 和 有 不 为 与 对 这 中 上 将 也 到 个 等 从 以 就 年 月 日 都 而 后 被 他 我们 并 还 其 及 一个 进行 表示 以及 已经 通过 可以 目前 同时 由于 记者 今年 工作 发展 企业 全国 城市 政府 市场 公司 国家 人民 社会 经济 问题 活动 相关 部门 项目 建设 服务 群众'

const onsets =
  'b c d f g h l m n p r s t v w br ch cl cr dr fl fr gr pl pr qu sh sl sp st str th tr b c d f g h l m n p r s t'
const nuclei = 'a e i o u a e i o ai ea ee ie io oa ou'
const codas = ' . . . . l m n r s t ck ct ll nd ng nt rd rt ss st'
const endings = '. . . . s s ed ing er ly tion ment al ity ive ness able ous'

const split = (text: string): string[] => text.split(' ').map((part) => (part === '.' ? '' : part))

/** Distinct strings, in the order of their making. */
function distinct(count: number, make: () => string): string[] {
  const made = new Set<string>()
  while (made.size < count) made.add(make())
  return [...made]
}

function syllables(random: Random): (count: number) => string {
  const [first, middle, last] = [split(onsets), split(nuclei), split(codas.trim())]
  const syllable = () => pick(random, first) + pick(random, middle) + pick(random, last)
  return (count) => Array.from({ length: count }, syllable).join('')
}

const capital = (word: string): string => word[0]?.toUpperCase() + word.slice(1)

/** English-like words, `size` of them beside those of grammar. */
export function englishVocabulary(size: number): Vocabulary {
  const random = randomNumbers(11)
  const stem = syllables(random)
  const ends = split(endings)
  const grammar = [...new Set(split(englishGrammar))]
  const known = new Set(grammar)
  const words = distinct(size, () => {
    const word = stem(1 + Math.floor(random() * 2.4)) + pick(random, ends)
    return known.has(word) || word.length < 4 ? stem(3) : word
  })
  // The more frequent a word, the shorter it is, on the whole (Zipf's law of abbreviation).
  const weights = new Map(words.map((word) => [word, word.length + random() * 9]))
  words.sort((a, b) => (weights.get(a) as number) - (weights.get(b) as number))
  const given = distinct(150, () => capital(stem(random() < 0.4 ? 1 : 2)))
  const families = distinct(1200, () => capital(stem(random() < 0.3 ? 1 : 2)))
  const people = distinct(4000, () => `${pick(random, given)} ${pick(random, families)}`)
  const kinds = ['', '', '', ' Bay', ' Valley', ' Harbour', ' County', 'ton', 'ville']
  const places = distinct(400, () => capital(stem(2)) + pick(random, kinds))
  return { grammar, words, people, places }
}

/** The characters of GB 2312's first level: those most in use, 3,755 of them. */
function characters(): string[] {
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xd7; row++)
    for (let cell = 0xa1; cell <= (row === 0xd7 ? 0xf9 : 0xfe); cell++) bytes.push(row, cell)
  return Array.from(new TextDecoder('gb18030').decode(Uint8Array.from(bytes)))
}

/** Chinese words of one to four characters, `size` of them beside those of grammar, in simplified characters. */
export function chineseVocabulary(size: number): Vocabulary {
  const random = randomNumbers(12)
  const all = shuffled(random, characters())
  /** The frequent ones of many words, the rare ones of few. */
  const character = () => all[Math.floor(random() ** 2.5 * all.length)] as string
  const written = (length: number) => Array.from({ length }, character).join('')
  const lengths = [1, 2, 2, 2, 2, 2, 2, 3, 3, 4]
  const grammar = split(chineseGrammar)
  const known = new Set(grammar)
  const words = distinct(size, () => written(pick(random, lengths))).filter((word) => !known.has(word))
  const families = Array.from('王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧')
  const people = distinct(4000, () => pick(random, families) + written(random() < 0.3 ? 1 : 2))
  const kinds = ['市', '市', '县', '省', '区', '']
  const places = distinct(400, () => written(2) + pick(random, kinds))
  return { grammar, words, people, places }
}

/** The same words in traditional characters. */
export function traditional(vocabulary: Vocabulary): Vocabulary {
  const convert = Converter({ from: 'cn', to: 't' })
  const all = (list: string[]) => list.map((word) => convert(word))
  return {
    grammar: all(vocabulary.grammar),
    words: all(vocabulary.words),
    people: all(vocabulary.people),
    places: all(vocabulary.places),
  }
}
