import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Config } from '../config.ts'

/** The configuration with a free port in place of 0, as the links in answers must name it before anything listens. */
export async function withPort(config: Config): Promise<Config> {
  if (config.PORT !== 0 || config.PUBLIC_URL !== '') return config
  const probe = createServer().listen(0, config.HOST)
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return Object.freeze({ ...config, PORT: typeof address === 'object' && address !== null ? address.port : 0 })
}
