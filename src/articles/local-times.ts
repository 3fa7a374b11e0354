/** The times of articles by the clock of the site. */
import { type Instant, instantToLocal } from '../lib/instant.ts'

interface Times<Time> {
  firstPublishedAt: Time
  publishedAt: Time
  updatedAt: Time
}

/** RFC 3339 with the offset that the time zone had then; null stays null. */
export function localTimesOf<Time extends Instant | null>(times: Times<Time>, timeZone: string): Times<Time> {
  const local = (time: Time): Time => (time === null ? time : (instantToLocal(time, timeZone) as Time))
  return {
    firstPublishedAt: local(times.firstPublishedAt),
    publishedAt: local(times.publishedAt),
    updatedAt: local(times.updatedAt),
  }
}
