/** Pure rules of keys: roles, and what a key looks like. */
import type { Scope } from '../http/auth.ts'
import { newSecret } from '../lib/ids.ts'

export const roles = ['admin', 'editor', 'contributor', 'partner', 'reader'] as const
export type Role = (typeof roles)[number]

/** What each role may do. Contributors write their own drafts and do not publish; partners and readers only read. */
export const scopesOf: Record<Role, readonly Scope[]> = {
  admin: [
    'read',
    'articles:read',
    'articles:write',
    'articles:publish',
    'catalogue:write',
    'site:write',
    'imports:write',
    'operate',
  ],
  editor: ['read', 'articles:read', 'articles:write', 'articles:publish', 'catalogue:write', 'imports:write'],
  contributor: ['read', 'articles:read', 'articles:write'],
  partner: ['read'],
  reader: ['read'],
}

/** A new key as its holder sends it: `mh_` and 256 random bits, base64url. */
export const newKeyText = (): string => `mh_${newSecret()}`
