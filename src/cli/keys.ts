import { Command, Option } from 'commander'
import { loadConfig } from '../config.ts'
import { type Role, roles } from '../keys/index.ts'
import { openNewsroom } from '../main.ts'
import type { Newsroom } from '../newsroom.ts'

async function withNewsroom(work: (newsroom: Newsroom) => Promise<void>): Promise<void> {
  const newsroom = await openNewsroom(loadConfig())
  try {
    await work(newsroom)
  } finally {
    await newsroom.db.close()
  }
}

const createCommand = () =>
  new Command('create')
    .description('Make a key. It is shown once.')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .requiredOption('--name <name>', 'who or what it is for')
    .option('--json', 'print { "id", "key" }', false)
    .action((options: { role: Role; name: string; json: boolean }) =>
      withNewsroom(async ({ db, keys }) => {
        const { key, text } = await db.write((queries) => keys.create(queries, options))
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ id: key.id, key: text })}\n`
            : `${text}\nIt is shown this once; its id is ${key.id}.\n`,
        )
      }),
    )

const listCommand = () =>
  new Command('list').description('List the keys, without their secrets.').action(() =>
    withNewsroom(async ({ db, keys }) => {
      for (const key of await keys.list(db.read))
        process.stdout.write(
          `${key.id}  ${key.role.padEnd(11)}  ${key.revokedAt === null ? 'valid  ' : 'revoked'}  ${key.name}\n`,
        )
    }),
  )

const revokeCommand = () =>
  new Command('revoke')
    .description('Revoke a key at once and for ever.')
    .argument('<id>', 'its id')
    .action((id: string) =>
      withNewsroom(async ({ db, keys }) => {
        const key = await db.write((queries) => keys.revoke(queries, id))
        if (!key) throw new Error(`no key has the id ${id}`)
        process.stdout.write(`${key.name} is revoked.\n`)
      }),
    )

/** `masthead keys create|list|revoke`. */
export const keysCommand = () =>
  new Command('keys')
    .description('Make, list and revoke keys.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand())
