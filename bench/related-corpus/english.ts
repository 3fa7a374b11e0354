/** English events for developing related news: what each kind of event is told with. */
import type { EventKind } from './events.ts'

export const english: EventKind[] = [
  {
    name: 'factory fire',
    shared: ['province', 'agency'],
    stages: [
      {
        titles: [
          'Fire breaks out at {company} plant in {city}',
          'Blaze at {product} factory in {city} leaves {dead} dead',
          '{dead} killed in {city} factory fire',
          'Smoke over {city} as {product} works burns',
        ],
        leads: [
          'A fire broke out at a {product} factory in {city}, {province}, on {weekday}, killing at least {dead} people, local officials said.',
          'At least {dead} workers died when flames tore through the {company} plant in {district} on {weekday} evening.',
          'Firefighters battled a blaze at {company} in the {district} area of {city} for {hours} hours on {weekday}.',
        ],
        facts: [
          'The alarm was raised at {time} by a guard who saw smoke above the workshop.',
          'About {staff} people were inside the building when the fire started.',
          '{injured} others were taken to {hospital} with burns.',
          'Residents within {distance} metres of the plant were told to keep their windows shut.',
        ],
      },
      {
        titles: [
          'Death toll in {city} plant fire rises to {moredead}',
          '{city} fire: rescuers end search at {company}',
          'Families wait for news after {company} blaze',
        ],
        leads: [
          'The number of people killed in the fire at {company} has risen to {moredead}, the {city} government said.',
          'Rescue teams have ended their search of the burnt-out {product} factory in {city}, where {moredead} people lost their lives.',
        ],
        facts: [
          '{official}, deputy mayor of {city}, visited the injured at {hospital}.',
          'Two of the injured are still in a critical condition, doctors said.',
          'Relatives gathered at a school in {district} where a hall had been opened for them.',
          'The plant makes {product} for export and employs {staff} people.',
        ],
      },
      {
        titles: [
          'Manager of {company} held over deadly fire',
          'Locked exits blamed for {city} factory deaths',
          'Inquiry into {city} fire points to wiring',
        ],
        leads: [
          'Police have detained {person}, manager of {company}, after a fire that killed {moredead} people.',
          'An inquiry into the fire in {district} has found that faulty wiring on the second floor was the likely cause.',
        ],
        facts: [
          'Two of the four exits had been locked since {month}, investigators found.',
          '{company} had been fined for blocked corridors a year earlier.',
          'Lawyers for {person} said that he would cooperate fully.',
          '{official} promised that every {product} works in {city} would be inspected.',
        ],
      },
    ],
    common: [
      'The cause of the fire is under investigation.',
      'The fire brigade sent {engines} engines and more than a hundred firefighters to the scene.',
      'The ministry of emergency management has ordered checks at factories across the country.',
      'Industrial fires are not rare in {province}, where many workshops lack sprinklers.',
      'A preliminary report is expected within thirty days, {agency} reported.',
      'Work safety inspectors have been sent to the scene.',
      'The plant has been closed until further notice.',
    ],
  },
  {
    name: 'earthquake',
    shared: ['agency', 'depth'],
    stages: [
      {
        titles: [
          'Magnitude {magnitude} earthquake strikes near {city}',
          'Strong quake shakes {county} in {province}',
          '{dead} dead as earthquake hits {county}',
        ],
        leads: [
          'An earthquake of magnitude {magnitude} struck {county} in {province} early on {weekday}, the seismological centre said.',
          'A strong earthquake shook {city} and the villages around it on {weekday}, killing at least {dead} people.',
        ],
        facts: [
          'The epicentre was {distance} kilometres from {city}, at a depth of {depth} kilometres.',
          'Walls collapsed in {village}, the village closest to the epicentre.',
          'People ran into the streets in their night clothes, a resident of {village} said.',
          'Trains between {city} and the coast were halted.',
        ],
      },
      {
        titles: [
          'Rescuers reach {village} after quake',
          '{county} earthquake toll climbs to {moredead}',
          'Tents and blankets sent to {county}',
        ],
        leads: [
          'Rescuers have reached {village}, cut off since the earthquake in {county}, where {moredead} people are now known to have died.',
          'The toll of the {magnitude}-magnitude quake in {county} climbed to {moredead} on {weekday}.',
        ],
        facts: [
          '{staff} houses were destroyed or badly damaged, {official} told reporters.',
          'A girl of {age} was pulled alive from the rubble after {hours} hours.',
          'The road to {village} was cleared by soldiers at {time}.',
          'The hospital in {city} has set up beds in its car park.',
        ],
      },
      {
        titles: [
          '{county} to rebuild school felled by quake',
          'First families move into new homes in {village}',
          'Why the {county} quake did so much damage',
        ],
        leads: [
          'The primary school of {village}, destroyed by the earthquake, will be rebuilt by autumn, {official} said.',
          'Engineers who examined the ruins in {county} say that unreinforced brick made the quake deadlier.',
        ],
        facts: [
          'The province will give {money} million yuan for rebuilding.',
          '{person}, a teacher in {village}, has been holding lessons in a tent.',
          'New houses must withstand shocks of intensity eight.',
          'A fault that runs beneath {city} had been quiet for a century.',
        ],
      },
    ],
    common: [
      'Several aftershocks were felt, the strongest of magnitude 4.2.',
      'The seismological centre said that more aftershocks were likely.',
      'The army has sent helicopters to the stricken area.',
      'Rescue teams with dogs searched the rubble through the night.',
      'Power and telephone lines were cut in many places.',
      'The region lies on an active fault and is often shaken by earthquakes.',
      'The Red Cross has asked for donations of tents, blankets and drinking water.',
    ],
  },
  {
    name: 'football match',
    shared: ['team', 'rival', 'coach', 'stadium'],
    daysApart: 6,
    stages: [
      {
        titles: [
          '{team} face {rival} without injured {player}',
          '{team} and {rival} meet in {round}',
          '{coach} wary before {round} against {rival}',
        ],
        leads: [
          '{team} will have to do without {player} when they meet {rival} in the {round} on {weekday}.',
          '{coach} said that his side respected {rival} but did not fear them before the {round} at {stadium}.',
        ],
        facts: [
          '{player} hurt a knee in training and is out for {age} days.',
          'Kick-off is at {time}, and all {tickets} tickets have been sold.',
          '{referee} will be the referee.',
          '{scorer} is expected to start in attack.',
        ],
      },
      {
        titles: [
          '{scorer} sinks {rival} in {round}',
          '{team} beat {rival} {score}',
          '{score}: {team} too strong for {rival} in {round}',
        ],
        leads: [
          '{scorer} scored in the {minute}th minute as {team} beat {rival} {score} in the {round} on {weekday}.',
          '{team} won {score} against {rival} in the {round} in front of {tickets} people, thanks to a late goal by {scorer}.',
        ],
        facts: [
          '{rival} had a goal ruled out by {referee} after {minute} minutes.',
          '{keeper} saved a penalty shortly before half-time.',
          '{second} made it safe with a header from a corner.',
          '"We suffered, then we danced," {scorer} said.',
        ],
      },
      {
        titles: [
          '{referee} defends decision in {round}',
          '{rival} protest after {score} defeat',
          '{scorer} named player of the {round}',
        ],
        leads: [
          '{referee} has defended his decision to disallow a goal of {rival} in the {round}, which {team} won {score}.',
          '{rival} have protested against the {score} result of the {round}, in which a goal was ruled out.',
        ],
        facts: [
          'Television pictures showed that the ball had crossed the line, {rival} claim.',
          'The league will hear the protest within {age} days.',
          '{scorer} has now scored {injured} goals this season.',
          '{keeper} broke a finger in the match and needs an operation.',
        ],
      },
    ],
    common: [
      'The two sides have met 41 times, and {team} have won more than half of the matches.',
      '{team} are second in the table, three points ahead of {rival}.',
      '{coach} praised the supporters.',
      '"Every match against {rival} is a final," said {coach}.',
      'The pitch at {stadium} was relaid in summer.',
      'The champions will play in the continental cup next year.',
    ],
  },
  {
    name: 'merger',
    shared: ['regulator', 'industry', 'bank'],
    stages: [
      {
        titles: [
          '{company} to buy {target} for {money} billion',
          '{company} in talks to take over {target}',
          '{target} shares soar on {company} bid',
        ],
        leads: [
          '{company} said on {weekday} that it would buy its smaller rival {target} for {money} billion dollars, in one of the biggest deals in {industry} this year.',
          'Shares in {target} rose {percent} per cent on {weekday} after {company} offered {money} billion dollars for the maker of {product}.',
        ],
        facts: [
          'Shareholders of {target} will get {injured} dollars a share, a premium of {percent} per cent.',
          '{person}, chief executive of {company}, called it a historic day.',
          '{target}, based in {city}, employs {staff} people.',
          'The companies together make a third of all {product}.',
        ],
      },
      {
        titles: [
          'Regulator opens inquiry into {company} deal',
          '{target} workers protest against takeover',
          'Investor calls {company} offer too low',
        ],
        leads: [
          '{regulator} has opened an inquiry into the takeover of {target} by {company}, fearing for competition in {product}.',
          'Hundreds of workers of {target} marched through {city} on {weekday} against the sale of their company to {company}.',
        ],
        facts: [
          '{official}, who holds {injured} per cent of {target}, said that the price was far too low.',
          'The union fears for {distance} jobs in {city}.',
          '{person} will answer questions of members of parliament next week.',
          'A rival offer for {target} has not been ruled out.',
        ],
      },
      {
        titles: [
          '{company} completes purchase of {target}',
          '{company} walks away from {target}',
          '{target} name to vanish after deal',
        ],
        leads: [
          '{company} has completed its purchase of {target} after {regulator} gave its consent.',
          'The takeover of {target} by {company} was sealed on {weekday} in {city}.',
        ],
        facts: [
          'The works in {city} will stay open until {month} next year.',
          '{company} had to sell its {product} business to {bank}.',
          '{person} will lead the new company from {city}.',
          '{official} leaves the board of {target}.',
        ],
      },
    ],
    common: [
      '{bank} advised on the deal.',
      'The deal needs the consent of {regulator} and of the shareholders.',
      'Analysts expect more mergers in {industry} as growth slows.',
      'The companies expect savings of several hundred million dollars a year.',
      'Prices in {industry} have fallen for three years.',
      'Shares in other companies of the industry rose too.',
    ],
  },
  {
    name: 'bus crash',
    shared: ['province', 'road', 'official'],
    stages: [
      {
        titles: [
          '{dead} die as bus plunges off road in {county}',
          'Bus crash kills {dead} near {city}',
          'Coach and lorry collide in {county}, {dead} dead',
        ],
        leads: [
          'A bus with {injured} passengers left the road in {county} and fell into a ravine on {weekday}, killing {dead}.',
          'At least {dead} people were killed when a coach of {company} collided with a lorry near {city} on {weekday} morning.',
        ],
        facts: [
          'The bus was on its way from {city} to {village}.',
          'Villagers were the first to climb down to the wreck, said {person}, a farmer.',
          'The accident happened at {time} on a bend near {village}.',
          'Among the dead is a boy of {age}.',
        ],
      },
      {
        titles: [
          'Driver in {county} crash had worked {hours} hours',
          'Brakes of {company} bus had failed before',
          '{county} mourns {moredead} victims of crash',
        ],
        leads: [
          'The driver of the bus that crashed in {county}, killing {moredead}, had been at the wheel for {hours} hours, police said.',
          'The brakes of the {company} coach that crashed near {city} had been reported faulty in {month}.',
        ],
        facts: [
          '{person} lost two brothers in the crash.',
          '{company} has taken {engines} buses of the same type off the road.',
          'The survivors are in {hospital}.',
          'Flags in {county} fly at half mast.',
        ],
      },
    ],
    common: [
      'Road accidents are common in the mountains of {province}, where roads are narrow and often badly lit.',
      '{official}, the transport minister, has ordered an investigation.',
      'Cranes were brought to lift the wreck.',
      'The injured were taken to nearby hospitals.',
      'Heavy fog hampered the rescue.',
      'Police are examining the tachograph of the bus.',
      '{road} was closed in both directions for most of the day.',
    ],
  },
  {
    name: 'flood',
    shared: ['province', 'official', 'month'],
    stages: [
      {
        titles: [
          '{river} bursts its banks at {city}',
          'Thousands flee as {city} is flooded',
          'Record rain puts {county} under water',
        ],
        leads: [
          'The {river} burst its banks at {city} on {weekday} after {distance} millimetres of rain fell in a day.',
          '{tickets} people had to leave their homes in {county} as water from the {river} rose to the rooftops on {weekday}.',
        ],
        facts: [
          'The water stood {age} metres above normal at the gauge in {city}.',
          'The {village} bridge was swept away at {time}.',
          '{person} spent the night on the roof with four children.',
          'A dyke gave way near {village}.',
        ],
      },
      {
        titles: [
          '{city} cleans up as {river} falls',
          'Broken {village} dyke was known to be weak',
          '{dead} still missing in {county} floods',
        ],
        leads: [
          'The {river} is falling and people in {city} have begun to shovel mud from their homes.',
          'The dyke near {village} that broke on {weekday} had been judged unsafe {age} years ago, documents show.',
        ],
        facts: [
          'The damage in {city} is put at {money} million yuan.',
          '{person} found her shop under a metre of mud.',
          'Drinking water comes by lorry to {village}.',
          '{dead} people are missing in {county}.',
        ],
      },
    ],
    common: [
      'Soldiers filled sandbags through the night.',
      'Meteorologists expect more rain at the weekend.',
      '{official}, governor of {province}, declared a state of emergency.',
      'Schools stay closed until {month} is over.',
      'Rice fields along the river have been ruined.',
      'The provincial government has released money for the victims.',
      'Boats took old people and children to safety.',
    ],
  },
]
