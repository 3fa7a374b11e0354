/** What the cases of an article's life do, in the words of the newsroom. */
import type { Role } from '../../src/keys/index.ts'
import type { Answer, TestNewsroom } from './newsroom.ts'

export const articlePath = (id: string) => `/v1/newsroom/articles/${id}`

/** An id that nothing has. */
export const noId = '01907c3e-5a80-7d2e-9f5b-2f1c8a4e6b10'

export function lifeOf({ call, get }: Pick<TestNewsroom, 'call' | 'get'>) {
  const act =
    (method: string, part: string, as: Role = 'editor') =>
    (id: string, body?: unknown, ifMatch = '*'): Promise<Answer> =>
      call(method, `${articlePath(id)}${part}`, { as, ifMatch, ...(body !== undefined && { body }) })
  return {
    publish: (id: string, body: unknown = {}, ifMatch = '*') => act('PUT', '/publication')(id, body, ifMatch),
    unpublish: act('DELETE', '/publication'),
    takeBackPending: act('DELETE', '/publication?pending=true'),
    withdraw: act('PUT', '/withdrawal'),
    correct: act('POST', '/corrections'),
    archive: act('PUT', '/archival'),
    unarchive: act('DELETE', '/archival'),
    erase: act('PUT', '/erasure', 'admin'),
    patch: act('PATCH', ''),
    restore: act('PUT', '/working-copy'),
    remove: act('DELETE', ''),
    link: act('PUT', '/related-news'),
    check: (id: string) => call('POST', `${articlePath(id)}/publication/checks`, { as: 'editor' }),
    read: (id: string) => get(`/v1/articles/${id}`),
    work: (id: string, as: Role = 'editor') => get(articlePath(id), { as }),
  }
}
