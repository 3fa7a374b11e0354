/** When `npm run bench` calls an answer stale: when it is older than what was acknowledged before it was asked for. */
import t from 'tap'
import {
  type Answered,
  faultOfDetail,
  faultOfList,
  faultOfUnchanged,
  type Watched,
} from '../../bench/speed/acknowledged.ts'

const watched = (more: Partial<Watched> = {}): Watched => ({
  ...{
    id: 'a',
    language: 'en',
    slug: 'a',
    publishedAt: '2026-11-22T10:00:05Z',
    state: 'live',
    version: 3,
    corrections: 1,
  },
  ...more,
})
const answered = (more: Partial<Answered> = {}): Answered => ({
  ...{ id: 'a', version: 3, corrections: [{}], publishedAt: '2026-11-22T10:00:05Z' },
  ...more,
})

t.test('an older version is stale, the same and a newer one are not', async (t) => {
  t.match(faultOfDetail(200, answered({ version: 2 }), watched()), /at version 3, and answered with 2/)
  t.equal(faultOfDetail(200, answered(), watched()), undefined)
  t.equal(faultOfDetail(200, answered({ version: 4, corrections: [] }), watched()), undefined)
  t.match(faultOfDetail(200, answered({ corrections: [] }), watched()), /version 3/, 'a notice is missing')
})

t.test('a withdrawn article must be gone, and one that is being withdrawn may be either', async (t) => {
  t.match(faultOfDetail(200, answered(), watched({ state: 'gone' })), /was withdrawn, and answered 200/)
  t.equal(faultOfDetail(410, undefined, watched({ state: 'gone' })), undefined)
  t.equal(faultOfDetail(410, undefined, watched({ state: 'leaving' })), undefined)
  t.equal(faultOfDetail(200, answered(), watched({ state: 'leaving' })), undefined)
  t.match(faultOfDetail(410, undefined, watched()), /is live, and was answered 410/)
  t.match(faultOfDetail(404, undefined, watched()), /is live, and was answered 404/)
})

t.test('a list has every article that is newer than its last one, and none that was withdrawn', async (t) => {
  const last = answered({ id: 'z', publishedAt: '2026-11-22T10:00:00Z' })
  t.equal(faultOfList([answered(), last], [watched()]), undefined)
  t.match(faultOfList([last], [watched()]), /a is not in the list/)
  t.equal(faultOfList([last], [watched({ publishedAt: '2026-11-22T09:59:59Z' })]), undefined, 'it is on a later page')
  t.match(faultOfList([answered({ version: 1 }), last], [watched()]), /is in the list with 1/)
  t.match(faultOfList([answered()], [watched({ state: 'gone' })]), /was withdrawn, and is in the list/)
  t.match(faultOfList([], [watched()]), /not in the list/, 'an empty list misses all')
})

t.test('"not changed" is stale when the tag came with an older answer', async (t) => {
  t.equal(faultOfUnchanged({ version: 3, corrections: 1 }, watched()), undefined)
  t.match(faultOfUnchanged({ version: 2, corrections: 1 }, watched()), /answered 304 for 2/)
  t.match(faultOfUnchanged({ version: 3, corrections: 1 }, watched({ state: 'gone' })), /was withdrawn/)
})
