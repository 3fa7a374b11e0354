/** How long a server takes to start, and how large an installation is. */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder } from './leftovers.ts'
import { serve } from './processes.ts'
import type { Recorder, Run } from './recorder.ts'
import { median } from './results.ts'

const starts = 3

/** From the start of the process until its first answer. */
export async function measureStart(run: Run): Promise<void> {
  const name = 'start until the first answer'
  if (!run.isWanted('process', name)) return
  const taken: number[] = []
  const worked: number[] = []
  const memory: number[] = []
  for (let turn = 0; turn < starts; turn++) {
    const began = performance.now()
    const server = await serve(run.newsroom.env)
    const answer = await fetch(`${server.url}/v1/site`)
    await answer.arrayBuffer()
    taken.push(performance.now() - began)
    worked.push(server.cpu() / 1000)
    memory.push(server.memory())
    await server.stop()
    if (answer.status !== 200) throw new Error(`/v1/site was answered ${answer.status}`)
  }
  run.figure('process', name, median(taken), 'ms', { atMost: 1000 })
  run.figure('process', `${name}: CPU`, median(worked), 'ms')
  run.figure('process', 'memory after the start', median(memory), 'MB')
}

const root = resolve(import.meta.dirname, '../..')
/** What a server needs beside its packages. */
const parts = ['package.json', 'package-lock.json', 'bin', 'src', 'migrations', 'openapi', 'docs', 'demo']

const bytesOfBlock = 512

/** Megabytes of the files in a folder, and what they take on the disk, as du counts it. */
function sizeOf(folder: string): { content: number; onDisk: number } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  const stats = files.map(({ parentPath, name }) => statSync(join(parentPath, name)))
  const sumOf = (value: (stat: Stats) => number) => stats.reduce((sum, stat) => sum + value(stat), 0) / 1e6
  return { content: sumOf(({ size }) => size), onDisk: sumOf(({ blocks }) => blocks * bytesOfBlock) }
}

/** Megabytes of an installation for production, without the Node that the optional package brings. */
export function measureInstallation({ isWanted, figure }: Recorder): void {
  const name = 'installation'
  if (!isWanted('process', name)) return
  const { path: folder, remove } = temporaryFolder('masthead-install-')
  try {
    for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
    execFileSync('npm', ['ci', '--omit=dev', '--omit=optional', '--no-audit', '--no-fund'], {
      ...{ cwd: folder, encoding: 'utf8', timeout: 300_000 },
    })
    const { content, onDisk } = sizeOf(folder)
    figure(null, 'process', name, onDisk, 'MB', { atMost: 100 })
    figure(null, 'process', `${name}: content of its files`, content, 'MB')
  } finally {
    remove()
  }
}
