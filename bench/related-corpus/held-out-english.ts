/** English events that development does not look at: for the final figures. */
import type { EventKind } from './events.ts'

export const heldOutEnglish: EventKind[] = [
  {
    name: 'trial',
    shared: ['city', 'agency'],
    stages: [
      {
        titles: [
          '{person} goes on trial in {city}',
          '{city} court hears case against {person}',
          'Former {company} treasurer {person} in the dock',
        ],
        leads: [
          'The trial of {person}, once treasurer of {company}, began in {city} on {weekday}; the charge is embezzling {money} million.',
          '{person} stood before the {city} regional court on {weekday}, accused of moving {money} million out of {company}.',
        ],
        facts: [
          'The accused, {hours} years with the firm, denied every charge in a firm voice.',
          'Prosecutor {official} read the indictment for two hours.',
          'Accounts in {village} and abroad are said to have received {percent} transfers.',
          '{second}, a former bookkeeper, will be the first witness.',
        ],
      },
      {
        titles: [
          'Bookkeeper: I warned {company} about {person}',
          'Witness contradicts {person}',
          'Defence attacks witness in {company} case',
        ],
        leads: [
          'A former bookkeeper told judges on {weekday} that she had warned {company} about {person} as early as {month}.',
          '{second}, the main witness in the {company} case, stood by her account on {weekday}.',
        ],
        facts: [
          'She had found {percent} payments without a receipt, {second} said.',
          'Counsel {keeper} asked why she had waited {age} months.',
          '{person} made notes and did not look up.',
          'An expert put the loss at {money} million.',
        ],
      },
      {
        titles: [
          '{person} jailed for {age} years',
          '{age} years in prison for {company} ex-treasurer',
          'Court acquits {person} on two counts',
        ],
        leads: [
          '{person} was sentenced to {age} years in prison on {weekday} for embezzling {money} million from {company}.',
          'Judge {referee} sent the former treasurer of {company} to prison for {age} years.',
        ],
        facts: [
          'Counsel {keeper} announced an appeal.',
          'The money has not been found, apart from a house in {village}.',
          '{company} said that it welcomed the verdict.',
          '{official} had asked for a longer sentence.',
        ],
      },
    ],
    common: [
      'The public gallery was full.',
      'White-collar cases have become more frequent, lawyers say.',
      'Embezzlement carries up to fifteen years.',
      'The proceedings continue next week, {agency} reported.',
      'Cameras are not allowed in the courtroom.',
      'The judges withdrew for an hour.',
    ],
  },
  {
    name: 'typhoon',
    shared: ['month', 'agency'],
    daysApart: 5,
    stages: [
      {
        titles: [
          'Storm {storm} nears {city}',
          '{city} braces for typhoon {storm}',
          'Ports close as {storm} approaches {province}',
        ],
        leads: [
          'Typhoon {storm} is expected to make landfall near {city} in {province} on {weekday} with winds of {distance} kilometres an hour.',
          'Shops in {city} were boarded up on {weekday} as typhoon {storm} moved towards the coast of {province}.',
        ],
        facts: [
          'Ferries to {village} stopped at {time}.',
          '{tickets} people were told to leave {district}.',
          'Fishing boats of {county} have returned to harbour.',
          'Mayor {official} asked people to stay at home.',
        ],
      },
      {
        titles: [
          '{storm} makes landfall at {city}',
          'Typhoon {storm} kills {dead} in {province}',
          '{storm} tears roofs off in {county}',
        ],
        leads: [
          'Typhoon {storm} came ashore at {city} at {time} on {weekday}, killing at least {dead}.',
          '{dead} people died when {storm} swept over {county} on {weekday}.',
        ],
        facts: [
          'A crane fell on a warehouse of {company} in {district}.',
          'Gusts of {distance} kilometres an hour were measured at {village}.',
          '{staff} homes lost their roofs in {county}.',
          'Mayor {official} spoke of the worst night in memory.',
        ],
      },
      {
        titles: [
          '{city} counts cost of {storm}',
          'Power back in {county} after {storm}',
          'Insurers expect {money} billion bill from {storm}',
        ],
        leads: [
          'Insurers put the damage of typhoon {storm} at {money} billion.',
          'A week after {storm}, power has returned to most homes in {county}.',
        ],
        facts: [
          '{company} will reopen its warehouse in {district} in {month}.',
          'Orchards around {village} will bear no fruit this year.',
          '{person} has mended {engines} roofs since {weekday}.',
          '{province} will plant new mangroves.',
        ],
      },
    ],
    common: [
      'Meteorologists had warned of the storm for days.',
      'Typhoon season lasts until November.',
      'Warm seas make storms stronger, scientists say.',
      'Flights were cancelled along the coast.',
      'Schools and offices were shut.',
      'Civil defence volunteers handed out water.',
    ],
  },
  {
    name: 'strike',
    shared: ['industry', 'official', 'regulator'],
    stages: [
      {
        titles: [
          '{company} staff in {city} walk out',
          'Strike shuts {company} depot',
          'Work stops at {company} in {city}',
        ],
        leads: [
          '{staff} workers of {company} in {city} laid down their tools on {weekday} over pay.',
          'A strike called by shop steward {person} closed the {company} works in {district} on {weekday}.',
        ],
        facts: [
          'They ask for {percent} per cent more.',
          '{person} said that patience had run out.',
          'The gates at {district} were blocked from {time}.',
          '{company} last raised wages in {month}.',
        ],
      },
      {
        titles: ['Talks fail at {company}', '{company} offers {injured} per cent', 'Second week of strike in {city}'],
        leads: [
          'Talks between {company} and its workers in {city} broke down on {weekday} after {hours} hours.',
          '{company} has offered {injured} per cent to end the strike at {district}.',
        ],
        facts: [
          '{keeper}, for the company, called the demands dreamlike.',
          'Customers of {company} in {county} have run out of stock.',
          '{person} was cheered at the gate.',
          'A mediator, {referee}, has been named.',
        ],
      },
      {
        titles: [
          '{company} strike ends with {injured} per cent',
          'Back to work in {city}',
          '{referee} brings peace to {company}',
        ],
        leads: [
          'Workers of {company} in {city} voted on {weekday} to accept {injured} per cent and go back to work.',
          'Mediator {referee} has ended the dispute at {company}.',
        ],
        facts: [
          '{percent} per cent of the votes were against.',
          '{person} spoke of a beginning.',
          '{keeper} said that lost orders would be made up by {month}.',
          'A night bonus is part of the deal.',
        ],
      },
    ],
    common: [
      'Unions in {industry} have become bolder.',
      'Labour minister {official} urged both sides to talk.',
      'Inflation has eaten up earlier rises.',
      'Strikes are rare in this part of the country.',
      'The employers’ association warned of higher prices.',
      'Strike pay comes from a common fund.',
    ],
  },
]
