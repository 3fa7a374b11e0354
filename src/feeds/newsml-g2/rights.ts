/** What may be done with an item, as the rightsInfo of NewsML-G2. */
import type { FeedItem, FeedPublication } from '../item.ts'
import { urnOf, webUri } from '../ninjs/iptc.ts'
import { element, type Xml } from '../xml.ts'
import { line, SCHEMA_ORG } from './vocabulary.ts'

/** Text and data mining by the PLUS vocabulary: search engines may index, all else is reserved. */
const dataMining = ({ textMining }: FeedPublication): Xml | null =>
  textMining.reserved ? element('dataMining', { qcode: 'plus:DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING' }) : null

const link = (relation: string, address: string | null): Xml | null => {
  const href = webUri(address)
  return href === undefined ? null : element('link', { reluri: SCHEMA_ORG + relation, href })
}

/** The rightsInfo of an item. The licence and the policy on text mining are links, as they are addresses. */
export const rightsInfo = ({ source, usage }: FeedItem, publication: FeedPublication): Xml =>
  element('rightsInfo', {}, [
    element('copyrightHolder', { uri: urnOf(source.id) }, [line('name', source.name)]),
    usage.copyrightNotice !== null && element('copyrightNotice', {}, [usage.copyrightNotice]),
    usage.usageTerms !== null && element('usageTerms', {}, [usage.usageTerms]),
    link('license', usage.licence),
    publication.textMining.reserved && link('usageInfo', publication.textMining.policy),
    dataMining(publication),
  ])
