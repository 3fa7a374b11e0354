/**
 * The thread that writes the log back into the database file, on a connection of its own: it syncs the log and the file,
 * which takes as long as the disk takes.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'

/** What the thread is asked for: to write back what it can, to begin the log anew, or to end. */
export type CheckpointStep = 'backfill' | 'restart' | 'close'

/** How many frames the log has, and how many of them are in the database file. */
export interface LogFrames {
  log: number
  checkpointed: number
}

export type CheckpointAnswer = LogFrames | { error: { message: string; code: string | undefined } }

/** How long a restart waits for the last readers of the log: writers wait with it. */
const patience = 100

/** A log that grew larger than this while it could not be restarted is cut to it. */
const keptBytes = 64 * 1024 * 1024

const connection = new Database((workerData as { file: string }).file, { timeout: patience })
connection.pragma('synchronous = NORMAL')
connection.pragma('cache_size = -64')
connection.pragma(`journal_size_limit = ${keptBytes}`)

function checkpoint(mode: 'NOOP' | 'PASSIVE' | 'RESTART'): LogFrames & { busy: number } {
  const [answer] = connection.pragma(`wal_checkpoint(${mode})`) as Array<LogFrames & { busy: number }>
  return answer as LogFrames & { busy: number }
}

/**
 * Whoever writes first into a log that begins anew writes its header and waits for the disk. That is done here, with a
 * write that changes nothing.
 */
function writeHeader(): void {
  const version = connection.pragma('user_version', { simple: true })
  connection.pragma(`user_version = ${version}`)
}

function restart(): LogFrames {
  const { busy, log, checkpointed } = checkpoint('RESTART')
  if (busy || checkpointed < log) return { log, checkpointed }
  writeHeader()
  // That one frame stays in the log: the next writer would begin a log anew that is all written back.
  return checkpoint('NOOP')
}

function carryOut(step: CheckpointStep): CheckpointAnswer {
  try {
    return step === 'restart' ? restart() : checkpoint('PASSIVE')
  } catch (error) {
    const { message, code } = error as { message: string; code?: string }
    return { error: { message, code } }
  }
}

parentPort?.on('message', (step: CheckpointStep) => {
  if (step !== 'close') return parentPort?.postMessage(carryOut(step))
  connection.close()
  parentPort?.close()
})
