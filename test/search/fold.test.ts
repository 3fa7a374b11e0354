import fc from 'fast-check'
import t from 'tap'
import { fold, foldWithPlaces, singular } from '../../src/search/fold.ts'

/** Texts with everything that is folded: marks, widths, cases, traditional characters, halves of surrogate pairs. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        'É',
        'e\u0301',
        'Ａ',
        'ｶﾞ',
        '漢',
        '汉',
        '臺',
        'ﬁ',
        'ß',
        'Й',
        '\u0301',
        '\uff9e',
        ' ',
        '，',
        '𠀀',
        '\ud800',
        'İ',
        'Ω',
      ),
    )
    .map((parts) => parts.join('')),
)

t.test('forms of one text are one: width, case, marks, traditional characters', async (t) => {
  const same: Array<[string, string]> = [
    ['ＨＥＬＬＯ　２０２４', 'hello 2024'],
    ['Café', 'cafe\u0301'],
    ['Zürich ŁÓDŹ Ærø Straße', 'zurich lodz aero strasse'],
    ['Ἀθῆναι ΟΔΟΣ', 'αθηναι οδοσ'],
    ['Московский', 'московскии'],
    ['漢語、臺灣、後來', '汉语、台湾、后来'],
    ['ﬁnance ① ㎏', 'finance 1 kg'],
    ['ｶﾞｽ', 'ガス'],
    ['İstanbul', 'istanbul'],
    ['\u0301ﾞ', '\u3099\u0301'],
  ]
  for (const [one, other] of same) t.equal(fold(one), fold(other), one)
  t.equal(fold('が'), 'が', 'the marks of kana are not accents')
  t.not(fold('が'), fold('か'))
  t.equal(fold('합니다'), '합니다')
})

t.test('folding twice changes nothing', async () => {
  fc.assert(fc.property(texts, (text) => fold(fold(text)) === fold(text)))
})

t.test('characters are folded each by itself, with their marks', async () => {
  const whole = fc.constantFrom('a', 'É', '漢', 'ﬁ', '，', 'ｶﾞ', '𠀀', 'ß', '9')
  fc.assert(fc.property(fc.array(whole), (characters) => fold(characters.join('')) === characters.map(fold).join('')))
})

t.test('every place of a folded text leads back to the character that it comes from', async () => {
  fc.assert(
    fc.property(texts, (text) => {
      const folded = foldWithPlaces(text)
      if (folded.text !== fold(text)) return false
      return Array.from({ length: folded.text.length }, (_, place) => place).every((place) => {
        const [start, end] = [folded.startAt(place), folded.endAt(place)]
        const before = place === 0 ? 0 : folded.startAt(place - 1)
        return start < end && start >= before && fold(text.slice(start, end)).includes(folded.text[place] as string)
      })
    }),
  )
})

t.test('a word and its simple plural have one form', async (t) => {
  const pairs =
    'ship ships,city cities,box boxes,church churches,glass glasses,bus buses,house houses,hero heroes,movie movies,case cases,cause causes,day days,cache caches,prize prizes,shoe shoes'
  for (const pair of pairs.split(',')) {
    const [one, many] = pair.split(' ') as [string, string]
    t.equal(singular(many), singular(one), pair)
  }
})

t.test('what only ends in s stays', async (t) => {
  for (const word of ['gas', 'us', 'glass', 'virus', '1990s', 'news', 'αδεσ', 'was']) t.equal(singular(word), word)
})
