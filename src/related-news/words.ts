/** The words of a text, one after the other, as related news compares them. */

/** What is written without spaces between its words. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Khmer}\\p{Script=Lao}'
const token = new RegExp(
  `(?<run>[${unspaced}ー々〇]+)|(?<number>\\p{Nd}+(?:[.,:]\\p{Nd}+)*)|(?<word>(?:(?![${unspaced}])[\\p{L}\\p{M}])+(?:['’](?:(?![${unspaced}])\\p{L})+)?)|(?<end>[.!?。！？；;:：\\n“"「『])`,
  'gu',
)
const firstIsCapital = /^\p{Lu}/u
const marks = /\p{M}+/gu
const ascii = /^[\x20-\x7e]*$/

/** A word of a text; `run` is a piece of writing without spaces, `end` the end of a sentence or of a clause. */
export interface Word {
  kind: 'word' | 'number' | 'run' | 'end'
  /** Folded: compatibility forms, case and accents make no difference, nor does an English plural. */
  text: string
  /** Begins with a capital letter. */
  capital: boolean
}

/** An English word without the ending of its plural or genitive. */
function singular(word: string): string {
  const bare = word.replace(/['’]s?$/, '')
  if (bare.length < 4 || !bare.endsWith('s') || /(?:ss|us|is)$/.test(bare)) return bare
  if (bare.endsWith('ies') && bare.length > 4) return `${bare.slice(0, -3)}y`
  return /(?:ches|shes|sses|xes|zes)$/.test(bare) ? bare.slice(0, -2) : bare.slice(0, -1)
}

const unaccented = (word: string): string =>
  ascii.test(word) ? word : word.normalize('NFD').replace(marks, '').normalize('NFC')

/** The words of a text in their order. Width and case are folded; English words lose the endings of their plurals. */
export function wordsOf(text: string, language: string): Word[] {
  const isEnglish = language === 'en' || language.startsWith('en-')
  const words: Word[] = []
  for (const { groups, 0: found } of text.normalize('NFKC').matchAll(token)) {
    if (groups?.word !== undefined) {
      const folded = unaccented(found.toLowerCase())
      words.push({ kind: 'word', text: isEnglish ? singular(folded) : folded, capital: firstIsCapital.test(found) })
    } else if (groups?.number !== undefined) {
      words.push({ kind: 'number', text: found.replaceAll(',', ''), capital: false })
    } else {
      words.push({ kind: groups?.run === undefined ? 'end' : 'run', text: found, capital: false })
    }
  }
  return words
}
