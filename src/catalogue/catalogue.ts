/** What may be done with sources, editors and tags, whoever asks: routes, imports and articles that name new ones. */
import type { Audit } from '../audit/index.ts'
import type { Db, Queries } from '../db/db.ts'
import type { Precondition } from '../http/conditional.ts'
import { invalidField, notFound, Problem } from '../http/problems.ts'
import { bodyCheck } from '../http/validation.ts'
import type { Actor } from '../lib/actor.ts'
import { toInstant } from '../lib/instant.ts'
import { applyMergePatch } from '../lib/merge-patch.ts'
import { numberedSlug, slugOf } from '../lib/slug.ts'
import type { CatalogueEntry, CatalogueResource, ResourceName } from './resource.ts'
import { type CatalogueRow, type CatalogueStore, type CountedEntry, createCatalogueStore } from './store.ts'

interface Dependencies {
  db: Db
  audit: Audit
  now: () => Date
  newId: () => string
  /** Told in the same write of an entry before and after a change; undefined where there is none. */
  changed: (queries: Queries, before: CatalogueEntry | undefined, after: CatalogueEntry | undefined) => Promise<void>
}

/** A resource with its check of merged patches. */
interface Registered {
  resource: CatalogueResource
  check: (value: unknown) => void
}

/** The operations on the catalogue. Each takes the handle of the transaction that it is part of. */
export function createCatalogue({ db, audit, now, newId, changed }: Dependencies, resources: CatalogueResource[]) {
  const store: CatalogueStore = createCatalogueStore(db)
  const registered = new Map<ResourceName, Registered>(
    resources.map((resource) => [resource.name, { resource, check: bodyCheck(resource.schemas.input) }]),
  )
  const record = (
    queries: Queries,
    actor: Actor,
    action: string,
    entry: CatalogueEntry,
    fromRevision: number | null,
    toRevision: number | null,
  ): Promise<void> =>
    audit.record(queries, actor, { action, resource: entry.resource, resourceId: entry.id, fromRevision, toRevision })
  const of = (name: ResourceName): Registered => registered.get(name) as Registered

  async function freeSlug(queries: Queries, name: ResourceName, wanted: string): Promise<string> {
    for (let number = 1; ; number++) {
      const slug = numberedSlug(wanted, number)
      if (!(await store.find(queries, name, slug))) return slug
    }
  }

  /** Refuses a slug that another entry has. */
  async function claimSlug(queries: Queries, name: ResourceName, slug: string, ownId?: string): Promise<void> {
    const holder = await store.find(queries, name, slug)
    if (holder && holder.id !== ownId) {
      throw new Problem('conflict', `The ${name} ${holder.id} has the slug ${slug} already. Choose another.`, {
        errors: [{ pointer: '/slug', detail: 'is taken' }],
      })
    }
  }

  /** Turns `parent`, an id or slug, into the id, and refuses circles. */
  async function resolveParent(queries: Queries, document: { parent?: string | null }, ownId?: string): Promise<void> {
    if (document.parent == null) return
    const parent = await store.find(queries, 'tag', document.parent)
    if (!parent) throw invalidField('/parent', 'must be the id or slug of a tag that exists')
    for (let above: CatalogueEntry | undefined = parent; above; ) {
      if (above.id === ownId) throw invalidField('/parent', 'must not be the tag itself or one below it')
      above = above.parentId === null ? undefined : await store.find(queries, 'tag', above.parentId)
    }
    document.parent = parent.id
  }

  /** Puts entries, and the tags above them, on the reading surface. */
  async function show(queries: Queries, entries: CatalogueEntry[]): Promise<void> {
    let level = entries
    while (level.length > 0) {
      const unlisted = level.filter((entry) => !entry.listed)
      await store.show(
        queries,
        unlisted.map((entry) => entry.id),
      )
      for (const entry of unlisted) await changed(queries, entry, { ...entry, listed: true })
      const above = await store.findAll(
        queries,
        level.flatMap((entry) => entry.parentId ?? []),
      )
      level = [...above.values()].filter((entry) => !entry.listed)
    }
  }

  /** What readers see in a live article cannot be hidden from them. */
  async function requireMayHide(queries: Queries, entry: CatalogueEntry): Promise<void> {
    if (!entry.listed || !(await store.isShown(queries, entry))) return
    throw new Problem(
      'conflict',
      `A live article shows this ${entry.resource}; it stays on the reading surface while one does.`,
      {
        errors: [{ pointer: '/listed', detail: 'cannot become false while a live article shows it' }],
      },
    )
  }

  const rowOf = (
    resource: CatalogueResource,
    document: object,
    rest: Omit<CatalogueRow, 'resource' | 'document' | 'kind' | 'country' | 'language' | 'mediaTopic' | 'parentId'>,
  ): CatalogueRow => ({
    ...rest,
    ...resource.columnsOf(document),
    resource: resource.name,
    document,
  })

  async function create(
    queries: Queries,
    name: ResourceName,
    input: Record<string, unknown>,
    actor: Actor,
    id = newId(),
  ): Promise<CatalogueEntry> {
    const { resource } = of(name)
    const { slug: wanted, listed = true, ...fields } = input as { slug?: string | null; listed?: boolean | null }
    const document = resource.documentOf(fields)
    await resolveParent(queries, document)
    if (wanted != null) await claimSlug(queries, name, wanted)
    const slug = wanted ?? (await freeSlug(queries, name, slugOf(resource.slugTextOf(document)) || name))
    const instant = toInstant(now())
    const row = rowOf(resource, document, {
      id,
      slug,
      listed: listed ?? true,
      revision: 1,
      createdAt: instant,
      updatedAt: instant,
    })
    const entry = await store.create(queries, row, resource.printedNamesOf(document))
    await changed(queries, undefined, entry)
    if (entry.listed) await show(queries, [entry])
    await record(queries, actor, 'create', entry, null, 1)
    return entry
  }

  async function save(
    queries: Queries,
    entry: CatalogueEntry,
    input: Record<string, unknown>,
    actor: Actor,
  ): Promise<CatalogueEntry> {
    const { resource } = of(entry.resource)
    const { slug, listed, ...fields } = input as { slug?: string | null; listed?: boolean | null }
    const document = resource.documentOf(fields)
    await resolveParent(queries, document, entry.id)
    if (slug != null) await claimSlug(queries, entry.resource, slug, entry.id)
    if (listed === false) await requireMayHide(queries, entry)
    const row = rowOf(resource, document, {
      id: entry.id,
      slug: slug ?? entry.slug,
      listed: listed ?? entry.listed,
      revision: entry.revision + 1,
      createdAt: entry.createdAt,
      updatedAt: toInstant(now()),
    })
    const saved = await store.update(queries, row, resource.printedNamesOf(document))
    await changed(queries, entry, saved)
    if (saved.listed) await show(queries, [saved])
    await record(queries, actor, 'update', saved, entry.revision, saved.revision)
    return saved
  }

  async function existing(queries: Queries, name: ResourceName, id: string): Promise<CatalogueEntry> {
    const entry = await store.find(queries, name, id)
    if (!entry) throw notFound(name)
    return entry
  }

  async function update(
    queries: Queries,
    name: ResourceName,
    id: string,
    patch: object,
    actor: Actor,
    precondition: Precondition,
  ): Promise<CatalogueEntry> {
    const entry = await existing(queries, name, id)
    precondition(stateOf(entry), await audit.lastChange(queries, entry.id))
    const merged = applyMergePatch(asInput(entry), patch)
    of(name).check(merged)
    return save(queries, entry, merged as Record<string, unknown>, actor)
  }

  async function remove(
    queries: Queries,
    name: ResourceName,
    id: string,
    actor: Actor,
    precondition: Precondition,
  ): Promise<void> {
    const entry = await existing(queries, name, id)
    precondition(stateOf(entry), await audit.lastChange(queries, entry.id))
    const { articles, children } = await store.uses(queries, entry.id)
    if (articles > 0)
      throw new Problem('conflict', `${articles} articles name this ${name}. Change them first.`, {
        members: { articles },
      })
    if (children > 0)
      throw new Problem('conflict', `${children} tags stand below this one. Move them first.`, {
        members: { children },
      })
    await store.remove(queries, entry.id)
    await changed(queries, entry, undefined)
    await record(queries, actor, 'delete', entry, entry.revision, null)
  }

  /** Creates or changes the entry with the input's slug: how imports bring in a catalogue. */
  async function put(
    queries: Queries,
    name: ResourceName,
    input: Record<string, unknown>,
    actor: Actor,
  ): Promise<{ entry: CatalogueEntry; result: 'created' | 'updated' | 'unchanged' }> {
    const { id, ...fields } = input as { id?: string; slug?: string }
    of(name).check(fields)
    const known =
      (id === undefined ? undefined : await store.find(queries, name, id)) ??
      (fields.slug === undefined ? undefined : await store.find(queries, name, fields.slug))
    if (!known) return { entry: await create(queries, name, fields, actor, id), result: 'created' }
    if (await isSame(queries, known, fields)) return { entry: known, result: 'unchanged' }
    return { entry: await save(queries, known, fields, actor), result: 'updated' }
  }

  async function isSame(queries: Queries, entry: CatalogueEntry, input: Record<string, unknown>): Promise<boolean> {
    const { slug = entry.slug, listed = entry.listed, ...fields } = input
    const document = of(entry.resource).resource.documentOf(fields)
    await resolveParent(queries, document, entry.id)
    return JSON.stringify([slug, listed, document]) === JSON.stringify([entry.slug, entry.listed, entry.document])
  }

  return { store, show, of: (name: ResourceName) => of(name).resource, create, update, remove, put }
}

