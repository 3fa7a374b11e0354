/** What the primary and its workers say to each other. */
import type { MetricObject } from 'prom-client'

/** The metrics of one process, as prom-client prints them as JSON. */
export type Metrics = MetricObject[]

/** From a worker to the primary. */
export type Report =
  /** It answers requests, at this address; and whether there is any article. */
  | { type: 'ready'; url: string; empty: boolean }
  /** It wants the metrics of the others. */
  | { type: 'metrics wanted'; question: number }
  /** Its metrics, for the worker that asked. */
  | { type: 'metrics'; to: number; question: number; metrics: Metrics }

/** From the primary to a worker. */
export type Order =
  /** Do the work beside answering, too. */
  | { type: 'work' }
  /** End, after the requests in hand. */
  | { type: 'end' }
  /** Send your metrics for that worker. */
  | { type: 'tell metrics'; to: number; question: number }
  /** So many others have been asked. */
  | { type: 'metrics asked'; question: number; others: number }
  | { type: 'metrics'; question: number; metrics: Metrics }
