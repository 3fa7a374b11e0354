/** Settings: what is taken, what is refused and how it is said, and where it comes from. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { ConfigSchema, loadConfig } from '../src/config.ts'

const home = process.cwd()

/** A folder with this .env to load the configuration in. */
function inFolder(t: typeof import('tap').default, dotenv?: string): void {
  process.chdir(t.testdir(dotenv === undefined ? {} : { '.env': dotenv }))
  t.teardown(() => process.chdir(home))
}

t.test('the defaults serve a newsroom on this machine alone', async (t) => {
  inFolder(t as never)
  const config = loadConfig({})
  t.match(config, {
    HOST: '127.0.0.1',
    PORT: 3000,
    DATABASE_URL: 'file:data/masthead.db',
    PUBLIC_URL: '',
    TICK_SECONDS: 60,
  })
  t.same(Object.keys(config).sort(), Object.keys(ConfigSchema.properties).sort())
  t.throws(() => Object.assign(config, { PORT: 1 }), TypeError)
})

t.test('values are taken as what they mean', async (t) => {
  inFolder(t as never)
  const taken = loadConfig({
    PORT: '0',
    TICK_SECONDS: '1',
    ANONYMOUS_READING: 'false',
    TRUST_PROXY: 'true',
    RATE_LIMIT: '0',
  })
  t.match(taken, { PORT: 0, TICK_SECONDS: 1, ANONYMOUS_READING: false, TRUST_PROXY: true, RATE_LIMIT: 0 })
  for (const url of ['file:a.db', 'file:///srv/a.db', 'postgres://u:p@h:5432/d', 'postgresql://h/d'])
    t.equal(loadConfig({ DATABASE_URL: url }).DATABASE_URL, url)
  for (const url of ['http://127.0.0.1:3000', 'https://api.example/news'])
    t.equal(loadConfig({ PUBLIC_URL: url }).PUBLIC_URL, url)
  t.equal(loadConfig({ PORT: '' }).PORT, 3000, 'what is empty is not set')
  t.notOk('PATH' in loadConfig({ PATH: '/bin' }), 'what is not known is not taken')
})

t.test('what is wrong is named with its setting, and never shown', async (t) => {
  inFolder(t as never)
  const wrong: Array<[string, string[]]> = [
    ['PORT', ['abc', '-1', '65536', '3.5']],
    ['DATABASE_URL', ['mysql://root:hidden@db/news', 'data.db', 'file:']],
    ['TICK_SECONDS', ['0', '61', 'minute']],
    ['LOG_LEVEL', ['loud']],
    ['PUBLIC_URL', ['api.example', 'https://api.example/', 'ftp://api.example']],
    ['ANONYMOUS_READING', ['perhaps']],
    ['RATE_LIMIT', ['-1']],
  ]
  for (const [name, values] of wrong) {
    for (const value of values) {
      t.throws(() => loadConfig({ [name]: value }), { message: new RegExp(`\\b${name}\\b`) }, `${name}=${value}`)
      try {
        loadConfig({ [name]: value })
      } catch (error) {
        t.notMatch((error as Error).message, /hidden|\n/)
      }
    }
  }
})

t.test('.env fills in what the environment does not say', async (t) => {
  inFolder(t as never, 'PORT=4000\nPUBLIC_URL="https://dotenv.example"\n# a comment\nSOMETHING_ELSE=1\n')
  t.match(loadConfig({}), { PORT: 4000, PUBLIC_URL: 'https://dotenv.example' })
  t.match(loadConfig({ PORT: '5000' }), { PORT: 5000, PUBLIC_URL: 'https://dotenv.example' })
  t.equal(process.env.PUBLIC_URL, undefined, 'it does not leak into the process')
})

t.test('.env is refused like the environment', async (t) => {
  inFolder(t as never, 'TICK_SECONDS=90\n')
  t.throws(() => loadConfig({}), { message: /TICK_SECONDS/ })
  t.equal(loadConfig({ TICK_SECONDS: '30' }).TICK_SECONDS, 30)
})

t.test('.env.example has every setting, with its default', async (t) => {
  inFolder(t as never, readFileSync(resolve(home, '.env.example'), 'utf8').replaceAll(/^# ?(?=[A-Z_]+=)/gm, ''))
  const example = loadConfig({})
  process.chdir(home)
  inFolder(t as never)
  t.same(example, loadConfig({}))
})
