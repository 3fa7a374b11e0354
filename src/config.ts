/** Configuration: the environment, validated once and frozen. `.env` fills in what the environment does not say. */
import { resolve } from 'node:path'
import { envSchema } from 'env-schema'
import { type Static, Type } from 'typebox'
import { closed } from './lib/schema.ts'

const text = (description: string, fallback: string) => Type.String({ description, default: fallback })

/** Every setting, with its default; the same names stand in `.env.example`. */
export const ConfigSchema = closed({
  HOST: text('Address to listen on.', '127.0.0.1'),
  PORT: Type.Integer({
    description: 'Port to listen on; 0 takes a free one.',
    default: 3000,
    minimum: 0,
    maximum: 65535,
  }),
  DATABASE_URL: Type.String({
    description: '`file:PATH` for SQLite, or `postgres://user:password@host:port/database`.',
    default: 'file:data/masthead.db',
    pattern: '^(file:.+|postgres(ql)?://.+)$',
  }),
  LOG_LEVEL: Type.String({
    description: 'What is logged: fatal, error, warn, info, debug, trace or silent.',
    default: 'info',
    enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
  }),
  PUBLIC_URL: Type.String({
    description:
      'Address under which clients reach this server, without a slash at the end; `http://HOST:PORT` when empty.',
    default: '',
    pattern: '^(https?://.*[^/])?$',
  }),
  TICK_SECONDS: Type.Integer({
    description: 'Length of a tick: scheduled changes happen on whole multiples of it.',
    default: 60,
    minimum: 1,
    maximum: 60,
  }),
  ANONYMOUS_READING: Type.Boolean({ description: 'Whether reading needs no key.', default: true }),
  RATE_LIMIT: Type.Integer({ description: 'Requests per key and minute; 0 for no limit.', default: 60000, minimum: 0 }),
  FAILED_KEY_LIMIT: Type.Integer({
    description: 'Wrong keys per address and minute; 0 for no limit.',
    default: 60,
    minimum: 0,
  }),
  RECALL_DUE_SECONDS: Type.Integer({
    description: 'How long partners have to acknowledge a recall, in seconds; then they are overdue.',
    default: 86400,
    minimum: 60,
  }),
  DELIVERY_ALLOWED_HOSTS: text(
    'Hosts (`host` or `host:port`) and ranges of addresses (CIDR), divided by commas, that webhooks and WebSub may reach although they are not public, not https or on another port.',
    '',
  ),
  DELIVERY_RETRY_SECONDS: Type.String({
    description: 'Seconds to wait after each failed attempt of a delivery, divided by commas; then it is given up.',
    default: '5,300,1800,7200,18000,36000,50400,72000,86400',
    pattern: '^[0-9]{1,7}(,[0-9]{1,7})*$',
  }),
  DELIVERY_TIMEOUT_SECONDS: Type.Integer({
    description: 'How long one attempt of a delivery may take, in seconds.',
    default: 15,
    minimum: 1,
    maximum: 60,
  }),
  CACHE_BYTES: Type.Integer({
    description: 'How many bytes of finished answers are kept in memory; 0 keeps none.',
    default: 33_554_432,
    minimum: 0,
  }),
  PURGE_URLS: Type.String({
    description:
      'Addresses of caches in front, divided by commas, that are told at once what to forget; none when empty.',
    default: '',
    pattern: '^(https?://[^\\s,@#]+( *, *https?://[^\\s,@#]+)*)?$',
  }),
  PURGE_METHOD: Type.String({
    description: 'Method of the requests that purge: PURGE for Varnish, POST for the API of a CDN.',
    default: 'PURGE',
    pattern: '^[A-Z]{3,20}$',
  }),
  PURGE_HEADER: Type.String({
    description: 'Header in which those requests name the tags to forget, divided by spaces.',
    default: 'Surrogate-Key',
    pattern: '^[A-Za-z0-9-]{1,60}$',
  }),
  PURGE_AUTHORIZATION: Type.String({
    description: 'One more header of those requests, as `Name: value`, such as a token for the API of a CDN.',
    default: '',
    pattern: '^([A-Za-z0-9-]{1,60}: *[!-~]([ -~]*[!-~])?)?$',
  }),
  WORKERS: Type.Integer({
    description: 'How many processes share the port: 1, or up to one for each processor.',
    default: 1,
    minimum: 1,
    maximum: 256,
  }),
  TRUST_PROXY: Type.Boolean({
    description: 'Whether X-Forwarded-For and -Proto of the peer are believed; only behind a proxy that sets them.',
    default: false,
  }),
  MEDIA_DIR: text('Folder of images served under /media; none when empty.', ''),
})

export type Config = Readonly<Static<typeof ConfigSchema>>

/** Reads the configuration. Raises an error that names the setting when one is not valid. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const config = envSchema<Config>({
    schema: ConfigSchema as object,
    data: Object.fromEntries(
      Object.entries(environment).filter(([name, value]) => name in ConfigSchema.properties && value !== ''),
    ),
    dotenv: { path: resolve('.env') },
    env: false,
  })
  return Object.freeze(config)
}
