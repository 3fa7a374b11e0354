/** Chinese events for developing related news: what each kind of event is told with. */
import type { EventKind } from './events.ts'

export const chinese: EventKind[] = [
  {
    name: 'factory fire',
    shared: ['province', 'agency'],
    stages: [
      {
        titles: [
          '{city}一{product}厂发生火灾 已致{dead}人死亡',
          '{city}{company}厂房起火',
          '{district}{company}突发大火 消防紧急扑救',
          '{city}工厂火灾造成{dead}人遇难',
        ],
        leads: [
          '{month}{day}日{time}许，{province}{city}{district}{company}发生火灾，截至发稿已造成{dead}人死亡。',
          '记者从{city}应急管理局获悉，位于{district}的{company}{product}车间{day}日起火，{dead}人不幸遇难。',
        ],
        facts: [
          '起火时车间内约有{staff}名工人。',
          '{injured}名伤者被送往{hospital}救治。',
          '目击者{person}说，他先看到浓烟，随后听到几声闷响。',
          '明火于当晚{hours}时许被扑灭，过火面积约{area}平方米。',
        ],
      },
      {
        titles: [
          '{city}{company}火灾遇难人数升至{moredead}人',
          '{company}火灾现场搜救结束',
          '{official}看望{city}火灾伤员',
        ],
        leads: [
          '{city}人民政府{day}日通报，{company}火灾遇难人数上升至{moredead}人。',
          '{city}副市长{official}{day}日前往{hospital}看望在{company}火灾中受伤的职工。',
        ],
        facts: [
          '两名重伤员仍未脱离危险。',
          '{district}设立了家属接待点，安排专人一对一服务。',
          '{company}成立于十年前，主要生产{product}，产品销往海外。',
          '附近{staff}名居民已返回家中。',
        ],
      },
      {
        titles: [
          '{company}负责人被依法控制',
          '{city}火灾原因初步查明：电气线路故障',
          '{city}开展{product}企业消防安全大检查',
        ],
        leads: [
          '{city}公安机关{day}日通报，{company}法定代表人{person}因涉嫌重大责任事故罪被刑事拘留。',
          '调查组初步查明，{district}这家{product}厂二楼电气线路老化是起火原因。',
        ],
        facts: [
          '调查发现，厂房四个安全出口中有两个被锁闭。',
          '{company}去年曾因堵塞消防通道被处罚。',
          '{official}表示，将对全市{product}企业逐一排查。',
          '遇难者家属已与{company}就赔偿展开协商。',
        ],
      },
    ],
    common: [
      '事故原因正在进一步调查中。',
      '消防救援部门接警后立即调派{engines}辆消防车赶赴现场。',
      '应急管理部派出工作组赴现场指导救援处置。',
      '当地要求举一反三，全面开展安全生产隐患排查整治。',
      '善后工作正在有序进行。',
      '据{agency}报道，事故调查报告将在三十日内公布。',
    ],
  },
  {
    name: 'earthquake',
    shared: ['agency', 'depth'],
    stages: [
      {
        titles: [
          '{province}{county}发生{magnitude}级地震',
          '{county}{magnitude}级地震 已致{dead}人遇难',
          '{city}{county}地震 {village}部分房屋倒塌',
        ],
        leads: [
          '据中国地震台网测定，{month}{day}日{time}，{province}{city}{county}发生{magnitude}级地震，震源深度{depth}千米。',
          '{province}{county}{day}日凌晨发生{magnitude}级地震，震中位于{village}，已造成{dead}人遇难。',
        ],
        facts: [
          '震中距{city}市区{distance}公里，市区震感明显。',
          '{village}是离震中最近的村庄，多处围墙倒塌。',
          '村民{person}说，房子晃得厉害，全家人连鞋都没穿就跑了出来。',
          '途经{city}的多趟列车停运。',
        ],
      },
      {
        titles: ['{county}地震遇难人数升至{moredead}人', '救援队伍抵达{village}', '{county}地震灾区帐篷陆续搭起'],
        leads: [
          '{county}抗震救灾指挥部{day}日通报，地震遇难人数已升至{moredead}人。',
          '通往{village}的道路{day}日打通，救援队伍带着帐篷和药品抵达这个震中村庄。',
        ],
        facts: [
          '全县{staff}间房屋受损，{official}在发布会上介绍。',
          '一名{age}岁女孩被埋{hours}小时后获救。',
          '{hospital}在停车场搭起了临时病房。',
          '{village}小学操场成了安置点。',
        ],
      },
      {
        titles: ['{village}小学将重建', '{county}受灾群众搬进新居', '{county}地震为何损失严重'],
        leads: [
          '在地震中受损的{village}小学将于秋季前完成重建，{official}{day}日表示。',
          '专家考察{county}灾区后认为，土木结构房屋抗震能力弱是损失严重的主要原因。',
        ],
        facts: [
          '{province}财政安排{money}万元用于恢复重建。',
          '教师{person}在帐篷里给孩子们上课。',
          '新建房屋按八度设防。',
          '穿过{city}的断裂带百年来一直比较平静。',
        ],
      },
    ],
    common: [
      '截至目前共记录到余震十余次，最大为4.2级。',
      '专家表示，近期发生更大地震的可能性不大。',
      '武警、消防等救援力量已赶赴灾区。',
      '灾区电力、通信正在抢修。',
      '省地震局启动三级应急响应。',
      '当地红十字会呼吁捐赠帐篷、棉被等物资。',
    ],
  },
  {
    name: 'football match',
    shared: ['team', 'rival', 'coach', 'stadium'],
    daysApart: 6,
    stages: [
      {
        titles: [
          '{round}前瞻：{team}迎战{rival} {player}缺阵',
          '{team}备战{round} {coach}：尊重对手',
          '{round}{team}对{rival}门票售罄',
        ],
        leads: [
          '{round}{team}将在{stadium}迎战{rival}，主力{player}因伤缺阵。',
          '{coach}在{round}赛前发布会上说，{team}尊重{rival}，但不惧怕任何对手。',
        ],
        facts: [
          '{player}在训练中膝盖受伤，预计休战{age}天。',
          '比赛将于{time}开球，{tickets}张球票已全部售出。',
          '本场主裁判为{referee}。',
          '{scorer}有望首发出场。',
        ],
      },
      {
        titles: [
          '{round}：{team}{score}力克{rival}',
          '{scorer}建功 {team}{score}战胜{rival}',
          '{team}{score}{rival} {scorer}一球制胜',
        ],
        leads: [
          '{round}焦点战，{team}主场{score}战胜{rival}，{scorer}在第{minute}分钟打进关键一球。',
          '凭借{scorer}的进球，{team}在{round}中以{score}击败{rival}，现场观众{tickets}人。',
        ],
        facts: [
          '第{minute}分钟，{rival}的进球被{referee}判定无效。',
          '门将{keeper}在上半场结束前扑出点球。',
          '{second}利用角球机会头球锁定胜局。',
          '{scorer}赛后说：“我们吃了苦，然后笑了。”',
        ],
      },
      {
        titles: ['{rival}就{round}判罚提出申诉', '{referee}回应{round}争议判罚', '{scorer}当选{round}最佳球员'],
        leads: [
          '{rival}俱乐部就{round}{score}的比赛结果向联赛提出申诉，认为一粒进球被误判。',
          '裁判{referee}对{round}中取消{rival}进球的判罚作出解释，{team}在那场比赛中{score}获胜。',
        ],
        facts: [
          '{rival}认为电视画面显示皮球已越过门线。',
          '联赛纪律委员会将在{age}天内审理申诉。',
          '{scorer}本赛季已打进{injured}球。',
          '{keeper}在比赛中手指骨折，需要手术。',
        ],
      },
    ],
    common: [
      '两队历史上交手41次，{team}胜多负少。',
      '{team}目前排名第二，领先{rival}三分。',
      '{coach}赛后感谢了球迷的支持。',
      '冠军将参加明年的洲际赛事。',
      '{stadium}的草皮在夏天重新铺设。',
      '“和{rival}的每一场都是决赛。”{coach}说。',
    ],
  },
  {
    name: 'exhibition',
    shared: ['city', 'stadium', 'official'],
    daysApart: 9,
    stages: [
      {
        titles: ['{fair}将于{month}在{city}举行', '{fair}筹备就绪 {staff}家企业参展', '{fair}倒计时：{city}准备好了'],
        leads: [
          '记者从新闻发布会获悉，{fair}将于{month}{day}日在{city}{stadium}开幕，{staff}家企业参展。',
          '{fair}开幕在即，{city}各项筹备工作已基本就绪。',
        ],
        facts: [
          '本届展会以“{theme}”为主题。',
          '{company}将带来最新的{product}。',
          '主宾省{province}展馆面积达{area}平方米。',
          '{person}担任本届展会秘书长。',
        ],
      },
      {
        titles: ['{fair}在{city}开幕', '{fair}首日迎客{tickets}人次', '{company}新品亮相{fair}'],
        leads: [
          '{fair}{day}日在{city}{stadium}开幕，{official}出席并致辞。',
          '以“{theme}”为主题的{fair}{day}日开幕，首日迎来观众{tickets}人次。',
        ],
        facts: [
          '{company}展出的{product}吸引了许多观众驻足。',
          '{province}展馆里，{person}正向客商介绍家乡特产。',
          '开幕式上宣读了{age}个获奖项目。',
          '展会将持续{engines}天。',
        ],
      },
      {
        titles: ['{fair}闭幕 签约{money}亿元', '{fair}收获满满：成交{money}亿元', '{fair}落下帷幕'],
        leads: [
          '为期{engines}天的{fair}{day}日落下帷幕，签约金额达{money}亿元。',
          '{fair}{day}日闭幕，{company}与客商签下最大一单。',
        ],
        facts: [
          '{province}代表团签约{injured}个项目。',
          '{person}介绍，下一届将增设青年展区。',
          '{company}的{product}卖出{distance}套。',
          '观众总数达{tickets}人次。',
        ],
      },
    ],
    common: [
      '{city}近年来大力发展会展经济，成为区域会展名城。',
      '展会期间还将举办多场论坛和洽谈活动。',
      '{official}表示，要把展会办出特色、办出水平。',
      '{stadium}周边实行临时交通管制。',
      '与会嘉宾表示，展会为企业搭建了合作平台。',
      '全市宾馆入住率超过九成。',
    ],
  },
  {
    name: 'bus crash',
    shared: ['province', 'road'],
    stages: [
      {
        titles: [
          '{county}一客车坠崖 {dead}人遇难',
          '{road}{county}段发生客货车相撞 {dead}人死亡',
          '{city}{county}发生一起交通事故',
        ],
        leads: [
          '{day}日{time}，一辆载有{injured}人的大客车行至{county}{village}附近时冲出路面坠入山沟，造成{dead}人死亡。',
          '{province}{county}{day}日发生一起交通事故，{company}的一辆客车与货车相撞，{dead}人遇难。',
        ],
        facts: [
          '客车当时由{city}开往{village}。',
          '村民{person}第一个下到沟底救人。',
          '事发路段为急弯。',
          '遇难者中有一名{age}岁男孩。',
        ],
      },
      {
        titles: [
          '{county}车祸客车司机已连续驾驶{hours}小时',
          '{company}涉事客车刹车曾报故障',
          '{county}车祸遇难人数增至{moredead}人',
        ],
        leads: [
          '警方通报，在{county}坠沟的客车司机事发前已连续驾驶{hours}小时，事故已致{moredead}人死亡。',
          '{company}涉事客车的刹车系统在{month}就曾报修，调查人员{day}日说。',
        ],
        facts: [
          '{person}在事故中失去了两个兄弟。',
          '{company}已停运{engines}辆同型客车。',
          '幸存者正在{hospital}接受治疗。',
          '{county}下半旗志哀。',
        ],
      },
    ],
    common: [
      '山区道路狭窄，事故多发。',
      '交通运输部已派员赴现场调查。',
      '救援人员动用吊车将客车吊起。',
      '伤者已送往附近医院救治。',
      '大雾给救援带来困难。',
      '{road}双向封闭大半天。',
    ],
  },
  {
    name: 'flood',
    shared: ['province', 'official', 'month'],
    stages: [
      {
        titles: ['{river}{city}段决口', '{city}遭遇特大暴雨 {tickets}人转移', '{county}暴雨成灾'],
        leads: [
          '受持续强降雨影响，{river}{city}段{day}日{time}发生决口，一天降雨量达{distance}毫米。',
          '{county}{day}日遭遇特大暴雨，{river}水位暴涨，{tickets}人紧急转移。',
        ],
        facts: [
          '{city}水文站水位超警戒{age}米。',
          '{village}大桥被洪水冲垮。',
          '{person}带着四个孩子在屋顶过了一夜。',
          '{village}附近堤坝出现管涌。',
        ],
      },
      {
        titles: ['{river}水位回落 {city}开始清淤', '{village}堤坝早被鉴定为险坝', '{county}洪灾仍有{dead}人失联'],
        leads: [
          '{river}水位回落，{city}居民开始清理家中淤泥。',
          '{day}日决口的{village}堤坝{age}年前就被鉴定为险坝，文件显示。',
        ],
        facts: [
          '{city}直接经济损失{money}万元。',
          '{person}的小店里淤泥有一米深。',
          '{village}靠送水车供水。',
          '{county}仍有{dead}人失联。',
        ],
      },
    ],
    common: [
      '武警官兵连夜装填沙袋。',
      '气象部门预计周末还有强降雨。',
      '{official}宣布启动防汛一级应急响应。',
      '学校停课。',
      '沿河稻田受淹严重。',
      '省财政紧急下拨救灾资金。',
      '冲锋舟将老人和孩子送到安全地带。',
    ],
  },
]
