/** Brings SQLite's write-ahead log to the disk without waiting for it on the event loop: docs/decisions/0023. */
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { NotDurable } from './commit-errors.ts'

/** How a file is brought to the disk. */
export type DataSync = (handle: FileHandle) => Promise<void>

/** The write-ahead log of a database that is open. */
export interface LogFile {
  /**
   * Resolves when all that was in the log before the call is on the disk; those who ask at the same time share one sync.
   * Raises NotDurable when that fails, and from then on always: after a failed sync the kernel may take pages for clean
   * that never came to the disk, so that a later sync that succeeds proves nothing.
   */
  synced(): Promise<void>
  /** The failure after which nothing is acknowledged any more. */
  failure(): NotDurable | undefined
  /** Makes everything fail from now on, as a failed sync does. */
  fail(cause: unknown): NotDurable
  close(): Promise<void>
}

const isSameFile = (one: BigIntStats, other: BigIntStats): boolean => one.ino === other.ino && one.dev === other.dev

/** A file that was just made is found after a power cut only when its folder is on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Opens the log of a database whose connections are open: they keep the file from being removed. */
export async function openLogFile(file: string, dataSync: DataSync = (handle) => handle.datasync()): Promise<LogFile> {
  const path = `${await realpath(file)}-wal`
  const handle = await open(path, 'r+')
  const own = await handle.stat({ bigint: true })
  await syncFolder(dirname(path))
  let failed: NotDurable | undefined
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  function fail(cause: unknown): NotDurable {
    failed ??= new NotDurable(cause)
    return failed
  }

  async function sync(): Promise<void> {
    try {
      await dataSync(handle)
      // A log that somebody has removed or replaced is not what a restart would find.
      if (!isSameFile(await stat(path, { bigint: true }), own)) throw new Error(`${path} was replaced`)
    } catch (error) {
      fail(error)
    }
    if (failed) throw failed
  }

  function start(): Promise<void> {
    running = sync().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    synced() {
      if (failed) return Promise.reject(failed)
      if (!running) return next ?? start()
      // The one that runs may have begun before the last commit; those who come meanwhile share the one after it.
      const again = () => {
        next = undefined
        return start()
      }
      next ??= running.then(again, again)
      return next
    },
    failure: () => failed,
    fail,
    async close() {
      await (next ?? running)?.catch(() => undefined)
      await handle.close()
    },
  }
}
