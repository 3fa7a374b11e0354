/** Names, places and figures that events are filled with. They are few and recombined, so that siblings share many. */
import type { Random } from './events.ts'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = ['January', 'March', 'April', 'May', 'July', 'September', 'October', 'December']
const given = [
  'Anna',
  'Peter',
  'Maria',
  'Tom',
  'Li',
  'Wei',
  'Hana',
  'Jonas',
  'Irene',
  'Karim',
  'Lucy',
  'Pavel',
  'Nina',
  'Omar',
  'Ruth',
]
const family = [
  'Keller',
  'Zhang',
  'Moreno',
  'Sato',
  'Novak',
  'Haddad',
  'Olsen',
  'Chen',
  'Weber',
  'Rossi',
  'Ivanov',
  'Park',
  'Diaz',
  'Marsh',
  'Quinn',
  'Tanaka',
]
const starts = [
  'Har',
  'Lin',
  'Mor',
  'Ost',
  'Kar',
  'Vel',
  'Tam',
  'Ber',
  'Sun',
  'Dor',
  'Wes',
  'Pal',
  'Gan',
  'Ner',
  'Rud',
  'Sel',
]
const ends = ['stead', 'ville', 'burg', 'ton', 'kino', 'mouth', 'ford', 'hai', 'grad', 'wick', 'zhou', 'field', 'dale']
const companyWords = [
  'Apex',
  'Orion',
  'Huaxin',
  'Delta',
  'Nordic',
  'Pacific',
  'Golden',
  'Unity',
  'Vector',
  'Summit',
  'Crown',
  'Atlas',
]
const companyEnds = ['Industries', 'Holdings', 'Works', 'Group', 'Systems', 'Partners']
const products = [
  'furniture',
  'battery',
  'textile',
  'toy',
  'paint',
  'plastics',
  'shoe',
  'paper',
  'chemical',
  'electronics',
]
const rounds = ['first leg', 'second leg', 'quarter-final', 'semi-final', 'final', 'fifth round', 'sixth round']

const chineseFamily = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗']
const chineseGiven = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英建国文辉']
const placeStarts = [...'安临清河石云江海新东南西北青龙凤金银长永']
const placeEnds = [...'州阳山川原平泉陵安城林宁浦']
const chineseCompanyWords = ['恒', '宏', '华', '鑫', '瑞', '泰', '德', '盛', '丰', '嘉', '润', '达']
const chineseProducts = ['家具', '电池', '纺织', '玩具', '涂料', '塑料', '制鞋', '造纸', '化工', '电子']
const chineseRounds = ['首回合', '次回合', '四分之一决赛', '半决赛', '决赛', '第十二轮', '第十三轮', '第5轮', '第6轮']
const themes = ['开放合作', '绿色未来', '数字赋能', '共享共赢', '创新引领', '美好生活']
const fairs = ['茶业博览会', '进口商品交易会', '农产品展销会', '文化产业博览会', '机器人大会', '旅游博览会']

const figures = (random: Random): Record<string, string> => {
  const between = (low: number, high: number) => low + Math.floor(random.number() * (high - low))
  const dead = between(2, 19)
  return {
    dead: `${dead}`,
    moredead: `${dead + between(1, 9)}`,
    injured: `${between(11, 60)}`,
    staff: `${between(80, 900)}`,
    hours: `${between(4, 23)}`,
    distance: `${between(21, 400)}`,
    engines: `${between(3, 30)}`,
    age: `${between(3, 17)}`,
    area: `${between(300, 9000)}`,
    money: `${between(2, 90)}`,
    percent: `${between(6, 48)}`,
    tickets: `${between(8, 60)}000`,
    magnitude: `${between(5, 7)}.${between(0, 9)}`,
    depth: `${between(8, 20)}`,
    minute: `${between(5, 90)}`,
    score: `${between(2, 5)}-${between(0, 2)}`,
    day: `${between(1, 28)}`,
  }
}

