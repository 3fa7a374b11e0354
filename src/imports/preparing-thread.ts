/** A thread that prepares lines: it says that it has started, gets lists of lines, and answers each with a list. */
import { parentPort, workerData } from 'node:worker_threads'
import { newId } from '../lib/ids.ts'
import { toInstant } from '../lib/instant.ts'
import { prepareLine } from './prepare-line.ts'

const { tickSeconds } = workerData as { tickSeconds: number }
const preparation = { tickSeconds, newId, now: () => toInstant(new Date()) }

parentPort?.on('message', (texts: string[]) => {
  parentPort?.postMessage(texts.map((text) => prepareLine(text, preparation)))
})
parentPort?.postMessage('started')
