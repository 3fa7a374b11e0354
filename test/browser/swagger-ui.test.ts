/** Swagger UI as a newcomer meets it, in a real browser: enter a key, find an operation, try it, read the answer. */
import { existsSync, mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { test } from 'tap'
import { startDemo } from '../../scripts/server.ts'

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path && existsSync(path),
)

// A closed network has nothing that a browser could ask for in the background.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-features=OptimizationHints,MediaRouter,Translate,CertificateTransparencyComponentUpdater',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
  '--no-proxy-server',
]

test('a newcomer finds an operation, tries it with a key and reads the answer', async (t) => {
  if (!executablePath)
    throw new Error('no Chromium found: install one (Debian: apt-get install chromium), or set CHROMIUM_PATH')
  const server = await startDemo('browser')
  t.teardown(() => server.stop())
  const browser = await chromium.launch({ executablePath, args: flags })
  t.teardown(() => browser.close())
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 } })
  page.setDefaultTimeout(30_000)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url()))
      troubles.push(`asks ${request.url()}`)
  })

  await page.goto(`${server.url}/docs`)
  const tag = page.locator('.opblock-tag-section')
  await tag.first().waitFor()
  const all = await tag.count()
  t.ok(all > 5, `operations stand in groups (${all})`)
  mkdirSync('.ci/out', { recursive: true })
  await page.screenshot({ path: '.ci/out/swagger-ui.png', fullPage: true })

  await page.locator('button.authorize').first().click()
  await page.locator('.auth-container input').fill(server.key)
  await page.locator('.auth-container button.authorize').click()
  await page.locator('.auth-container button.btn-done').click()

  await page.locator('input.operation-filter-input').fill('Newsroom: articles')
  await tag.nth(1).waitFor({ state: 'detached' })
  t.equal(await tag.count(), 1, 'the filter leaves the one group')

  const operation = page.locator('[id$="-listNewsroomArticles"]')
  if (!(await operation.isVisible())) await tag.first().locator('.opblock-tag').click()
  await operation.locator('.opblock-summary-control').click()
  await operation.locator('.try-out__btn').click()
  await operation.locator('button.execute').click()

  const live = operation.locator('.live-responses-table')
  await live.waitFor()
  t.equal(
    (await live.locator('.response .response-col_status').first().innerText()).trim().slice(0, 3),
    '200',
    'the live answer is 200',
  )
  t.match(await operation.locator('.curl').innerText(), `Bearer ${server.key}`, 'the curl command carries the key')
  const answer = await live
    .locator('.response-col_description .microlight, .response-col_description pre')
    .first()
    .innerText()
  t.match(answer, /"data"/, 'the answer shows the list')
  await operation.screenshot({ path: '.ci/out/swagger-ui-answer.png' })
  t.same(troubles, [], 'no error on the page, and nothing asked of another server')
})
