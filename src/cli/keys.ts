import { existsSync, readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { loadConfig } from '../config.ts'
import { bodyCheck } from '../http/validation.ts'
import { type Key, type Role, roles } from '../keys/index.ts'
import { systemActor } from '../lib/actor.ts'
import { parseInstant, toInstant } from '../lib/instant.ts'
import { openNewsroom } from '../main.ts'
import type { Newsroom } from '../newsroom.ts'
import { ProfileInput } from '../profiles/index.ts'

const actor = systemActor('masthead keys')

async function withNewsroom(work: (newsroom: Newsroom) => Promise<void>): Promise<void> {
  const newsroom = await openNewsroom(loadConfig())
  try {
    await work(newsroom)
  } finally {
    await newsroom.db.close()
  }
}

interface CreateOptions {
  role: Role
  name: string
  editor?: string
  expires?: string
  profile?: string
  json: boolean
}

const checkProfile = bodyCheck(ProfileInput)

/** A profile from a file, or from its JSON itself. */
function profileOf(given: string | undefined): ProfileInput | undefined {
  if (given === undefined) return undefined
  let profile: unknown
  try {
    profile = JSON.parse(existsSync(given) ? readFileSync(given, 'utf8') : given)
  } catch {
    throw new Error('--profile must be a file of JSON, or JSON such as {"sources":["qinghe-news"]}')
  }
  checkProfile(profile)
  return profile as ProfileInput
}

async function editorOf({ db, catalogue }: Newsroom, slug: string | undefined): Promise<string | null> {
  if (slug === undefined) return null
  const editor = await catalogue.store.find(db.read, 'editor', slug)
  if (!editor) throw new Error(`no editor has the slug ${slug}`)
  return editor.id
}

function expiryOf(text: string | undefined): string | null {
  if (text === undefined) return null
  const instant = parseInstant(text)
  if (instant === undefined || instant <= toInstant(new Date()))
    throw new Error('--expires must be an instant in the future such as 2027-01-01T00:00:00Z')
  return instant
}

const createCommand = () =>
  new Command('create')
    .description('Make a key. It is shown once.')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .requiredOption('--name <name>', 'who or what it is for')
    .option('--editor <slug>', 'the editor that it is tied to')
    .option('--expires <instant>', 'when it ends by itself')
    .option('--profile <file|json>', 'what its holder may see; everything when absent')
    .option('--json', 'print { "id", "key" }', false)
    .action((options: CreateOptions) =>
      withNewsroom(async (newsroom) => {
        const { db, keys, profiles } = newsroom
        const profile = profileOf(options.profile)
        const input = {
          name: options.name,
          role: options.role,
          editorId: await editorOf(newsroom, options.editor),
          expiresAt: expiryOf(options.expires),
        }
        const { key, text } = await db.write(async (queries) =>
          keys.create(queries, { ...input, profile: profile && (await profiles.read(queries, profile)) }, actor),
        )
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ id: key.id, key: text })}\n`
            : `${text}\nIt is shown this once; its id is ${key.id}.\n`,
        )
      }),
    )

const standingOf = ({ revokedAt, expiresAt }: Key): string => {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= toInstant(new Date()) ? 'expired' : 'valid'
}

const listCommand = () =>
  new Command('list').description('List the keys, without their secrets.').action(() =>
    withNewsroom(async ({ db, keys }) => {
      const all = { limit: 10_000, position: undefined, count: false }
      const { rows } = await keys.list(db.read, all)
      for (const key of rows)
        process.stdout.write(
          `${key.id}  ${key.role.padEnd(11)}  ${standingOf(key).padEnd(7)}  ${key.expiresAt ?? 'no end'.padEnd(20)}  ${key.name}\n`,
        )
    }),
  )

const rotateCommand = () =>
  new Command('rotate')
    .description('Give a key a new secret. It is shown once.')
    .argument('<id>', 'its id')
    .option('--overlap <seconds>', 'how long the old secret stays good', '86400')
    .option('--json', 'print { "id", "key" }', false)
    .action((id: string, options: { overlap: string; json: boolean }) =>
      withNewsroom(async ({ db, keys }) => {
        const seconds = Number(options.overlap)
        if (!Number.isInteger(seconds) || seconds < 0) throw new Error('--overlap must be a number of seconds')
        const { key, text } = await db.write((queries) => keys.rotate(queries, id, seconds, actor, () => undefined))
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ id: key.id, key: text })}\n`
            : `${text}\nThe old secret is good until ${key.formerValidUntil}.\n`,
        )
      }),
    )

const revokeCommand = () =>
  new Command('revoke')
    .description('Revoke a key at once and for ever.')
    .argument('<id>', 'its id')
    .action((id: string) =>
      withNewsroom(async ({ db, keys }) => {
        const key = await db.write((queries) => keys.revoke(queries, id, actor, () => undefined))
        process.stdout.write(`${key.name} is revoked.\n`)
      }),
    )

/** `masthead keys create|list|rotate|revoke`. */
export const keysCommand = () =>
  new Command('keys')
    .description('Make, list, rotate and revoke keys.')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(rotateCommand())
    .addCommand(revokeCommand())