export type Catalogue = ReturnType<typeof createCatalogue>

/** The state token of an entry, as its ETag begins. */
export const stateOf = (entry: CatalogueEntry): string => `r${entry.revision}`

/** An entry as the input that would make it. */
export const asInput = (entry: CatalogueEntry): Record<string, unknown> => ({
  slug: entry.slug,
  listed: entry.listed,
  ...withoutNulls(entry.document),
})

const withoutNulls = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null))

/** An entry as the newsroom sees it. */
export const newsroomView = (entry: CatalogueEntry): Record<string, unknown> => ({
  id: entry.id,
  slug: entry.slug,
  ...entry.document,
  listed: entry.listed,
  revision: entry.revision,
  createdAt: entry.createdAt,
  updatedAt: entry.updatedAt,
})

/** An entry as readers see it. */
export function readingView(entry: CountedEntry, resource: CatalogueResource): Record<string, unknown> {
  const hidden = new Set<string>(resource.newsroomOnly)
  const shown = Object.entries(entry.document).filter(([name]) => !hidden.has(name))
  return {
    id: entry.id,
    slug: entry.slug,
    ...Object.fromEntries(shown),
    articles: entry.articles,
    createdAt: entry.createdAt,
    updatedAt: entry.updatedAt,
  }
}

/** The name in a language, in its base language, or the given fallback. */
export const nameIn = (names: Record<string, string> | null, language: string, fallback: string): string =>
  names?.[language] ?? names?.[language.split('-')[0] as string] ?? fallback
