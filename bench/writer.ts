/** Writes made-up news in one language. */
import { pick, type Random, zipf } from './numbers.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a story is about, in one language: its articles have these words and names in common. */
export interface Subject {
  place: string
  people: string[]
  /** Words of its topic, which other stories of the topic have too. */
  topic: string[]
  /** Words of its own. */
  own: string[]
}

export interface Writer {
  /** A subject of a topic, at a place; `person` is somebody it is about. */
  subject(topic: number, place: string, person: string | undefined): Subject
  title(subject: Subject): string
  summary(subject: Subject): string
  paragraph(subject: Subject): string
}

const wordsOfTopic = 160

/** A topic has words of its own, the same ones in each story. */
function topicWords(words: string[], topic: number): string[] {
  const first = 200 + topic * 97
  return Array.from({ length: wordsOfTopic }, (_, index) => words[(first + index * 53) % words.length] as string)
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

/** What every text draws its words from: all words by the law of Zipf, those of the topic and the story more often. */
function drawing(random: Random, { grammar, words, people }: Vocabulary) {
  const any = zipf(random, [...grammar, ...words])
  const person = zipf(random, people, 0.8)
  const topical = (subject: Subject): string => pick(random, random() < 0.55 ? subject.topic : subject.own)
  const name = (subject: Subject): string => (random() < 0.4 ? subject.place : pick(random, subject.people))
  function word(subject: Subject): string {
    const chance = random()
    if (chance < 0.74) return any()
    return chance < 0.96 ? topical(subject) : name(subject)
  }
  function subject(topic: number, place: string, somebody: string | undefined): Subject {
    const own = times(12, () => pick(random, words))
    const named = times(2, person)
    return {
      place,
      people: somebody === undefined ? named : [somebody, ...named],
      topic: topicWords(words, topic),
      own,
    }
  }
  return { any, topical, name, word, subject }
}

const capital = (text: string): string => text[0]?.toUpperCase() + text.slice(1)
const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random() * (most - least + 1))

/** Writes with spaces between words: about 45 words a paragraph. */
export function latinWriter(random: Random, vocabulary: Vocabulary): Writer {
  const { any, topical, name, word, subject } = drawing(random, vocabulary)
  function sentence(about: Subject, least: number, most: number): string {
    const length = between(random, least, most)
    const words = times(length, () => word(about))
    if (length > 12) words[5] += ','
    return `${capital(words.join(' '))}.`
  }
  function title(about: Subject): string {
    const words = [name(about), topical(about), topical(about), any(), topical(about)]
    while (words.length < 10 && random() < 0.7) words.push(random() < 0.5 ? any() : topical(about))
    return capital(words.join(' '))
  }
  return {
    subject,
    title,
    summary: (about) => sentence(about, 18, 26),
    paragraph: (about) => times(3, () => sentence(about, 8, 22)).join(' '),
  }
}

/** Writes without spaces: about 45 words, or 85 characters, a paragraph. */
export function chineseWriter(random: Random, vocabulary: Vocabulary, sharedPlaces: string[]): Writer {
  const { any, topical, name, word, subject } = drawing(random, vocabulary)
  function sentence(about: Subject, least: number, most: number): string {
    const length = between(random, least, most)
    const words = times(length, () => word(about))
    if (length > 8) words[4] += '，'
    return `${words.join('')}。`
  }
  function title(about: Subject): string {
    // A third of all Chinese titles begin with one of a few places, as those of a provincial paper do.
    const first = random() < 0.36 ? pick(random, sharedPlaces) : name(about)
    const words = [first, topical(about), topical(about), any(), topical(about)]
    while (words.length < 9 && random() < 0.7) words.push(random() < 0.4 ? any() : topical(about))
    return words.join('')
  }
  return {
    subject,
    title,
    summary: (about) => sentence(about, 16, 24),
    paragraph: (about) => times(3, () => sentence(about, 10, 20)).join(''),
  }
}
