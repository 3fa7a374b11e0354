/** Profiles: set for a key or for anonymous readers, kept with the articles that each lets its reader see. */
import type { Audit } from '../audit/index.ts'
import type { Catalogue } from '../catalogue/index.ts'
import type { ChangeLog, LoggedProfile } from '../changes/index.ts'
import type { Db, Queries } from '../db/db.ts'
import { invalidField } from '../http/problems.ts'
import type { Actor } from '../lib/actor.ts'
import { siteTag } from '../lib/cache-tags.ts'
import { type Freshness, keep } from '../lib/freshness.ts'
import { sha256 } from '../lib/ids.ts'
import { parseInstant, toInstant } from '../lib/instant.ts'
import { canonicalTag } from '../lib/language.ts'
import { everything, type Profile, profileTerm, type Right, type Scope, sees, type Viewer } from '../lib/viewer.ts'
import type { ProfileInput } from './schema.ts'
import { createProfileStore } from './store.ts'

interface Dependencies {
  db: Db
  audit: Audit
  catalogue: Catalogue
  log: ChangeLog
  freshness: Freshness
  now: () => Date
}

/** The id of the profile of anonymous readers. */
export const anonymous = 'anonymous'

/** A profile that narrows nothing. */
export const wholeProfile: Profile = {
  sources: null,
  tags: null,
  languages: null,
  publishedSince: null,
  rights: null,
  content: 'full',
  images: true,
}

/** The state of a profile that If-Match is compared with. */
export const stateOf = (profile: Profile | undefined): string =>
  `p${sha256(JSON.stringify(profile ?? wholeProfile)).slice(0, 12)}`

/** Builds the profiles over a database. Functions that take a handle are part of a write. */
export function createProfiles({ db, audit, catalogue, log, freshness, now }: Dependencies) {
  const store = createProfileStore(db)

  async function idsOf(
    queries: Queries,
    names: unknown,
    resource: 'source' | 'tag',
    at: string,
  ): Promise<string[] | null> {
    if (names == null) return null
    const ids = new Set<string>()
    for (const [index, name] of (names as string[]).entries()) {
      const entry = await catalogue.store.find(queries, resource, name)
      if (!entry)
        throw invalidField(`${at}/${resource}s/${index}`, `must be the id or slug of a ${resource} that exists`)
      ids.add(entry.id)
    }
    return [...ids].sort()
  }

  function languagesOf(languages: string[] | null | undefined, at: string): string[] | null {
    if (languages == null) return null
    return languages.map((language, index) => {
      const canonical = canonicalTag(language)
      if (canonical === undefined) throw invalidField(`${at}/languages/${index}`, 'must be a language tag such as en')
      return canonical
    })
  }

  /** A profile from an input that stands at a pointer of a body; sources and tags by their ids. Raises invalid-body. */
  async function read(queries: Queries, input: ProfileInput, at = ''): Promise<Profile> {
    const { sources, tags, languages, publishedSince, rights, content, images } = input as Partial<Profile>
    const since = publishedSince == null ? null : parseInstant(publishedSince)
    if (since === undefined)
      throw invalidField(`${at}/publishedSince`, 'must be an instant such as 2024-01-01T00:00:00Z')
    return {
      sources: await idsOf(queries, sources, 'source', at),
      tags: await idsOf(queries, tags, 'tag', at),
      languages: languagesOf(languages, at),
      publishedSince: since,
      rights: rights ?? null,
      content: content ?? 'full',
      images: images ?? true,
    }
  }

  async function logged(queries: Queries, id: string, before: Profile | null, after: Profile | null): Promise<void> {
    const [was, is]: LoggedProfile[] = [{ profile: before }, { profile: after }] as [LoggedProfile, LoggedProfile]
    await log.append(queries, {
      ...{ resource: 'profile', id, type: 'updated', at: toInstant(now()) },
      ...{ before: was, after: is },
    })
  }

  /**
   * Sets a profile: the change is one row of the log, and from its commit on every answer follows it. The first profile
   * of a key that is being made is no change.
   */
  async function put(queries: Queries, id: string, profile: Profile, actor: Actor, isNew = false): Promise<void> {
    const former = await store.find(queries, id)
    if (JSON.stringify(former) === JSON.stringify(profile)) return
    await store.put(queries, id, profile)
    await store.rebuild(queries, id, profile)
    if (!isNew) await logged(queries, id, former ?? null, profile)
    await audit.record(queries, actor, { action: 'narrow', resource: 'profile', resourceId: id })
  }

  /** Takes a profile away: its reader sees everything. */
  async function remove(queries: Queries, id: string, actor: Actor): Promise<void> {
    const former = await store.find(queries, id)
    if (!former) return
    await store.remove(queries, id)
    await store.clear(queries, id)
    await logged(queries, id, former, null)
    await audit.record(queries, actor, { action: 'widen', resource: 'profile', resourceId: id })
  }

  /** For each article the terms of the profiles that let their readers see it. */
  async function termsOf(queries: Queries, scopes: Scope[]): Promise<string[][]> {
    const all = await store.list(queries)
    const needsRight = all.some(({ profile }) => profile.rights !== null)
    const rights = new Map<string, Right>()
    for (const { source, right } of scopes)
      if (needsRight && right === null && !rights.has(source))
        rights.set(source, await store.sourceRight(queries, source))
    return scopes.map((scope) =>
      all
        .filter(({ profile }) => sees(profile, scope, rights.get(scope.source) ?? 'unknown'))
        .map(({ id }) => profileTerm(id)),
    )
  }

  /** Whether a scope lies within a reader's profile now. */
  async function maySee(queries: Queries, { profile }: Viewer, scope: Scope): Promise<boolean> {
    if (profile === undefined) return true
    const right = scope.right === null && profile.rights ? await store.sourceRight(queries, scope.source) : 'unknown'
    return sees(profile, scope, right)
  }

  /** Follows a change of the right that a source gives. */
  async function followRight(queries: Queries, sourceId: string, before: Right, after: Right): Promise<void> {
    if (before === after) return
    for (const { id, profile } of await store.list(queries))
      if (profile.rights !== null) await store.rebuild(queries, id, profile)
    const at = toInstant(now())
    const [was, is] = [{ right: before }, { right: after }]
    await log.append(queries, { resource: 'rights', id: sourceId, type: 'updated', at, before: was, after: is })
  }

  /** A reader with a profile, if the id has one. */
  const viewerOf = (id: string, profile: Profile | undefined, agreement: boolean): Viewer => ({
    term: profile ? profileTerm(id) : everything.term,
    keyId: id === anonymous ? null : id,
    agreement,
    profile,
  })

  /** Who anonymous readers are now. */
  const anonymousViewer: () => Viewer | Promise<Viewer> = keep(freshness, [siteTag], async () =>
    viewerOf(anonymous, await store.find(db.read, anonymous), false),
  )

  return { find: store.find, read, put, remove, termsOf, maySee, followRight, viewerOf, anonymousViewer }
}

export type Profiles = ReturnType<typeof createProfiles>
