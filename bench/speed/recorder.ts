/** Collects what a run measures, and tells how far it is on stderr. */
import { loadavg } from 'node:os'
import type { Effort } from './measure.ts'
import type { MeasuredNewsroom } from './newsroom.ts'
import type { Figure, Goal, Reading, Row } from './results.ts'

type Measured = Pick<Row, 'masthead' | 'fastify' | 'nodeHttp' | 'ratios'>
type Limits = { atLeast?: number; atMost?: number }

/** A run over one newsroom: what is measured, how long, and where it is written down. */
export interface Run {
  newsroom: MeasuredNewsroom
  effort: Effort
  /** Answers that are compared for each way of writing. */
  checks: number
  /** Whether the options ask for this. */
  isWanted(section: string, name: string): boolean
  row(section: string, name: string, measured: Measured, goal?: Goal): void
  figure(section: string, name: string, value: number, unit: string, limits?: Limits): void
}

export interface Recorder {
  rows: Row[]
  figures: Figure[]
  figure(articles: number | null, section: string, name: string, value: number, unit: string, limits?: Limits): void
  isWanted(section: string, name: string): boolean
  over(newsroom: MeasuredNewsroom, effort: Effort, checks: number): Run
}

const told = ({ requestsPerSecond }: Reading): string => Math.round(requestsPerSecond).toLocaleString('en')

/** Records what a pattern asks for, in "section: name". */
export function createRecorder(only: string): Recorder {
  const pattern = new RegExp(only)
  const rows: Row[] = []
  const figures: Figure[] = []
  const circumstances = () => ({ at: new Date().toISOString(), load: Math.round((loadavg()[0] as number) * 10) / 10 })
  const isWanted = (section: string, name: string) => pattern.test(`${section}: ${name}`)

  const figure: Recorder['figure'] = (articles, section, name, value, unit, limits = {}) => {
    figures.push({ articles, section, name, value, unit, ...limits, ...circumstances() })
    console.error(`${articles ?? ''} ${section}: ${name}: ${Math.round(value * 100) / 100} ${unit}`)
  }

  function over(newsroom: MeasuredNewsroom, effort: Effort, checks: number): Run {
    const { articles } = newsroom
    return {
      ...{ newsroom, effort, checks, isWanted },
      row(section, name, measured, goal) {
        rows.push({ articles, section, name, ...measured, ...(goal && { goal }), ...circumstances() })
        const { masthead, fastify, ratios } = measured
        console.error(
          `${articles} ${section}: ${name}: ${ratios.requests.toFixed(2)} × requests (${told(masthead)} of ${told(fastify)} a second), ${ratios.cpu.toFixed(2)} × CPU`,
        )
      },
      figure: (section, name, value, unit, limits) => figure(articles, section, name, value, unit, limits),
    }
  }
  return { rows, figures, figure, isWanted, over }
}
