//! The second mind for names: read straight from the rules, slow, with nothing in common with the first.
//!
//! Section numbers are those of the answer algorithm that both follow: which zone, which node, which member, what it answers.

use super::program::{
    BALANCERS, Check, Head, LATENCIES, LOCATIONS, Looks, Member, Policy, Program, Record, TTL, Target, VPCS, Zone,
};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Who asks.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub country: Option<&'static str>,
    pub part: Option<&'static str>,
    pub point: Option<(f64, f64)>,
    pub address: Option<&'static str>,
    pub subnet: Option<&'static str>,
    pub resolver: Option<&'static str>,
    pub vpc: Option<usize>,
}

/// How things stand. What nothing is said of is well.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// What was said of each check, one after the other.
    pub checks: BTreeMap<usize, Vec<Said>>,
    /// Load balancers without a target that is well.
    pub down: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    Well,
    Ill,
    NoData,
    /// So many percent of the checkers say that it is well.
    Checkers(u32),
}

/// A share, as a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(pub u128, pub u128);

impl Part {
    pub const WHOLE: Part = Part(1, 1);

    fn of(part: u128, whole: u128) -> Part {
        let (mut one, mut other) = (part, whole);
        while other > 0 {
            (one, other) = (other, one % other);
        }
        Part(part / one, whole / one)
    }

    fn times(self, other: Part) -> Part {
        Part::of(self.0 * other.0, self.1 * other.1)
    }

    pub fn plus(self, other: Part) -> Part {
        Part::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }
}

/// One row: whose name, how long it is kept, its type, its value.
pub type Row = (String, u32, String, String);

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer {
    pub code: &'static str,
    pub ttl: Option<u32>,
    pub rows: Vec<Row>,
}

/// Every answer with its share; of more than eight values at once, each by itself.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    pub list: Vec<(Answer, Part)>,
    pub is_of_each: bool,
}

/// A question on its way.
struct Way<'p, 'q> {
    mind: &'q Mind<'p>,
    zone: &'p Zone,
    client: &'q Client,
    kind: &'q str,
    answers: Answers,
}

pub struct Mind<'p> {
    pub program: &'p Program,
    pub scene: &'p Scene,
}

const KEPT_NOTHING: u32 = 900;
const MOST_LINKS: usize = 8;
const MOST_VALUES: usize = 8;

impl<'p> Mind<'p> {
    /// Every answer that may be given.
    pub fn answers(&self, name: &str, kind: &str, client: &Client) -> Answers {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        let Some(zone) = self.zone(name, kind, client) else {
            let outside = Answer { code: "NOERROR", ttl: None, rows: Vec::new() };
            return Answers { list: vec![(outside, Part::WHOLE)], is_of_each: false };
        };
        let mut way = Way { mind: self, zone, client, kind, answers: Answers::default() };
        way.look_up(name, Vec::new(), Part::WHOLE);
        way.answers
    }

