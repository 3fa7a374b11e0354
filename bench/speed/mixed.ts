/** Reading while the newsroom writes: what it costs, and that nothing that was read was out of date. */
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { watched } from './leftovers.ts'
import { end } from './processes.ts'
import type { TrafficReport, TrafficWish } from './traffic.ts'

/** Traffic that goes on. */
export interface Traffic {
  /** Ends it, and answers what it found. Raises an error when it failed. */
  stop(): Promise<TrafficReport>
  /** What it found, when it ends by itself. */
  ended: Promise<TrafficReport>
}

interface Told {
  ready?: true
  report?: TrafficReport
  fault?: string
}

/** Starts writing and checking in a process of its own. Resolves when its articles are published. */
export async function startTraffic(wish: TrafficWish): Promise<Traffic> {
  const child = watched(fork(join(import.meta.dirname, 'traffic.ts')))
  const ended = new Promise<TrafficReport>((resolve, reject) => {
    child.on('message', ({ report, fault }: Told) => {
      if (report) resolve(report)
      if (fault !== undefined) reject(new Error(fault))
    })
    child.once('exit', (code) => reject(new Error(`the traffic ended with ${code}`)))
  })
  const ready = new Promise<void>((resolve) => {
    child.on('message', (told: Told) => told.ready && resolve())
  })
  child.send(wish)
  try {
    await Promise.race([ready, ended])
  } catch (error) {
    await end(child)
    throw error
  }
  // What it finds is asked for later; until then a failure must not end this process.
  ended.catch(() => undefined)
  async function stop(): Promise<TrafficReport> {
    if (child.connected) child.send({ stop: true })
    return ended
  }
  return { stop, ended }
}
