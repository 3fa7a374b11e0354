/** Processes and folders that must not outlive a run, however it ends. */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const children = new Set<ChildProcess>()
const folders = new Set<string>()

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

/** The same process; it is killed when this one ends before it. */
export function watched<Child extends ChildProcess>(child: Child): Child {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Makes a folder in the system's temporary folder, or in another one; it goes with `remove`, or with this process. */
export function temporaryFolder(prefix: string, where = tmpdir()): { path: string; remove: () => void } {
  const path = mkdtempSync(join(where, prefix))
  folders.add(path)
  const remove = () => {
    rmSync(path, { recursive: true, force: true })
    folders.delete(path)
  }
  return { path, remove }
}
