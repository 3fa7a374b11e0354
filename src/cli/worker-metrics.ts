/** Metrics of all workers, at whichever of them /metrics is asked for. */
import { AggregatorRegistry, Registry } from 'prom-client'
import type { Metrics, Order, Report } from './worker-messages.ts'

/** A worker that has not answered after so long is left out. */
const longestMilliseconds = 1000

interface Question {
  found: Metrics[]
  others: number
  done: () => void
}

/** A registry whose text tells of all workers: counts are added up, as each metric says. */
export class SharedRegistry extends Registry {
  readonly #send: (report: Report) => void
  readonly #questions = new Map<number, Question>()
  #asked = 0

  /** `send` tells the primary; what the primary says goes to `hear`. */
  constructor(send: (report: Report) => void) {
    super()
    this.#send = send
  }

  override async metrics(): Promise<string> {
    const number = ++this.#asked
    const question: Question = { found: [], others: Number.POSITIVE_INFINITY, done: () => undefined }
    this.#questions.set(number, question)
    const timer = setTimeout(() => question.done(), longestMilliseconds)
    await new Promise<void>((resolve) => {
      question.done = resolve
      this.#send({ type: 'metrics wanted', question: number })
    })
    clearTimeout(timer)
    this.#questions.delete(number)
    const all = [await this.getMetricsAsJSON(), ...question.found]
    return AggregatorRegistry.aggregate(all as never).metrics()
  }

  /** Answers another worker’s question, or takes in what belongs to one of its own. */
  async hear(order: Order): Promise<void> {
    if (order.type === 'tell metrics') {
      const { to, question } = order
      this.#send({ type: 'metrics', to, question, metrics: await this.getMetricsAsJSON() })
      return
    }
    if (order.type !== 'metrics asked' && order.type !== 'metrics') return
    const question = this.#questions.get(order.question)
    if (!question) return
    if (order.type === 'metrics') question.found.push(order.metrics)
    else question.others = order.others
    if (question.found.length >= question.others) question.done()
  }
}
