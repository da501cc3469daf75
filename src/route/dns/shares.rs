//! Every answer to one question, with its exact share.
//!
//! In: a question, who asks, who is well. Out: each answer that chance can give, and how often. The same steps are gone as for one
//! answer; where one draws, this goes every way. Deliberately absent: samples.

use super::choose::Lottery;
use super::decide::{Answer, At, Drawn, Ending, MOST_VALUES, Way};
use super::health::{DEEPEST, Wells};
use super::{Asker, Chance, MemberId, Question, Ratio, Weather, Zones};
use std::borrow::Cow;

/// One answer, and how often it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The answer.
    pub answer: Answer,
    /// How often.
    pub share: Ratio,
}

/// Every answer that chance can give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares {
    /// The answers, those given most often first.
    pub list: Vec<Share>,
    /// Several records are answered together: each share is that of the answers in which one is.
    pub together: bool,
    /// There are more ways than were gone.
    pub partly: bool,
}

/// So many ways are gone.
const MOST_WAYS: usize = 100_000;

impl Zones {
    /// Every answer to a question, with its share.
    pub fn shares(&self, question: &Question, asker: &Asker, weather: &Weather) -> Shares {
        self.shares_where(question, asker, weather)
    }

    /// The same, where somebody else knows who is well.
    pub(super) fn shares_where(&self, question: &Question, asker: &Asker, weather: &impl Wells) -> Shares {
        let sure = |ending| {
            let answer = Answer::new(None, ending);
            Shares { list: vec![Share { answer, share: Ratio::ONE }], ..Shares::default() }
        };
        if let Some(ending) = self.intercepted(question, asker, &mut ()) {
            return sure(ending);
        }
        let Some(zone) = self.zone_for(question, asker, &mut ()) else {
            return sure(self.beyond(question, asker));
        };
        let way = Way { zones: self, asker, weather, kind: question.kind(), zone, watching: self.watching(question, asker) };
        let mut shares = Shares::default();
        // What is left to go: where, by which CNAMEs, how deep, how often.
        let first = Answer::new(Some(zone), Ending::Endless);
        let mut open = vec![(At::Name(Cow::Borrowed(question.name())), first, 0usize, Ratio::ONE)];
        let mut gone = 0;
        while let Some((at, mut answer, depth, share)) = open.pop() {
            gone += 1;
            if gone > MOST_WAYS {
                shares.partly = true;
                break;
            }
            match way.group_at(at, &mut ()) {
                Err(ending) => {
                    answer.ending = ending;
                    shares.add(answer, share);
                }
                Ok(id) => {
                    let group = self.group(id);
                    let lottery = self.lottery(group, asker, weather);
                    let mut ways = Vec::new();
                    match lottery {
                        Lottery::Nothing => shares.add(answer.with(Ending::NoData), share),
                        Lottery::Sure(member) => ways.push((member, Ratio::ONE)),
                        Lottery::OneOf(pool, total) => {
                            let tickets = |(id, key)| (id, pool.tickets(id, key, weather));
                            let drawn = self.keys_of(group).map(tickets).filter(|(_, tickets)| *tickets > 0);
                            ways.extend(drawn.map(|(id, tickets)| (id, Ratio::of(tickets, total))));
                        }
                        Lottery::Several(pool, held) if held > MOST_VALUES => {
                            shares.together = true;
                            let each = share * Ratio::of(MOST_VALUES as u64, held as u64);
                            let drawn = self.keys_of(group).filter(|(id, key)| pool.tickets(*id, *key, weather) > 0);
                            drawn.for_each(|(id, _)| shares.add(answer.with(Ending::Record(id)), each));
                        }
                        Lottery::Several(..) => {
                            if let Drawn::Several(members, count) = self.draw(group, lottery, weather, &mut Chance::of(0)) {
                                shares.add(answer.with(Ending::Records(members, count)), share);
                            }
                        }
                    }
                    for (member, part) in ways {
                        match self.onward(&way, id, member, answer, depth) {
                            Ok((next, answer, depth)) => open.push((next, answer, depth, share * part)),
                            Err(answer) => shares.add(answer, share * part),
                        }
                    }
                }
            }
        }
        shares.list.sort_by_key(|share| std::cmp::Reverse(share.share));
        shares
    }

    /// Where a drawn record leads, or the answer that ends with it.
    fn onward<'a>(
        &self,
        way: &Way<'a, impl Wells>,
        group: super::GroupId,
        member: MemberId,
        mut answer: Answer,
        depth: usize,
    ) -> Result<(At<'a>, Answer, usize), Answer> {
        let group = way.zones.group(group);
        let deeper = match way.is_link(group, member) {
            true if !answer.link(member) => return Err(answer),
            true => 0,
            false if depth > DEEPEST => return Err(answer),
            false => depth + 1,
        };
        match way.enter(group, member, &mut ()) {
            Ok(next) => Ok((next, answer, deeper)),
            Err(ending) => Err(answer.with(ending)),
        }
    }
}

impl Shares {
    fn add(&mut self, answer: Answer, share: Ratio) {
        match self.list.iter_mut().find(|known| known.answer == answer) {
            Some(known) => known.share = known.share + share,
            None => self.list.push(Share { answer, share }),
        }
    }
}
