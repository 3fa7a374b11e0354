import { spawn } from 'node:child_process'

interface RunOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  seconds?: number
}

/** Runs a program with our streams. Raises an error when it does not end well, or not in time. */
export function run(program: string, args: string[], { env, cwd, seconds = 600 }: RunOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      timeout: seconds * 1000,
      ...(cwd !== undefined && { cwd }),
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? code}`))
    })
  })
}
