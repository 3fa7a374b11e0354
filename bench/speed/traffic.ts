/**
 * A process that writes to a server and checks, over other connections, that no answer is older than what was
 * acknowledged before it was asked for. It is told what to do in its first message, and says what it found when it is
 * told to stop, or when it has checked so many answers.
 */
import { percentile } from '../times.ts'
import { createDesk } from './desk.ts'
import { type Checked, createReader } from './reader.ts'

export interface TrafficWish {
  url: string
  key: string
  writesPerSecond: number
  /** Connections that check, and what each waits between requests, in milliseconds. */
  connections: number
  pause: number
  /** Ends by itself after so many answers; goes on until it is told to stop when absent. */
  checks?: number
}

export interface TrafficReport extends Checked {
  writes: number
  seconds: number
  /** Milliseconds of a request that writes. */
  writeP50: number
  writeP99: number
}

async function go(wish: TrafficWish, isStopped: () => boolean): Promise<TrafficReport> {
  const { url, key, writesPerSecond, connections, pause, checks = Number.POSITIVE_INFINITY } = wish
  const desk = createDesk(url, key)
  await desk.open()
  process.send?.({ ready: true })
  const reader = createReader(url, desk.articles)
  const began = performance.now()
  desk.milliseconds.length = 0
  const isOver = () => isStopped() || reader.result.checked >= checks
  await Promise.all([desk.writeSteadily(writesPerSecond, isOver), reader.readSteadily(connections, pause, isOver)])
  await desk.close()
  return {
    ...reader.result,
    writes: desk.written(),
    seconds: (performance.now() - began) / 1000,
    writeP50: percentile(desk.milliseconds, 0.5),
    writeP99: percentile(desk.milliseconds, 0.99),
  }
}

/** Says the last thing, and lets the process end. */
const tellLast = (message: { report: TrafficReport } | { fault: string }) =>
  process.send?.(message, () => process.disconnect?.())

let isStopped = false
process.on('disconnect', () => process.exit())
process.on('message', (message: TrafficWish | { stop: true }) => {
  if ('stop' in message) {
    isStopped = true
    return
  }
  go(message, () => isStopped).then(
    (report) => tellLast({ report }),
    (error: unknown) => tellLast({ fault: String(error) }),
  )
})
