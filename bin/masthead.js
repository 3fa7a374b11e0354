#!/usr/bin/env node
// Plain JavaScript that even an old Node can read: it looks at the version before anything of ours is loaded, because
// an old Node cannot run TypeScript, and the SQLite driver would take it down without a word.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const needed = [22, 18]
const packagedNodes = ['../node_modules/node/bin/node', '../node_modules/.bin/node']
const signals = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2']

const [major, minor] = process.versions.node.split('.').map(Number)

if (major > needed[0] || (major === needed[0] && minor >= needed[1])) {
  delete process.env.MASTHEAD_RERUN
  limitYoungGeneration()
  import('./loading.js')
    .then(() => import('../src/cli/index.ts'))
    .then((cli) => cli.run(process.argv.slice(2)))
    .then(
      (code) => {
        if (typeof code === 'number') process.exitCode = code
      },
      (error) => {
        console.error(error)
        process.exitCode = 1
      },
    )
} else {
  const packaged = packagedNodes.map((path) => fileURLToPath(new URL(path, import.meta.url))).find(existsSync)
  if (packaged && !process.env.MASTHEAD_RERUN) rerun(packaged)
  else refuse()
}

/**
 * Begins a server anew, as the same process, with less memory for what is young: 16 MB, where V8 would let it grow to 67,
 * for which a server has no use. And objects of requests are never put among the old ones at once, from where only a full
 * collection takes them away again: that made a server under load grow by up to 150 MB. This is settled when a process
 * begins; whoever sets the size by NODE_OPTIONS or an option has it so.
 */
function limitYoungGeneration() {
  const { argv, env, execArgv, execPath } = process
  const isSet = `${env.NODE_OPTIONS} ${execArgv.join(' ')}`.includes('semi-space-size')
  // Who was started with a channel to its parent, such as a worker, would lose that.
  if (argv[2] !== 'serve' || isSet || process.send || !process.execve || process.platform === 'win32') return
  const youngGeneration = ['--max-semi-space-size=16', '--no-allocation-site-pretenuring']
  process.execve(execPath, [execPath, ...execArgv, ...youngGeneration, ...argv.slice(1)], env)
}

/** Becomes, as far as a parent can, the same command under another Node: same streams, signals and end. */
function rerun(node) {
  const child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, MASTHEAD_RERUN: '1' },
  })
  for (const signal of signals) {
    process.on(signal, () => {
      // Ctrl-C on a terminal reaches the child by itself; a second one would cut its graceful close short.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', () => refuse())
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const name of signals) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

function refuse() {
  console.error(
    `Masthead needs Node ${needed.join('.')} or later, this is ${process.versions.node}: run "npm ci" (it brings a current Node into node_modules), or install one from https://nodejs.org`,
  )
  process.exit(1)
}