    /// 18.2: the private zone of the longest domain alone, where the VPC has one; else the public one of the longest.
    fn zone(&self, name: &str, kind: &str, client: &Client) -> Option<&'p Zone> {
        let holds = |zone: &&Zone| name == zone.domain || name.ends_with(&format!(".{}", zone.domain));
        let longest = |zones: Vec<&'p Zone>| -> Option<&'p Zone> {
            // The parent answers for DS, where the program has it.
            let above: Vec<&Zone> = zones.iter().copied().filter(|zone| kind != "DS" || zone.domain != name).collect();
            let zones = if above.is_empty() { zones } else { above };
            let mut best: Option<&Zone> = None;
            for zone in zones {
                if best.is_none_or(|best| zone.domain.len() > best.domain.len()) {
                    best = Some(zone);
                }
            }
            best
        };
        let private = |zone: &&Zone| client.vpc.is_some_and(|vpc| zone.vpcs.contains(&vpc));
        let own = longest(self.program.zones.iter().filter(private).filter(holds).collect());
        let public = || longest(self.program.zones.iter().filter(|zone| zone.vpcs.is_empty()).filter(holds).collect());
        own.or_else(public)
    }

    /// 18.4: the state of a health check.
    pub fn is_check_well(&self, at: usize) -> bool {
        let Check { looks, inverted, disabled } = &self.program.checks[at];
        let said = self.scene.checks.get(&at).map_or(&[][..], Vec::as_slice);
        let last = said.last().copied().unwrap_or(Said::Well);
        let found = match looks {
            _ if *disabled => true,
            Looks::Endpoint => match last {
                Said::Well | Said::NoData => true,
                Said::Ill => false,
                Said::Checkers(percent) => percent > 18,
            },
            Looks::Switch => last != Said::Ill,
            Looks::Alarm(blind) => match (last, *blind) {
                (Said::NoData, "healthy") => true,
                (Said::NoData, "unhealthy") => false,
                (Said::NoData, _) => said.iter().rev().find(|said| **said != Said::NoData) != Some(&Said::Ill),
                (last, _) => last != Said::Ill,
            },
            Looks::Count { of, at_least } => of.iter().filter(|child| self.is_check_well(**child)).count() >= *at_least,
        };
        found != *inverted
    }

    /// 18.4: whether a member counts as healthy.
    fn is_well(&self, zone: &Zone, kind: &str, member: &Member) -> bool {
        let own = member.check.is_none_or(|check| self.is_check_well(check));
        let below = match &member.target {
            _ if !member.follows => true,
            Target::Values(_) => true,
            Target::Balancer(at) => !self.scene.down.contains(at),
            Target::Record(name) => record(zone, name, kind)
                .is_some_and(|record| record.members.iter().any(|member| self.is_well(zone, kind, member))),
        };
        own && below
    }
}

/// The records of a name below a zone and a type.
fn record<'z>(zone: &'z Zone, name: &str, kind: &str) -> Option<&'z Record> {
    zone.records.iter().find(|record| record.name == name && record.kind == kind)
}

/// A name below a zone, in full.
fn full(zone: &Zone, name: &str) -> String {
    if name == "@" { zone.domain.to_owned() } else { format!("{name}.{}", zone.domain) }
}

