/** The shapes in which articles can be asked for. */

/** What can be shown more of. `corrections` are always there; a name with a dot asks for more of a linked article. */
export const includes = [
  ...(['source', 'editor', 'tags', 'corrections'] as const),
  ...(['relatedNews', 'relatedNews.source', 'relatedNews.tags', 'relatedNews.images'] as const),
  ...(['translations', 'localTimes'] as const),
] as const
export type Include = (typeof includes)[number]

export const bodyForms = ['blocks', 'html', 'text', 'markdown', 'none'] as const
export type BodyForm = (typeof bodyForms)[number]

/** The members of an object that are shown: each whole, or some members of it. */
export interface Selection {
  [name: string]: Selection | true
}

/** How articles are asked for. */
export interface Shape {
  include: ReadonlySet<Include>
  body: BodyForm
  /** The members that are shown; all of them when absent. */
  fields?: Selection
}
