import { type Static, Type } from 'typebox'
import { catalogueSchemas } from '../catalogue/index.ts'
import { Line, Translated } from '../lib/scalars.ts'
import { closed, nullable } from '../lib/schema.ts'

/** An editor's own fields, every one present, null when absent. */
export const EditorDocument = closed({
  name: Line('Name, as it is printed.', 'Lin Yue', 200),
  names: nullable(Translated('Names in other languages.', { 'zh-Hans': '林悦' })),
  title: nullable(Line('Title or function.', 'Senior editor', 200)),
  email: nullable(
    Type.String({
      format: 'email',
      maxLength: 200,
      description: 'Address, for the newsroom only.',
      examples: ['lin.yue@qinghenews.example'],
    }),
  ),
  active: Type.Boolean({ default: true, description: 'Whether the editor still works here.', examples: [true] }),
})
export type EditorDocument = Static<typeof EditorDocument>

/** Fields that readers never see. */
export const editorNewsroomOnly = ['email'] as const

/** What readers see of an editor. */
const { email: _, ...shown } = EditorDocument.properties
export const EditorView = closed(shown)

export const editorSchemas = catalogueSchemas({
  title: 'Editor',
  document: EditorDocument,
  newsroomOnly: editorNewsroomOnly,
  example: {
    slug: 'lin-yue',
    name: 'Lin Yue',
    names: { 'zh-Hans': '林悦' },
    title: 'Senior editor',
    email: 'lin.yue@qinghenews.example',
    active: true,
  },
  exampleChanges: { title: 'Editor-in-chief', active: true },
})

/** The parameters by which editors are found. */
export const editorFilters = {
  kind: Type.Optional(
    Type.String({
      enum: ['active', 'former'],
      description: 'Only editors who still work here, or only those who do not.',
      examples: ['active'],
    }),
  ),
}
