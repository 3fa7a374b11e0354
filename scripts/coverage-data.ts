/** Collects what V8 saw of our sources in all processes of a test run, and turns it into lines. */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

interface V8Range {
  startOffset: number
  endOffset: number
  count: number
}
interface V8Script {
  url: string
  functions: { functionName: string; isBlockCoverage: boolean; ranges: V8Range[] }[]
}

/** What one test run saw: per source file its hash at that time and one list of functions per process. */
export interface CoverageData {
  files: Record<string, { hash: string; runs: V8Script['functions'][] }>
}

export interface FileCoverage {
  file: string
  total: number
  missed: number[]
}

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Reads V8's raw reports in a folder and keeps what concerns the sources under `root`. */
export async function collect(rawDirectory: string, root: string): Promise<CoverageData> {
  const data: CoverageData = { files: {} }
  const seen = new Set<string>()
  for (const name of await readdir(rawDirectory)) {
    const report = parse(await readFile(join(rawDirectory, name), 'utf8'))
    for (const script of report) {
      if (!script.url.startsWith('file:')) continue
      const path = fileURLToPath(script.url.replace(/[?#].*$/, ''))
      const file = relative(root, path).split(sep).join('/')
      if (file.startsWith('..')) continue
      const entry = data.files[file] ?? { hash: hash(await readFile(path, 'utf8')), runs: [] }
      data.files[file] = entry
      const key = `${file} ${hash(JSON.stringify(script.functions))}`
      if (!seen.has(key)) entry.runs.push(script.functions)
      seen.add(key)
    }
  }
  return data
}

/** A process that was killed can leave half a report: it counts as nothing. */
function parse(text: string): V8Script[] {
  try {
    return (JSON.parse(text) as { result: V8Script[] }).result
  } catch {
    return []
  }
}

export async function save(file: string, data: CoverageData): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.part`, JSON.stringify(data))
  await rename(`${file}.part`, file)
}

export const load = async (file: string): Promise<CoverageData> => JSON.parse(await readFile(file, 'utf8'))

/** All sources under a folder, whether a test loads them or not. */
export async function sources(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, resolve(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/**
 * The lines of a source that hold code, and those of them that no process ran. A line counts when it has a word, a
 * literal or an operator that is left once types and comments are gone, and counts as run when one of these ran.
 */
export function coverLines(file: string, source: string, runs: V8Script['functions'][]): FileCoverage {
  const code = stripTypeScriptTypes(source) // What Node runs: V8 counts its characters, and the lines are the source's.
  const ran = new Uint8Array(code.length)
  for (const functions of runs) {
    const counts = new Uint8Array(code.length)
    // V8's ranges nest: the inner one has the last word, so it is written after the outer one.
    const ranges = functions.flatMap((f) => f.ranges)
    ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset)
    for (const range of ranges) counts.fill(range.count > 0 ? 1 : 0, range.startOffset, range.endOffset)
    for (let i = 0; i < counts.length; i++) if (counts[i]) ran[i] = 1
  }
  const lines = new Map<number, boolean>()
  const tree = ts.createSourceFile('source.js', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  for (const [start, end] of tokens(tree)) {
    let position = start
    for (const text of code.slice(start, end).split('\n')) {
      const line = tree.getLineAndCharacterOfPosition(position).line + 1
      const hit = ran.subarray(position, position + text.length).includes(1)
      if (text.trim()) lines.set(line, hit || lines.get(line) === true)
      position += text.length + 1
    }
  }
  return { file, total: lines.size, missed: [...lines].filter(([, hit]) => !hit).map(([line]) => line) }
}

/** Where the words, literals and operators of a source stand; brackets, separators and bare `else` are not among them. */
function* tokens(tree: ts.SourceFile): Generator<[number, number]> {
  const open: ts.Node[] = [tree]
  for (let node = open.pop(); node; node = open.pop()) {
    if (ts.isJSDoc(node) || silent.has(node.kind)) continue
    const children = node.getChildren(tree)
    if (children.length > 0) open.push(...[...children].reverse())
    else if (node.getWidth(tree) > 0) yield [node.getStart(tree), node.getEnd()]
  }
}

const silent = new Set([
  ts.SyntaxKind.OpenBraceToken,
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.OpenParenToken,
  ts.SyntaxKind.CloseParenToken,
  ts.SyntaxKind.OpenBracketToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CommaToken,
  ts.SyntaxKind.SemicolonToken,
  ts.SyntaxKind.ColonToken,
  ts.SyntaxKind.ElseKeyword,
  ts.SyntaxKind.TryKeyword,
  ts.SyntaxKind.DoKeyword,
  ts.SyntaxKind.EndOfFileToken,
])
