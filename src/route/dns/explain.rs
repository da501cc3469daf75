//! Why each record was taken or left.
//!
//! In: a group, its lottery and what was drawn. Out: steps: how the group chooses, then each of its records with a reason.
//! Deliberately absent: choosing; nothing here is called unless somebody looks.

use super::super::{Certainty, Step, Watch};
use super::choose::{Lottery, Pool, size_of};
use super::decide::{Drawn, MOST_VALUES, Way};
use super::health::{Looks, Wells};
use super::ratio::Ratio;
use super::{Area, CheckId, Group, Key, Member, MemberId, Policy, Target, Zones};

/// A reason, the rule it rests on, and how sure that is.
type Reason = (&'static str, String, Certainty);

impl Way<'_> {
    /// Tells of a choice.
    pub fn tell(&self, group: &Group, lottery: Lottery, drawn: Drawn, depth: u8, watch: &mut impl Watch) {
        let name = self.zones.name(self.zones.node(group.node));
        let name = group.title.as_ref().map_or_else(|| name.to_owned(), |title| format!("the node `{title}` of {name}"));
        let (rule, how, certainty) = self.how(group, lottery);
        watch.step(|| {
            let step = Step::new(rule, format!("{name} {} {how}", group.kind)).but(certainty).below(depth);
            match self.zones.members_of(group).next() {
                Some((_, member)) => step.about(member.span),
                None => step,
            }
        });
        for (id, member) in self.zones.members_of(group) {
            let taken = match drawn {
                Drawn::Nothing => false,
                Drawn::One(one) => one == id,
                Drawn::Several(several, count) => several[..usize::from(count)].contains(&id),
            };
            let (rule, why, certainty) = self.reason(group, lottery, id, member, taken);
            watch.step(|| {
                let text = format!("{}: {why}", self.zones.described(id, member));
                Step::new(rule, text).but(certainty).candidate(taken).about(member.span).below(depth + 1)
            });
        }
    }

    /// How a group chooses, and what of it matters now.
    fn how(&self, group: &Group, lottery: Lottery) -> Reason {
        let nobody = self.zones.members_of(group).all(|(id, _)| !self.weather.is_well(id));
        let fail_open =
            if nobody && group.policy != Policy::Simple { "; none is healthy, so all count as if they were" } else { "" };
        let (rule, text, certainty) = match group.policy {
            Policy::Simple => ("R53-225", "is simple: health does not matter".to_owned(), Certainty::Documented),
            Policy::Weighted => ("R53-231", "is weighted: chance decides, by shares".to_owned(), Certainty::Documented),
            Policy::Latency => {
                let (_, source) = self.zones.latencies.source();
                let text = format!("is by latency: the region that answers fastest, by {source}");
                ("R53-242", text, Certainty::Estimate)
            }
            Policy::Failover => ("R53-253", "is failover: the primary while it is healthy".to_owned(), Certainty::Documented),
            Policy::Geolocation => {
                let place = self.location();
                ("R53-266", format!("is by location: the smallest area around {place}"), Certainty::Documented)
            }
            Policy::Geoproximity => {
                let text = format!("is by distance from {}, as biases make it", self.location());
                ("R53-278", text, Certainty::Estimate)
            }
            Policy::IpBased(collection) => {
                let found =
                    self.asker.network.map(|network| (network, self.zones.collections[collection as usize].holding(network)));
                let text = match found {
                    None => "is by network, and the asker's is not known".to_owned(),
                    Some((network, None)) => format!("is by network: no block holds {network}"),
                    Some((network, Some((block, location)))) => {
                        let location = &self.zones.collections[collection as usize].locations[location as usize];
                        format!("is by network: {network} is in {block}, which is `{location}`")
                    }
                };
                ("R53-290", text, Certainty::Documented)
            }
            Policy::Multivalue => {
                let text = match lottery {
                    Lottery::Several(_, held) if held > MOST_VALUES => {
                        format!("is multivalue: {MOST_VALUES} of {held}, by chance")
                    }
                    _ => "is multivalue: all that are healthy".to_owned(),
                };
                ("R53-296", text, Certainty::Documented)
            }
        };
        let nowhere = self.asker.place.point.is_none() && matches!(group.policy, Policy::Latency | Policy::Geoproximity);
        let unplaced = if nowhere { "; nobody said where the asker is, so the first as written" } else { "" };
        (rule, format!("{text}{unplaced}{fail_open}"), certainty)
    }

    fn location(&self) -> String {
        let place = &self.asker.place;
        let named = [place.region, place.subdivision, place.country, place.continent].into_iter().flatten().next();
        match named {
            Some(name) => name.to_string(),
            None if place.point.is_some() => "the asker".to_owned(),
            None => "an unknown place".to_owned(),
        }
    }

    fn reason(&self, group: &Group, lottery: Lottery, id: MemberId, member: &Member, taken: bool) -> Reason {
        let ill = (!self.weather.is_well(id)).then(|| self.why_ill(member));
        let or_ill = |text: String| match &ill {
            Some(why) => format!("{text}; {why}"),
            None => text,
        };
        let sure = Certainty::Documented;
        match (group.policy, self.zones.key(id)) {
            (Policy::Simple, _) => ("R53-225", if taken { "the only answer" } else { "not the first" }.to_owned(), sure),
            (Policy::Weighted, key) => self.reason_by_weight(lottery, id, key, taken, ill),
            (Policy::Latency, Key::Region(region)) => {
                let (unit, _) = self.zones.latencies.source();
                let figure = region.and_then(|at| self.asker.figures.get(usize::from(at))).filter(|figure| figure.is_finite());
                let figure = figure.map_or_else(|| "how far is not known".to_owned(), |figure| format!("{figure:.0} {unit}"));
                ("R53-242", or_ill(figure), Certainty::Estimate)
            }
            (Policy::Geoproximity, Key::Spot(spot)) => {
                let spot = self.zones.spot(spot);
                let distance = spot.distance_from(self.asker);
                let mut text = distance.map_or_else(|| "how far is not known".to_owned(), |distance| format!("{distance:.0} km"));
                if spot.bias != 0 {
                    text.push_str(&format!(" with bias {:+}", spot.bias));
                }
                if spot.is_near {
                    text.push_str(", counted from the region of the local zone");
                }
                if self.is_close_call(group, id, distance) {
                    text.push_str(", within a tenth of another: AWS may see it differently");
                }
                ("R53-278", or_ill(text), Certainty::Estimate)
            }
            (Policy::Failover, key) => {
                let role = if matches!(key, Key::Primary) { "the primary" } else { "the secondary" };
                let text = match (taken, &ill) {
                    (_, Some(_)) => role.to_owned(),
                    (true, None) if member.check.is_none() && !member.evaluates => format!("{role}, which nothing checks"),
                    (true, None) => format!("{role} is healthy"),
                    (false, None) => format!("{role} waits"),
                };
                let rule = if matches!(key, Key::Primary) { "R53-253" } else { "R53-252" };
                (rule, or_ill(text), sure)
            }
            (Policy::Geolocation, key) => match (size_of(key, self.asker), taken) {
                (None, _) => ("R53-266", "answers for elsewhere".to_owned(), sure),
                (Some(_), true) => ("R53-266", or_ill("the smallest area that applies".to_owned()), sure),
                (Some(_), false) if ill.is_some() => ("R53-266", or_ill("applies".to_owned()), sure),
                (Some(_), false) => ("R53-266", "applies, but a smaller area was taken".to_owned(), sure),
            },
            (Policy::IpBased(collection), key) => {
                let (matched, default) = self.zones.of_network(group, collection, self.asker);
                let inferred = matched.is_some_and(|matched| !self.weather.is_well(matched)) && default == Some(id) && taken;
                let text = match key {
                    Key::Location(None) if inferred => "stands in for a location that is ill".to_owned(),
                    Key::Location(None) => "for everybody else".to_owned(),
                    _ if matched == Some(id) => "the asker's location".to_owned(),
                    _ => "another location".to_owned(),
                };
                ("R53-290", or_ill(text), if inferred { Certainty::Estimate } else { sure })
            }
            (Policy::Multivalue, _) => {
                let text = if taken {
                    "answered"
                } else if ill.is_some() {
                    "left out"
                } else {
                    "chance took others"
                };
                ("R53-296", or_ill(text.to_owned()), sure)
            }
            (Policy::Latency | Policy::Geoproximity, _) => ("", or_ill("its place is not known".to_owned()), Certainty::Estimate),
        }
    }

    fn reason_by_weight(&self, lottery: Lottery, id: MemberId, key: Key, taken: bool, ill: Option<String>) -> Reason {
        let weight = if let Key::Weight(weight) = key { weight } else { 0 };
        let (pool, total) = match lottery {
            Lottery::OneOf(pool, total) => (pool, total),
            _ => (Pool::All, 0),
        };
        let tickets = pool.tickets(id, key, self.weather);
        let share = Ratio::of(tickets, total);
        let chance = if taken || tickets == 0 || tickets == total { "" } else { ", and chance took another" };
        let sure = Certainty::Documented;
        match (pool, ill) {
            (Pool::Well | Pool::WellAlike, Some(why)) => ("R53-232", format!("weight {weight}; {why}"), sure),
            (Pool::Well, None) if weight == 0 => ("R53-232", "weight 0: only when no other is healthy".to_owned(), sure),
            (Pool::WellAlike, None) => ("R53-233", format!("weight {weight}: {share} of answers{chance}"), sure),
            (Pool::Well, None) => ("R53-231", format!("weight {weight}: {share} of answers{chance}"), sure),
            (Pool::All | Pool::AllAlike, ill) => {
                let ill = ill.map_or(String::new(), |why| format!("; {why}"));
                ("R53-232", format!("weight {weight}: {share} of answers{chance}{ill}"), sure)
            }
        }
    }

    /// Whether another record is about as near: a difference below a tenth is within what is not known of distances.
    fn is_close_call(&self, group: &Group, id: MemberId, distance: Option<f64>) -> bool {
        let Some(distance) = distance else { return false };
        let others = self.zones.keys_of(group).filter(|(other, _)| *other != id && self.weather.is_well(*other));
        let mut others = others.filter_map(|(_, key)| match key {
            Key::Spot(spot) => self.zones.spot(spot).distance_from(self.asker),
            _ => None,
        });
        others.any(|other| (other - distance).abs() <= 0.1 * other.max(distance))
    }

    fn why_ill(&self, member: &Member) -> String {
        match member.check {
            Some(check) if !self.weather.check(check) => self.why_check_ill(check),
            _ => match member.target {
                Target::Records(Some(group)) => {
                    let group = self.zones.group(group);
                    let name = self.zones.name(self.zones.node(group.node));
                    format!("ill, since no record of {name} {} is healthy", group.kind)
                }
                Target::Resource(block) => {
                    let label = self.zones.resources.get(&block).map_or("its target", |resource| &resource.label);
                    format!("ill, since `{label}` has no healthy target")
                }
                Target::Records(None) | Target::Values(..) => "ill".to_owned(),
            },
        }
    }

    fn why_check_ill(&self, id: CheckId) -> String {
        let check = &self.zones.checks[id.0 as usize];
        let why = match &check.looks {
            _ if check.inverted => ", which is inverted".to_owned(),
            Looks::Count(children, at_least) => {
                let ill = children.iter().filter(|child| !self.weather.check(**child));
                let ill: Vec<String> = ill.map(|child| format!("`{}`", self.zones.checks[child.0 as usize].label)).collect();
                format!(": {} of {} must be healthy, and {} not", at_least, children.len(), are(&ill))
            }
            Looks::Endpoint | Looks::Alarm(..) | Looks::Switch(_) => String::new(),
        };
        format!("`{}` is unhealthy{why}", check.label)
    }
}

fn are(names: &[String]) -> String {
    format!("{} {}", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

impl Zones {
    /// A record as it reads: `90 -> prod_alb`.
    pub(super) fn described(&self, id: MemberId, member: &Member) -> String {
        let to = self.target_text(member);
        let head = match self.key(id) {
            Key::Area(Area::Default) => "default",
            _ => &member.label,
        };
        if head.is_empty() { format!("-> {to}") } else { format!("{head} -> {to}") }
    }

    /// What a record points to, as it reads.
    pub(super) fn target_text(&self, member: &Member) -> String {
        match member.target {
            Target::Values(first, count) => {
                let values = &self.values[first as usize..(first + count) as usize];
                values.iter().map(|value| &*value.text).collect::<Vec<_>>().join(", ")
            }
            Target::Records(Some(group)) => match &self.group(group).title {
                Some(title) => format!("node {title}"),
                None => format!("record {}", self.name(self.node(self.group(group).node))),
            },
            Target::Records(None) => "records that are not there".to_owned(),
            Target::Resource(block) => self.resources.get(&block).map_or_else(String::new, |resource| resource.label.to_string()),
        }
    }
}
