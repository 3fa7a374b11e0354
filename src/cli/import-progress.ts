/** How far an import is: shown on a terminal by what is read of its files, with the rate and the time that is left. */
import { stat } from 'node:fs/promises'
import { SingleBar } from 'cli-progress'
import { standardInput } from './pages.ts'

/** The bytes of files; standard input, of which nobody knows, counts nothing. */
export async function sizeOf(files: string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (file === standardInput ? 0 : (await stat(file)).size)))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Small imports are over before anybody has read how far they are. */
const worthShowing = 1_000_000

const format = 'importing [{bar}] {percentage}% · {lines} lines, {rate} a second · {eta_formatted} left'

/** Shows how far an import of so many bytes is, if `stream` is a terminal. */
export function showProgress(total: number, stream: NodeJS.WriteStream) {
  const bar = stream.isTTY && total >= worthShowing ? new SingleBar({ format, stream, etaBuffer: 50 }) : undefined
  const started = performance.now()
  let [lines, before, inFile] = [0, 0, 0]
  bar?.start(total, 0, { lines, rate: 0 })
  return {
    count(ofFile: number): void {
      // A lower number than before is that of the next file.
      if (ofFile < inFile) before += inFile
      inFile = ofFile
      lines = before + inFile
    },
    read(bytes: string | Buffer): void {
      const rate = Math.round(lines / Math.max(0.001, (performance.now() - started) / 1000))
      bar?.increment(bytes.length, { lines, rate })
    },
    stop: (): void => bar?.stop(),
  }
}
