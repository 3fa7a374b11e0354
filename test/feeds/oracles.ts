/**
 * The oracles of every format: schemas and grammars that the standards' bodies publish, which lie beside the project, not
 * in it. Each answers what is wrong with a document, in words: nothing when it is valid. A test that asks one is skipped,
 * with the notice in `missing`, where it is not there.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import AjvDraft04 from 'ajv-draft-04'
import { default as addFormats } from 'ajv-formats'
import { XmlDocument, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'
import type { NinjsVersion } from '../../src/feeds/ninjs/index.ts'

const folder = resolve(import.meta.dirname, '../../../shared/oracles')

const missingFile = (name: string, what: string): string | false =>
  existsSync(join(folder, name)) ? false : `${what} not beside the project`

/** Why an oracle cannot be asked; false where it can. */
export const missing = {
  ninjs: missingFile('ninjs', 'the schemas of ninjs are'),
  newsMl: missingFile('newsml-g2', 'the XSD of NewsML-G2 is'),
  jsonFeed: missingFile('jsonfeed', 'the schemas of JSON Feed are'),
  sitemap: missingFile('sitemap', 'the schemas of sitemaps are'),
  atom:
    missingFile('atom', 'the grammar of Atom is') ||
    (spawnSync('jing', ['-?']).error !== undefined && 'the program jing is missing'),
}

const json = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

/** Makes a value when it is first asked for, and keeps it. */
function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>()
  return (key) => {
    const value = made.get(key) ?? make(key)
    made.set(key, value)
    return value
  }
}

const faultsBy = (validate: ValidateFunction, value: unknown): string[] =>
  validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) => {
        return `${instancePath} ${message} ${JSON.stringify(params)}`
      })

const ninjsSchema = once((version: NinjsVersion): ValidateFunction => {
  const options = { strict: false, allErrors: true }
  const ajv = version === '1.6' ? new Ajv(options) : new Ajv2020(options)
  addFormats.default(ajv)
  const geoJson = { ...json('ninjs/GeoJSON-schema.json'), $schema: undefined }
  if (version !== '1.6') ajv.addSchema(geoJson, 'https://geojson.org/schema/GeoJSON.json')
  return ajv.compile(json(`ninjs/ninjs-schema_${version}.json`))
})

/** A value against the IPTC's JSON Schema of this version of ninjs. */
export const ninjsFaults = (value: unknown, version: NinjsVersion): string[] => faultsBy(ninjsSchema(version), value)

const jsonFeedSchema = once((name: 'feed.json'): ValidateFunction => {
  const ajv = new AjvDraft04.default({ strict: false, allErrors: true, logger: false, validateFormats: false })
  ajv.addSchema(json('jsonfeed/feed-1.json'), 'https://json.schemastore.org/feed-1')
  return ajv.compile(json(`jsonfeed/${name}`))
})

/** A value against SchemaStore's schema of JSON Feed 1.1. */
export const jsonFeedFaults = (value: unknown): string[] => faultsBy(jsonFeedSchema('feed.json'), value)

/** Schemas import one another by relative names; nothing outside their folder is ever opened, the network least of all. */
xmlRegisterInputProvider({
  match: (name) => resolve(name).startsWith(folder + sep),
  open: (name) => openSync(resolve(name), 'r'),
  read: (file, buffer) => readSync(file, buffer, 0, buffer.byteLength, null),
  close: (file) => {
    closeSync(file)
    return true
  },
})

const xsd = once((name: string): XsdValidator => {
  const path = join(folder, name)
  using schema = XmlDocument.fromBuffer(readFileSync(path), { url: path })
  return XsdValidator.fromDoc(schema)
})

/** Why a text is no well-formed XML 1.0, or what `check` throws about it. */
export function xmlFaults(text: string, check: (document: XmlDocument) => void = () => {}): string[] {
  try {
    using document = XmlDocument.fromString(text)
    check(document)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}

/** A newsItem or newsMessage against the IPTC's XSD of NewsML-G2 2.35, power conformance. */
export const newsMlFaults = (text: string): string[] =>
  xmlFaults(text, (document) => xsd('newsml-g2/NewsML-G2_2.35-spec-All-Power.xsd').validate(document))

/** A sitemap (`all.xsd`: with images, news and xhtml:link) or an index of sitemaps against the protocol's XSD. */
export const sitemapFaults = (text: string, name: 'all.xsd' | 'siteindex.xsd'): string[] =>
  xmlFaults(text, (document) => xsd(`sitemap/${name}`).validate(document))

/** Atom feeds and entries against the grammar of RFC 4287, all in one run of jing, as each costs a second. */
export function atomFaults(texts: string[]): string[] {
  const files = mkdtempSync(join(tmpdir(), 'atom-'))
  try {
    const paths = texts.map((text, index) => {
      const path = join(files, `${index}.xml`)
      writeFileSync(path, text)
      return path
    })
    const { status, stdout, stderr } = spawnSync('jing', ['-c', join(folder, 'atom/atom.rnc'), ...paths], {
      encoding: 'utf8',
    })
    const told = stdout.split('\n').filter((line) => line !== '')
    // What a Java virtual machine has to say stands on the other stream; it is a fault only when jing did not judge.
    return status === 0 || told.length > 0 ? told : [`jing ended with ${status}: ${stderr}`]
  } finally {
    rmSync(files, { recursive: true })
  }
}
