/** A copy as files: one of JSON for each resource, and `mirror.json` for how far it has come. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Batch, Copy, Kept, MirrorState } from './copy.ts'

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ENOENT'

async function read<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Writes a file whole or not at all. */
async function write(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`)
  await rename(`${file}.new`, file)
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** Opens a folder, and makes it if it is not there. Files are written before the state that says so. */
export async function openFolder(folder: string): Promise<Copy> {
  const stateFile = join(folder, 'mirror.json')
  const fileOf = (resource: string, id: string): string => {
    if (!/^[a-z]+$/.test(resource) || !/^[A-Za-z0-9-]+$/.test(id))
      throw new Error(`${resource}/${id} is no name of a file`)
    return join(folder, resource, `${id}.json`)
  }
  await mkdir(folder, { recursive: true })

  async function* all(): AsyncGenerator<Kept> {
    for (const resource of await names(folder)) {
      if (resource.includes('.')) continue
      for (const name of await names(join(folder, resource)))
        if (name.endsWith('.json')) yield (await read<Kept>(join(folder, resource, name))) as Kept
    }
  }

  async function apply({ put, remove, state }: Batch): Promise<void> {
    for (const kept of put) {
      await mkdir(join(folder, kept.resource), { recursive: true })
      await write(fileOf(kept.resource, kept.id), kept)
    }
    for (const { resource, id } of remove) await rm(fileOf(resource, id), { force: true })
    await write(stateFile, state)
  }

  async function clear(): Promise<void> {
    await rm(stateFile, { force: true })
    for (const name of await names(folder)) if (!name.includes('.')) await rm(join(folder, name), { recursive: true })
  }

  return {
    state: () => read<MirrorState>(stateFile),
    find: (resource, id) => read<Kept>(fileOf(resource, id)),
    all,
    apply,
    clear,
    close: async () => undefined,
  }
}