impl<'p> Way<'p, '_> {
    fn ends(&mut self, answer: Answer, share: Part) {
        match self.answers.list.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, known)) => *known = known.plus(share),
            None => self.answers.list.push((answer, share)),
        }
    }

    fn records_at(&self, name: &str) -> Vec<&'p Record> {
        self.zone.records.iter().filter(|record| full(self.zone, &record.name) == name).collect()
    }

    /// 18.3: from the apex down to the name.
    fn look_up(&mut self, name: &str, links: Vec<Row>, share: Part) {
        let apex = self.zone.domain;
        let least = |ttl: u32| Some(links.iter().map(|(_, ttl, ..)| *ttl).fold(ttl, u32::min));
        let is_there = |wanted: &str| {
            let ends = format!(".{wanted}");
            wanted == apex
                || self
                    .zone
                    .records
                    .iter()
                    .map(|record| full(self.zone, &record.name))
                    .any(|known| known == wanted || known.ends_with(&ends))
        };
        let above: Vec<&str> = {
            let mut names: Vec<&str> = Vec::new();
            let mut rest = name;
            while rest != apex {
                names.insert(0, rest);
                rest = rest.split_once('.').map_or(apex, |(_, rest)| rest);
            }
            names
        };
        let mut closest = apex;
        for step in &above {
            if !is_there(step) {
                break;
            }
            closest = step;
            let ns = self.records_at(step).into_iter().find(|record| record.kind == "NS");
            if let Some(ns) = ns.filter(|_| !(self.kind == "DS" && *step == name)) {
                let ttl = ns.ttl.unwrap_or(TTL);
                let mut rows = links.clone();
                let Target::Values(servers) = &ns.members[0].target else { panic!("delegations have values") };
                rows.extend(servers.iter().map(|server| ((*step).to_owned(), ttl, "NS".to_owned(), server.clone())));
                return self.ends(Answer { code: "NOERROR", ttl: least(ttl), rows }, share);
            }
        }
        if closest == name {
            let records = self.records_at(name);
            if records.is_empty() && name != apex {
                return self.ends(Answer { code: "NOERROR", ttl: least(KEPT_NOTHING), rows: links }, share);
            }
            return self.at_node(name, &records, links, share);
        }
        let star = self.records_at(&format!("*.{closest}"));
        if star.is_empty() {
            return self.ends(Answer { code: "NXDOMAIN", ttl: least(KEPT_NOTHING), rows: links }, share);
        }
        self.at_node(name, &star, links, share);
    }

    /// 18.3, from 5 on: the records of the type, else a CNAME, else what Route 53 makes itself, else nothing.
    fn at_node(&mut self, name: &str, records: &[&'p Record], links: Vec<Row>, share: Part) {
        let of = |kind: &str| records.iter().find(|record| record.kind == kind).copied();
        if let Some(record) = of(self.kind) {
            return self.choose(record, name, links, share);
        }
        if let Some(record) = of("CNAME") {
            return self.choose(record, name, links, share);
        }
        let made = match self.kind {
            "NS" => Some((172_800, "<its four name servers>")),
            "SOA" => Some((900, "<the SOA that Route 53 makes>")),
            _ => None,
        };
        if let Some((ttl, value)) = made.filter(|_| name == self.zone.domain) {
            let mut rows = links;
            let kept = rows.iter().map(|(_, ttl, ..)| *ttl).fold(ttl, u32::min);
            rows.push((name.to_owned(), ttl, self.kind.to_owned(), value.to_owned()));
            return self.ends(Answer { code: "NOERROR", ttl: Some(kept), rows }, share);
        }
        self.nothing(links, share);
    }

    fn nothing(&mut self, links: Vec<Row>, share: Part) {
        let ttl = links.iter().map(|(_, ttl, ..)| *ttl).fold(KEPT_NOTHING, u32::min);
        self.ends(Answer { code: "NOERROR", ttl: Some(ttl), rows: links }, share);
    }

    /// 18.4: chooses among the members, every way that chance may go.
    fn choose(&mut self, record: &'p Record, owner: &str, links: Vec<Row>, share: Part) {
        let well: Vec<bool> = record.members.iter().map(|member| self.mind.is_well(self.zone, record.kind, member)).collect();
        if record.policy == Policy::Multivalue {
            return self.several(record, &well, owner, links, share);
        }
        for (at, part) in self.chances(record, &well) {
            self.take(record, &record.members[at], owner, links.clone(), share.times(part));
        }
        if self.chances(record, &well).is_empty() {
            self.nothing(links, share);
        }
    }

    fn several(&mut self, record: &Record, well: &[bool], owner: &str, links: Vec<Row>, share: Part) {
        let mut able: Vec<usize> = (0..well.len()).filter(|at| well[*at]).collect();
        if able.is_empty() {
            able = (0..well.len()).collect();
        }
        let groups: Vec<Vec<usize>> =
            if able.len() > MOST_VALUES { able.iter().map(|at| vec![*at]).collect() } else { vec![able.clone()] };
        self.answers.is_of_each |= groups.len() > 1;
        let part = if groups.len() > 1 { Part::of(MOST_VALUES as u128, able.len() as u128) } else { Part::WHOLE };
        for group in groups {
            let mut rows = links.clone();
            for at in group {
                let Target::Values(values) = &record.members[at].target else { panic!("multivalue records are no aliases") };
                rows.extend(values.iter().map(|value| (owner.to_owned(), TTL, record.kind.to_owned(), value.clone())));
            }
            let ttl = rows.iter().map(|(_, ttl, ..)| *ttl).min();
            self.ends(Answer { code: "NOERROR", ttl, rows }, share.times(part));
        }
    }

    /// Which members may be chosen, by number, and how often.
    fn chances(&self, record: &Record, well: &[bool]) -> Vec<(usize, Part)> {
        let members = &record.members;
        let all: Vec<usize> = (0..members.len()).collect();
        let sure = |at: usize| vec![(at, Part::WHOLE)];
        // The selection loop: the first by the policy's order that is well; the very first where none is.
        let first = |order: &[usize]| order.iter().find(|at| well[**at]).or(order.first()).map_or_else(Vec::new, |at| sure(*at));
        let evenly = |of: &[usize]| -> Vec<(usize, Part)> { of.iter().map(|at| (*at, Part::of(1, of.len() as u128))).collect() };
        match record.policy {
            Policy::Simple => sure(0),
            Policy::Multivalue => Vec::new(),
            Policy::Weighted => {
                let weight = |at: &usize| match members[*at].head {
                    Head::Weight(weight) => u128::from(weight),
                    _ => 0,
                };
                let by_weight = |of: &[usize]| -> Vec<(usize, Part)> {
                    let sum: u128 = of.iter().map(weight).sum();
                    of.iter().filter(|at| weight(at) > 0).map(|at| (*at, Part::of(weight(at), sum))).collect()
                };
                let able: Vec<usize> = all.iter().copied().filter(|at| well[*at]).collect();
                let heavy = |of: &[usize]| of.iter().any(|at| weight(at) > 0);
                match () {
                    () if heavy(&able) => by_weight(&able),
                    () if !able.is_empty() => evenly(&able),
                    () if heavy(&all) => by_weight(&all),
                    () => evenly(&all),
                }
            }
            Policy::Failover => {
                let mut order = all;
                order.sort_by_key(|at| members[*at].head != Head::Primary);
                first(&order)
            }
            Policy::Latency => {
                let mut order = all;
                order.sort_by_key(|at| self.latency(&members[*at].head));
                first(&order)
            }
            Policy::Geoproximity => {
                let mut order = all;
                order.sort_by(|one, other| {
                    let [one, other] = [one, other].map(|at| self.distance(&members[*at].head));
                    one.total_cmp(&other)
                });
                first(&order)
            }
            Policy::Geolocation => {
                let size = |at: &usize| self.area(&members[*at].head);
                let mut order: Vec<usize> = all.into_iter().filter(|at| size(at).is_some()).collect();
                order.sort_by_key(|at| size(at));
                first(&order)
            }
            Policy::IpBased => {
                let of = |wanted: &Head| members.iter().position(|member| member.head == *wanted);
                let own = self.location().and_then(|location| of(&Head::Location(location)));
                let order: Vec<usize> = [own, of(&Head::Default)].into_iter().flatten().collect();
                first(&order)
            }
        }
    }

    fn latency(&self, head: &Head) -> u32 {
        let Head::Region(region) = head else { panic!("latency branches have regions") };
        let vpc = self.client.vpc.map(|vpc| VPCS[vpc].1);
        let words = [vpc, self.client.part, self.country()];
        let row = words.into_iter().flatten().find_map(|word| LATENCIES.iter().find(|(place, _)| *place == word));
        let figure = row.and_then(|(_, figures)| figures.iter().find(|(known, _)| known == region));
        figure.map_or(u32::MAX, |(_, figure)| *figure)
    }

    fn distance(&self, head: &Head) -> f64 {
        let Head::Point(north, east, bias) = *head else { panic!("geoproximity branches have points") };
        let Some((here, there)) = self.client.point else { return f64::INFINITY };
        let (one, other) = (here.to_radians(), north.to_radians());
        // By the angle between two directions from the middle of the earth.
        let angle = one.sin() * other.sin() + one.cos() * other.cos() * (east - there).to_radians().cos();
        let kilometres = 6371.0 * angle.clamp(-1.0, 1.0).acos();
        let bias = f64::from(bias) / 100.0;
        if bias >= 0.0 { kilometres * (1.0 - bias) } else { kilometres / (1.0 + bias) }
    }

    fn country(&self) -> Option<&'static str> {
        match self.client.vpc {
            Some(vpc) => Some(VPCS[vpc].2),
            None => self.client.country.or(self.client.part.map(|part| &part[..2])),
        }
    }

    /// How small the area of a member around the client is; `None` where it is elsewhere.
    fn area(&self, head: &Head) -> Option<u8> {
        let part = self.client.vpc.map_or(self.client.part, |vpc| VPCS[vpc].3);
        let continent = match (self.client.vpc, self.country()) {
            (Some(vpc), _) => Some(VPCS[vpc].4),
            (None, country) => country.map(|country| match country {
                "DE" | "IE" | "FR" => "EU",
                "US" => "NA",
                "BR" => "SA",
                "JP" => "AS",
                other => panic!("no continent of {other}"),
            }),
        };
        match head {
            Head::Part(word) => (part == Some(*word)).then_some(0),
            Head::Country(word) => (self.country() == Some(*word)).then_some(1),
            Head::Continent(word) => (continent == Some(*word)).then_some(2),
            Head::Default => Some(3),
            other => panic!("{other:?} is no area"),
        }
    }

    /// The location of the longest block that holds all of the client's network.
    fn location(&self) -> Option<&'static str> {
        let Client { subnet, resolver, address, .. } = *self.client;
        let shortened = |address: &str| if address.contains(':') { format!("{address}/48") } else { format!("{address}/24") };
        let client = subnet.map(str::to_owned).or(resolver.map(str::to_owned)).or(address.map(shortened))?;
        let mut best: Option<(u32, &'static str)> = None;
        for (location, blocks) in LOCATIONS {
            for block in blocks {
                if holds(block, &client) && best.is_none_or(|(length, _)| bits(block).2 > length) {
                    best = Some((bits(block).2, location));
                }
            }
        }
        best.map(|(_, location)| location)
    }

    /// 18.5: what a member answers.
    fn take(&mut self, record: &'p Record, member: &'p Member, owner: &str, links: Vec<Row>, share: Part) {
        let ttl = record.ttl.unwrap_or(TTL);
        let mut rows = links;
        let least = |rows: &[Row], ttl: u32| Some(rows.iter().map(|(_, ttl, ..)| *ttl).fold(ttl, u32::min));
        match &member.target {
            Target::Values(values) if record.kind == "CNAME" && self.kind != "CNAME" => {
                let target = values[0].to_ascii_lowercase();
                let target = target.strip_suffix('.').unwrap_or(&target).to_owned();
                if rows.len() == MOST_LINKS {
                    return self.ends(Answer { code: "SERVFAIL", ttl: None, rows }, share);
                }
                rows.push((owner.to_owned(), ttl, "CNAME".to_owned(), values[0].clone()));
                let apex = self.zone.domain;
                match target == apex || target.ends_with(&format!(".{apex}")) {
                    true => self.look_up(&target, rows, share),
                    false => {
                        let ttl = least(&rows, ttl);
                        self.ends(Answer { code: "NOERROR", ttl, rows }, share);
                    }
                }
            }
            Target::Values(values) => {
                let kept = least(&rows, ttl);
                rows.extend(values.iter().map(|value| (owner.to_owned(), ttl, record.kind.to_owned(), value.clone())));
                self.ends(Answer { code: "NOERROR", ttl: kept, rows }, share);
            }
            Target::Balancer(at) => {
                let kept = least(&rows, 60);
                let (label, host) = BALANCERS[*at];
                rows.push((owner.to_owned(), 60, self.kind.to_owned(), format!("<addresses of {label}, {host}>")));
                self.ends(Answer { code: "NOERROR", ttl: kept, rows }, share);
            }
            Target::Record(name) => {
                // The zone lives as long as the program.
                match self.zone.records.iter().find(|other| other.name == *name && other.kind == record.kind) {
                    Some(target) => self.choose(target, owner, rows, share),
                    None => self.nothing(rows, share),
                }
            }
        }
    }
}

/// Family, bits, length of a network or an address.
fn bits(text: &str) -> (bool, u128, u32) {
    let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, length.parse().ok()));
    match address.parse().expect("it is an address") {
        IpAddr::V4(address) => (false, u128::from(address.to_bits()) << 96, length.unwrap_or(32)),
        IpAddr::V6(address) => (true, address.to_bits(), length.unwrap_or(128)),
    }
}

/// Whether a block holds all of a network.
fn holds(block: &str, network: &str) -> bool {
    let (block, network) = (bits(block), bits(network));
    block.0 == network.0 && block.2 <= network.2 && (0..block.2).all(|bit| (block.1 ^ network.1) >> (127 - bit) & 1 == 0)
}
