/** masthead import and export: files, folders and standard input, what is printed, and how it ends. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openCli } from './run-cli.ts'

const page = (title: string, body = 'First words.') =>
  `E-mail desk@news.example Phone 0551-1234567\n\n${title}\n\nPub Date:24-06-21 16:53 Source:news.example\n\n${body}\n\nEditor:Lin Yue\n`
const html =
  '<html><head><title>x</title></head><body><h1>An HTML Page</h1><p>Pub Date:24-06-21 16:53 Source:news.example</p><p>Words.</p></body></html>'
const line = (slug: string) => JSON.stringify({ type: 'source', slug, name: `The ${slug}` })
const counted = (created: number, updated: number, unchanged: number, refused: number) =>
  `${created} created, ${updated} updated, ${unchanged} unchanged, ${refused} refused\n`

t.test('masthead import and export', async (t) => {
  const cli = await openCli(t)
  const write = (name: string, text: string | Buffer) => writeFileSync(join(cli.folder, name), text)
  mkdirSync(join(cli.folder, 'pages/below'), { recursive: true })
  write('pages/a.txt', page('A Bridge Opens'))
  write('pages/b.html', html)
  write('pages/below/c.TXT', page('A Ferry Returns'))
  write('pages/below/empty.txt', '')
  write('pages/ignored.md', page('Not a page'))
  write('pages/lines.ndjson', `${line('desk')}\n${line('wire')}\n`)

  await t.test('1 for a folder in which one page cannot be read, the rest being imported', async (t) => {
    const { code, out, err } = await cli.run(['import', 'pages', '--report', 'report.json'])
    t.equal(code, 1)
    t.equal(out, counted(5, 0, 0, 1))
    t.match(err, /^pages\/below\/empty\.txt: refused, The page is empty.*\n$/)
    const report = JSON.parse(readFileSync(join(cli.folder, 'report.json'), 'utf8'))
    t.same(Object.keys(report), ['items', 'summary'])
    t.same(report.summary, { created: 5, updated: 0, unchanged: 0, refused: 1 })
    t.same(
      report.items.map(({ file }: { file: string }) => file),
      [
        'pages/a.txt',
        'pages/b.html',
        'pages/below/c.TXT',
        'pages/below/empty.txt',
        'pages/lines.ndjson:1',
        'pages/lines.ndjson:2',
      ],
    )
    for (const item of report.items)
      t.same(Object.keys(item), ['file', 'result', 'articleId', 'externalId', 'reason', 'fields'])
    t.match(report.items[0], { result: 'created', externalId: '2024-06-21T08:53:00Z a bridge opens' })
  })

  await t.test('0 for files and standard input together, known by what they say', async (t) => {
    write('renamed.txt', page('A Bridge Opens'))
    const answer = await cli.run(['import', 'renamed.txt', '-', 'pages/lines.ndjson'], {
      input: page('A Ferry Returns'),
    })
    t.same(answer, { code: 0, out: counted(0, 0, 4, 0), err: '' })
  })

  await t.test('0 with every field explained', async (t) => {
    const { code, out } = await cli.run(['import', '--explain', '--draft', '-'], {
      input: page('Explained at Length', 'Some "quoted" words.'),
    })
    t.equal(code, 0)
    t.match(out, /^-: created\n/)
    t.match(
      out,
      / {2}publishedAt +2024-06-21T08:53:00Z\n +line 5: "Pub Date:24-06-21 16:53" \(date-two-digit-year-20yy, read in Asia\/Shanghai\)\n/,
    )
    t.match(out, / {2}editor +Lin Yue\n +line 9: "Editor:Lin Yue" \(closing-label\)\n/)
    t.match(out, / {2}paragraph +Some "quoted" words\.\n/)
    t.ok(out.endsWith(counted(1, 0, 0, 0)))
    const lines = (await cli.run(['export'])).out.split('\n').filter((each) => each.includes('Explained at Length'))
    t.match(
      lines.map((each) => JSON.parse(each)),
      [{ state: 'draft' }],
    )
  })

  await t.test('0 for bytes of GB 18030 on standard input, and for lines there', async (t) => {
    const chinese = Buffer.concat([
      Buffer.from('d0c2c7c5cda8b3b5', 'hex'),
      Buffer.from('\n\n2024-06-21 16:53\n\n'),
      Buffer.from('b5dad2bbc1beb3b5bfaab9fdc8a5a1a3', 'hex'),
    ])
    t.same(await cli.run(['import', '-'], { input: chinese }), { code: 0, out: counted(1, 0, 0, 0), err: '' })
    t.same(await cli.run(['import', '-'], { input: `\n${line('desk')}\n${line('new')}` }), {
      code: 0,
      out: counted(1, 0, 1, 0),
      err: '',
    })
    t.ok((await cli.run(['export'])).out.includes('"title":"新桥通车"'))
  })

  await t.test('1 in one line for what is not there', async (t) => {
    const [missing, nothing] = await Promise.all([cli.run(['import', 'no-such-file.txt']), cli.run(['import'])])
    t.match(missing, { code: 1, out: '', err: /^masthead: ENOENT.*no-such-file\.txt'\n$/ })
    t.match(nothing, { code: 1, out: '', err: /missing required argument 'path'/ })
  })

  await t.test('0 for an export that another newsroom imports, and exports again', async (t) => {
    const exported = await cli.run(['export'])
    t.match(exported, { code: 0, err: '' })
    const other = await openCli(t)
    const imported = await other.run(['import', '-'], { input: exported.out })
    t.match(imported, { code: 0, err: '', out: counted(exported.out.trimEnd().split('\n').length, 0, 0, 0) })
    t.equal((await other.run(['export'])).out, exported.out)
  })
})
