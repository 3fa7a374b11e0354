import { Command, Option } from 'commander'
import { CopyDiffers, mirror, openFile, openFolder, type Way, ways } from '../mirror/index.ts'

interface Options {
  key?: string
  into: string
  follow: Way
  once: boolean
  fresh: boolean
}

/** `masthead mirror`: keeps a copy of a newsroom elsewhere, and proves that it is one. */
export const mirrorCommand = () =>
  new Command('mirror')
    .description('Keep a copy of all that a key sees in a newsroom.')
    .argument('<url>', 'address of the newsroom, such as https://api.example')
    .addOption(new Option('--key <key>', 'the key; anonymous when absent').env('MASTHEAD_KEY'))
    .requiredOption('--into <where>', 'a folder for files of JSON, or file:PATH for a SQLite file')
    .addOption(new Option('--follow <way>', 'how to learn of changes').choices(ways).default('long-poll'))
    .option('--once', 'end when the copy is as far as the newsroom, and proved', false)
    .option('--fresh', 'begin anew', false)
    .action(async (url: string, options: Options) => {
      const copy = options.into.startsWith('file:')
        ? await openFile(options.into.slice('file:'.length))
        : await openFolder(options.into)
      const stopped = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopped.abort())
      try {
        if (options.fresh) await copy.clear()
        const onProved = (proof: object) => process.stdout.write(`${JSON.stringify(proof)}\n`)
        const { key, follow: way, once } = options
        await mirror({ url, key, copy, way, once, signal: stopped.signal, onProved })
      } catch (error) {
        if (stopped.signal.aborted) return
        if (error instanceof CopyDiffers) throw new Error(`${error.message}; begin anew with --fresh`)
        throw error
      } finally {
        await copy.close()
      }
    })
