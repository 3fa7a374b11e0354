/** The command line: one file per command, loaded when it is asked for. */
import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'

const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./serve.ts')).serveCommand(),
  demo: async () => (await import('./demo.ts')).demoCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  export: async () => (await import('./export.ts')).exportCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  mirror: async () => (await import('./mirror.ts')).mirrorCommand(),
  openapi: async () => (await import('./openapi.ts')).openapiCommand(),
}

/** The command that is meant; all of them where help or a nearest name may be asked for. */
function wanted(name = ''): Array<() => Promise<Command>> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  return command ? [command] : Object.values(commands)
}

/** Runs a command line such as `['serve']`. Answers the exit code when it is not 0. */
export async function run(argv: string[]): Promise<number | undefined> {
  const program = new Command('masthead').description('The headless newsroom.').version(version).exitOverride()
  for (const load of wanted(argv[0])) program.addCommand(await load())
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    process.stderr.write(`masthead: ${(error as Error).message}\n`)
    return 1
  }
  return undefined
}
