/** The audit as it is shown to admins. */
import { Type } from 'typebox'
import { pageOf } from '../lib/page-schema.ts'
import { Id, Instant, InstantInput, NullableId } from '../lib/scalars.ts'
import { choice, closed, named, nullable } from '../lib/schema.ts'

export const auditedResources = ['article', 'source', 'editor', 'tag', 'site', 'key', 'profile'] as const

const state = (when: string) =>
  nullable(Type.String({ description: `The state ${when}, for articles.`, examples: ['draft'] }))
const revision = (when: string) => nullable(Type.Integer({ description: `The revision ${when}.`, examples: [3] }))

const example = {
  id: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b20',
  at: '2026-06-01T08:00:00Z',
  action: 'publish',
  resource: 'article',
  resourceId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10',
  fromState: 'draft',
  toState: 'live',
  fromRevision: 3,
  toRevision: 3,
  keyId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b21',
  keyName: 'Night desk',
  editorId: null,
  requestId: '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b22',
}

export const AuditEntry = named(
  'AuditEntry',
  closed(
    {
      id: Id('Its id.'),
      at: Instant('When it happened.'),
      action: Type.String({ description: 'What was done.', examples: ['publish'] }),
      resource: choice(auditedResources, { description: 'To what kind of thing.', examples: ['article'] }),
      resourceId: Type.String({ description: 'To which one.', examples: [example.resourceId] }),
      fromState: state('before'),
      toState: state('after'),
      fromRevision: revision('before'),
      toRevision: revision('after'),
      keyId: NullableId('The key that did it; null for the server itself and its command line.'),
      keyName: nullable(
        Type.String({ description: 'The name of that key, or of what did it.', examples: ['Night desk'] }),
      ),
      editorId: NullableId('The editor that the key is tied to.'),
      requestId: NullableId('The request, as it is in the log.'),
    },
    { description: 'One act of somebody.', examples: [example] },
  ),
)
export const AuditPage = pageOf('AuditPage', AuditEntry, example)

const word = '[a-z-]{1,40}'

/** The parameters by which acts are found. */
export const auditFilters = {
  action: Type.Optional(
    Type.String({
      pattern: `^${word}(,${word})*$`,
      maxLength: 400,
      description: 'Any of these acts, with commas between.',
      examples: ['publish,withdraw'],
    }),
  ),
  resource: Type.Optional(
    Type.String({
      pattern: `^(${auditedResources.join('|')})(,(${auditedResources.join('|')}))*$`,
      description: 'Any of these kinds of things, with commas between.',
      examples: ['article'],
    }),
  ),
  resourceId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 40,
      description: 'What was done to this one.',
      examples: [example.resourceId],
    }),
  ),
  keyId: Type.Optional(Id('What this key did.')),
  editorId: Type.Optional(Id('What the keys of this editor did.')),
  after: Type.Optional(InstantInput('At this instant or later.')),
  before: Type.Optional(InstantInput('Before this instant.')),
}