/** The names and figures of an English event. */
export function englishNames(random: Random): Record<string, string> {
  const { pick } = random
  const place = () => `${pick(starts)}${pick(ends)}`
  const person = () => `${pick(given)} ${pick(family)}`
  const company = () => `${pick(companyWords)} ${pick(companyEnds)}`
  return {
    ...figures(random),
    city: place(),
    district: `${place()} Park`,
    county: `${place()} County`,
    village: `Upper ${place()}`,
    province: `${pick(['North', 'South', 'East', 'West'])} ${pick(['Qinghe', 'Marland', 'Corvia', 'Belmont'])}`,
    road: `Highway ${pick(['7', '12', '40', '66'])}`,
    river: `${pick(starts)} River`,
    company: company(),
    target: `${place()} ${pick(companyEnds)}`,
    bank: `${pick(family)} & ${pick(family)}`,
    regulator: pick(['The competition authority', 'The cartel office', 'The trade commission']),
    industry: pick(['the packaging industry', 'the software industry', 'the steel industry']),
    agency: pick(['the news agency', 'state television', 'the evening paper']),
    person: person(),
    official: person(),
    player: person(),
    scorer: person(),
    second: person(),
    keeper: person(),
    referee: person(),
    coach: person(),
    team: `${place()} ${pick(['United', 'City', 'Rovers'])}`,
    rival: `${place()} ${pick(['Town', 'Wanderers', 'Athletic'])}`,
    stadium: `${pick(starts)} Stadium`,
    hospital: `${place()} General Hospital`,
    product: pick(products),
    round: pick(rounds),
    weekday: pick(weekdays),
    month: pick(months),
    storm: pick(given),
    time: `${1 + Math.floor(random.number() * 11)}.${10 + Math.floor(random.number() * 49)} ${pick(['a.m.', 'p.m.'])}`,
  }
}

/** The names and figures of a Chinese event. */
export function chineseNames(random: Random): Record<string, string> {
  const { pick } = random
  const place = () => `${pick(placeStarts)}${pick(placeEnds)}`
  const person = () => `${pick(chineseFamily)}${pick(chineseGiven)}${random.number() < 0.5 ? pick(chineseGiven) : ''}`
  const company = () =>
    `${pick(chineseCompanyWords)}${pick(chineseCompanyWords)}${pick(['实业', '科技', '集团', '制造'])}公司`
  return {
    ...figures(random),
    city: `${place()}市`,
    district: `${place()}区`,
    county: `${place()}县`,
    village: `${place()}村`,
    province: `${pick(['清河', '北岭', '江源', '海东'])}省`,
    road: `${pick(['京海', '沪安', '环湖', '青银'])}高速`,
    river: `${pick(placeStarts)}河`,
    company: company(),
    agency: pick(['新华社', '央视', '当地媒体']),
    person: person(),
    official: person(),
    player: person(),
    scorer: person(),
    second: person(),
    keeper: person(),
    referee: person(),
    coach: person(),
    team: `${place()}${pick(['海牛', '蓝鹰', '雄狮'])}队`,
    rival: `${place()}${pick(['猛虎', '飞马', '群星'])}队`,
    stadium: `${place()}${pick(['体育中心', '会展中心'])}`,
    hospital: `${place()}人民医院`,
    product: pick(chineseProducts),
    round: pick(chineseRounds),
    theme: pick(themes),
    fair: `第${pick(['三', '五', '八', '十一', '十二'])}届${pick(fairs)}`,
    storm: `${pick(['海', '云', '红', '山', '玉', '蓝'])}${pick(['燕', '马', '鲸', '神', '兔', '葵'])}`,
    month: `${1 + Math.floor(random.number() * 12)}月`,
    time: `${6 + Math.floor(random.number() * 17)}时${10 + Math.floor(random.number() * 49)}分`,
  }
}
