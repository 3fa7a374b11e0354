/** Licence numbers as Chinese law has sites print them in their footers. */
import type { Licence, LicenceKind } from './page.ts'

/** A licence in a line, with the name it is printed under. */
export type LicenceSpan = Licence & { from: number; to: number }

const PROVINCE = '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]'
const LABEL = '(?:[\\p{Script=Han}ICP]{0,14}(?:备案号|许可证号?|许可证编号|编号)\\s?[:：]?\\s?)?'
const NAMED = '\\s?(?:编号|号码?)?\\s?[:：]?\\s?'
const REGISTERED = '[\\p{Script=Han}()（）]{0,16}\\s?[A-Z]{0,4}\\d[\\dA-Z-]{2,24}号?'

// The first kind that fits a place in the text wins, so the list goes from the particular to the general.
const KINDS: [kind: LicenceKind, pattern: string][] = [
  ['public-security', `${LABEL}(?<number>${PROVINCE}公网安备\\s?\\d{8,16}\\s?号?)`],
  ['icp', `${LABEL}(?<number>${PROVINCE}ICP[备证]\\s?(?:字第?)?\\s?\\d{5,12}\\s?号?(?:-\\d{1,3})?)`],
  ['icp', `${LABEL}(?<number>${PROVINCE}?[AB][12][.-]\\s?\\d{6,10}(?:-\\d{1,3})?)`],
  ['news-service', `互联网新闻信息服务许可证?${NAMED}(?<number>${REGISTERED})`],
  ['publication', `(?:网络出版服务|互联网出版|网络出版)许可证?${NAMED}(?<number>${REGISTERED})`],
  [
    'publication',
    '(?<number>[(（][总署][)）]\\s?网出证\\s?[(（]\\p{Script=Han}{1,3}[)）]\\s?字?第?\\s?\\d{1,6}\\s?号)',
  ],
  ['publication', '(?:国内统一(?:连续出版物|刊)号\\s?[:：]?\\s?)?(?<number>CN\\s?\\d{2}-\\d{4})(?:/\\w{1,3})?'],
  ['other', `\\p{Script=Han}{2,20}许可证${NAMED}(?<number>${REGISTERED})`],
]
const FORMS = KINDS.map(([kind, pattern]) => ({ kind, form: new RegExp(pattern, 'gu') }))

/** The licences of a line in its order, none overlapping another. */
export function findLicences(text: string): LicenceSpan[] {
  const found: LicenceSpan[] = []
  for (const { kind, form } of FORMS) {
    for (const match of text.matchAll(form)) {
      const span = {
        kind,
        number: (match.groups?.number ?? '').trim(),
        from: match.index,
        to: match.index + match[0].length,
      }
      if (found.every((other) => span.to <= other.from || span.from >= other.to)) found.push(span)
    }
  }
  return found.sort((one, other) => one.from - other.from)
}
