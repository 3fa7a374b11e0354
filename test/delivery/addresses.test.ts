/** Which addresses requests may go to. */
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import t from 'tap'
import { isGlobalAddress, parseAllowedHosts, refusalOf } from '../../src/delivery/index.ts'

const global = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.1', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0'],
  ...['198.17.255.255', '198.20.0.0', '223.255.255.255', '2606:4700::1111', '[2001:4860:4860::8888]'],
  ...['2a00:1450::1', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8', '64:ff9b::808:808'],
]
const refused = [
  ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.1.1'],
  ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1'],
  ...['198.18.0.1', '198.19.255.255', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.255', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', '[::1]', '::7f00:1', '::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:a9fe:a9fe'],
  ...['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b:1::1', '2002:7f00:1::', '2002:808:808::1', '2001::1'],
  ...['2001:db8::1', '3fff::1', '2001:2::1', '2001:10::1', '100::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1'],
  ...['fe80::1%eth0', 'ff02::1', '5f00::1', '4000::1', 'example.com', '', '1.2.3', '1.2.3.4.5', '0x7f.1x'],
]

t.test('only global addresses are reached', async (t) => {
  for (const address of global) t.equal(isGlobalAddress(address), true, address)
  for (const address of refused) t.equal(isGlobalAddress(address), false, address)
})

/** The blocks of IPv4 that are not global, by the registry of IANA: written again, as ranges of numbers. */
const special = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
].map((text) => {
  const [address = '', bits = ''] = text.split('/')
  const first = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  return { first, last: first + 2 ** (32 - Number(bits)) - 1 }
})
const dotted = (number: number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')

t.test('an address of a special block is refused in every way of writing it', async () => {
  const within = fc.constantFrom(...special).chain(({ first, last }) => fc.integer({ min: first, max: last }))
  fc.assert(
    fc.property(within, (number) => {
      const text = dotted(number)
      const hexadecimal = `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`
      const forms = [
        text,
        `::ffff:${text}`,
        `::ffff:${hexadecimal}`,
        `64:ff9b::${text}`,
        `::${text}`,
        `2002:${hexadecimal}::1`,
      ]
      return forms.every((form) => !isGlobalAddress(form))
    }),
    { numRuns: 2000 },
  )
})

t.test('an IPv4 address means the same within an IPv6 one, and outside 2000::/3 nothing is global', async () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => isGlobalAddress(text) === isGlobalAddress(`::ffff:${text}`)),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const first = ipaddr.IPv6.parse(text).toByteArray()[0] as number
      return (
        !isGlobalAddress(text) ||
        (first >= 0x20 && first < 0x40) ||
        /^(::ffff:|64:ff9b::)/.test(ipaddr.parse(text).toString())
      )
    }),
    { numRuns: 2000 },
  )
})

t.test('a URL may not go to', async (t) => {
  const rule = { allowed: parseAllowedHosts(''), plainHttp: false }
  const wrong: Array<[string, RegExp]> = [
    ['portal.example', /absolute/],
    ['ftp://portal.example/', /absolute/],
    ['http://portal.example/', /https/],
    ['https://user@portal.example/', /user name/],
    ['https://user:secret@portal.example/', /user name/],
    ['https://portal.example/#part', /fragment/],
    ['https://portal.example:22/', /port/],
    ['https://portal.example:80/', /port/],
    ['https://127.0.0.1/', /private/],
    ['https://2130706433/', /private/],
    ['https://0x7f.1/', /private/],
    ['https://017700000001/', /private/],
    ['https://①②⑦.0.0.1/', /private/],
    ['https://[::1]/', /private/],
    ['https://[::ffff:169.254.169.254]/', /private/],
    ['https://localhost/', /public name/],
    ['https://localhost./', /public name/],
    ['https://db.localhost/', /public name/],
    ['https://metadata.internal/', /public name/],
    ['https://intranet/', /public name/],
  ]
  for (const [url, reason] of wrong) t.match(refusalOf(url, rule) ?? 'not refused', reason, url)
  for (const url of ['https://portal.example/hook?x=1', 'https://portal.example:8443/', 'https://8.8.8.8/'])
    t.equal(refusalOf(url, rule), undefined, url)
  const open = { ...rule, plainHttp: true }
  for (const url of ['http://portal.example/', 'http://portal.example:8080/', 'https://portal.example/'])
    t.equal(refusalOf(url, open), undefined, url)
  t.match(refusalOf('http://portal.example:443/', open), /port/)
})

t.test('the operator’s list', async (t) => {
  const allowed = parseAllowedHosts(' hooks.lan, 127.0.0.1:9000 ,10.1.0.0/16,[::1]:7000, fd00::/8,::ffff:0:0/96 ')
  const rule = { allowed, plainHttp: false }
  const may = [
    ...['http://hooks.lan/', 'http://HOOKS.lan:1234/', 'http://127.0.0.1:9000/', 'http://10.1.2.3:99/'],
    ...['http://[::1]:7000/', 'https://[fd00::5]/', 'http://[::ffff:10.1.0.1]/'],
  ]
  const mayNot = [
    ...['http://127.0.0.1:9001/', 'http://127.0.0.1/', 'http://10.2.0.1/', 'http://[::1]/', 'http://x.hooks.lan/'],
    'http://user:x@hooks.lan/',
  ]
  for (const url of may) t.equal(refusalOf(url, rule), undefined, url)
  for (const url of mayNot) t.ok(refusalOf(url, rule), url)
  t.equal(allowed.address('10.1.255.255'), true)
  t.equal(allowed.address('10.0.0.1'), false)
  t.equal(allowed.address('not an address'), false)
  for (const wrong of ['a:b', 'host:0', 'host:70000', '[::1', 'http://host/'])
    t.throws(() => parseAllowedHosts(`ok.example,${wrong}`), new RegExp(wrong.replace(/[[\]/]/g, '.')), wrong)
})
