/** Chinese events that development does not look at: for the final figures. */
import type { EventKind } from './events.ts'

export const heldOutChinese: EventKind[] = [
  {
    name: '庭审',
    shared: ['city', 'agency'],
    stages: [
      {
        titles: ['{company}原财务总监{person}受审', '{person}挪用资金案开庭', '{city}法院审理{company}案'],
        leads: [
          '{company}原财务总监{person}{day}日在{city}中级人民法院受审，被控挪用资金{money}00万元。',
          '{day}日，{person}涉嫌挪用{company}资金一案在{city}开庭审理。',
        ],
        facts: [
          '公诉人{official}宣读了起诉书。',
          '{person}当庭否认全部指控。',
          '其在{village}购置的房产已被查封。',
          '原会计{second}将作为首位证人出庭。',
        ],
      },
      {
        titles: ['证人{second}：我早就提醒过{company}', '{company}案证人出庭作证', '{person}案辩方质疑证言'],
        leads: [
          '{company}原会计{second}{day}日出庭作证，称早在{month}就对{person}的账目提出疑问。',
          '{person}案继续开庭，关键证人{second}出庭。',
        ],
        facts: [
          '{second}说，她发现{percent}笔付款没有凭证。',
          '辩护律师{keeper}质问她为何等了{age}个月。',
          '审计认定损失{money}00万元。',
          '{person}一直低头做笔记。',
        ],
      },
      {
        titles: ['{person}一审获刑{age}年', '{company}原财务总监被判{age}年', '{person}案宣判'],
        leads: [
          '{city}中级人民法院{day}日对{person}案作出一审判决，判处有期徒刑{age}年。',
          '审判长{referee}宣判，{company}原财务总监{person}犯挪用资金罪，获刑{age}年。',
        ],
        facts: [
          '律师{keeper}表示将上诉。',
          '除{village}的一处房产外，赃款尚未追回。',
          '{company}表示尊重判决。',
          '{official}此前建议从重处罚。',
        ],
      },
    ],
    common: [
      '旁听席座无虚席。',
      '近年来职务犯罪案件有所增加。',
      '法院将择期继续审理。',
      '庭审持续了六个小时。',
      '据{agency}报道，案件引发社会关注。',
      '法律人士认为企业应当完善内控。',
    ],
  },
  {
    name: '台风',
    shared: ['month', 'agency'],
    daysApart: 5,
    stages: [
      {
        titles: ['台风“{storm}”逼近{city}', '“{storm}”将在{city}沿海登陆', '{province}严阵以待“{storm}”'],
        leads: [
          '今年台风“{storm}”预计{day}日在{province}{city}沿海登陆，中心附近最大风力{age}级。',
          '台风“{storm}”来袭，{city}启动防台风应急响应。',
        ],
        facts: [
          '往返{village}的轮渡{time}停航。',
          '{district}转移群众{tickets}人。',
          '{county}渔船全部回港。',
          '市长{official}要求做好防范。',
        ],
      },
      {
        titles: ['“{storm}”登陆{city} {dead}人遇难', '台风“{storm}”横扫{county}', '“{storm}”登陆 {province}多地停电'],
        leads: [
          '台风“{storm}”{day}日{time}在{city}登陆，造成{dead}人遇难。',
          '受台风“{storm}”影响，{county}{staff}间房屋受损。',
        ],
        facts: [
          '{district}一台塔吊倒向{company}的仓库。',
          '{village}测得最大阵风每小时{distance}公里。',
          '{official}说，这是多年未遇的一夜。',
          '{county}电力中断。',
        ],
      },
      {
        titles: ['“{storm}”过后 {city}恢复生产', '{county}供电恢复', '“{storm}”造成损失{money}亿元'],
        leads: [
          '台风“{storm}”造成的直接经济损失达{money}亿元，{province}应急部门{day}日通报。',
          '台风“{storm}”过去一周，{county}大部分用户恢复供电。',
        ],
        facts: [
          '{company}位于{district}的仓库将于{month}重新启用。',
          '{village}的果园今年绝收。',
          '{person}一周修好了{engines}个屋顶。',
          '{province}将种植红树林。',
        ],
      },
    ],
    common: [
      '气象部门提前数日发布预警。',
      '沿海航班大面积取消。',
      '中小学停课，企业停工。',
      '志愿者为群众送水送饭。',
      '专家称海温偏高使台风更强。',
      '台风季将持续到十一月。',
    ],
  },
  {
    name: '马拉松',
    shared: ['official', 'product'],
    daysApart: 7,
    stages: [
      {
        titles: ['{city}马拉松报名启动', '{city}马拉松{month}开跑', '{tickets}人报名{city}马拉松'],
        leads: [
          '{city}马拉松将于{month}{day}日鸣枪，组委会{day}日公布了路线。',
          '{city}马拉松报名人数已达{tickets}人。',
        ],
        facts: [
          '起点设在{stadium}，终点设在{village}。',
          '{company}提供补给。',
          '去年冠军{scorer}将卫冕。',
          '赛事总监{person}介绍，赛道新增一段湖岸。',
        ],
      },
      {
        titles: ['{scorer}夺得{city}马拉松冠军', '{city}马拉松开跑 {tickets}人参赛', '{city}马拉松：{scorer}率先冲线'],
        leads: [
          '{day}日上午，{city}马拉松在{stadium}鸣枪开跑，{scorer}夺得男子冠军。',
          '{scorer}以2小时{minute}分获得{city}马拉松冠军。',
        ],
        facts: [
          '女子冠军由{second}获得。',
          '{keeper}在{distance}米处摔倒后坚持完赛。',
          '{hospital}在终点设了医疗点。',
          '{village}村民敲锣打鼓为选手加油。',
        ],
      },
      {
        titles: ['{city}马拉松{dead}名选手成绩取消', '{city}马拉松带动消费{money}00万元', '{city}马拉松组委会致歉'],
        leads: [
          '{city}马拉松组委会{day}日通报，{dead}名选手因替跑被取消成绩。',
          '{city}马拉松带动当地消费{money}00万元，统计显示。',
        ],
        facts: [
          '{person}表示将改进存包服务。',
          '{company}捐出了剩余物资。',
          '{second}将代表省队参加全运会。',
          '赛道经过的{district}宾馆客满。',
        ],
      },
    ],
    common: [
      '近年来路跑运动蓬勃发展。',
      '{official}为比赛鸣枪。',
      '赛事设全程、半程和欢乐跑。',
      '数百名志愿者提供服务。',
      '比赛当天气温适宜。',
      '体育部门要求确保安全。',
    ],
  },
]
