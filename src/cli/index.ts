/** The command line: one file per command. */
import { Command, CommanderError } from 'commander'
import { version } from '../version.ts'
import { backupCommand } from './backup.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { keysCommand } from './keys.ts'
import { migrateCommand } from './migrate.ts'
import { mirrorCommand } from './mirror.ts'
import { openapiCommand } from './openapi.ts'
import { serveCommand } from './serve.ts'

/** Runs a command line such as `['serve']`. Answers the exit code when it is not 0. */
export async function run(argv: string[]): Promise<number | undefined> {
  const program = new Command('masthead').description('The headless newsroom.').version(version).exitOverride()
  for (const command of [
    serveCommand,
    demoCommand,
    migrateCommand,
    importCommand,
    exportCommand,
    backupCommand,
    keysCommand,
    mirrorCommand,
    openapiCommand,
  ]) {
    program.addCommand(command())
  }
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
