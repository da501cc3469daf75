//! Zones, clients and scenes by chance, small enough to be read and odd enough to matter.

use super::chance::Chance;
use super::dns::{Client, Said, Scene};
use super::program::{BALANCERS, Check, Head, Looks, Member, Policy, Program, Record, Target, VPCS, Zone};

const DOMAINS: [&str; 4] = ["example.com", "sub.example.com", "example.org", "a.example.com"];
const NAMES: [&str; 14] = ["@", "a", "b", "a.b", "*.a", "*", "c.a.b", "x.y", "*.b", "a.x.y", "www", "sub", "b.sub", "*.x.y"];
const POLICIES: [Policy; 8] = [
    Policy::Simple,
    Policy::Weighted,
    Policy::Latency,
    Policy::Failover,
    Policy::Geolocation,
    Policy::Geoproximity,
    Policy::Multivalue,
    Policy::IpBased,
];
const WEIGHTS: [u32; 7] = [0, 0, 1, 1, 3, 10, 255];
const POINTS: [(f64, f64); 5] = [(50.1, 8.6), (37.7, -122.4), (35.6, 139.7), (-23.5, -46.6), (51.5, -0.1)];
const BIASES: [i32; 4] = [0, 20, -30, 60];

/// Zones by chance.
pub fn program(chance: &mut Chance) -> Program {
    let checks = (0..chance.below(6)).fold(Vec::new(), |mut checks, _| {
        let check = check(&checks, chance);
        checks.push(check);
        checks
    });
    let mut program = Program { zones: Vec::new(), checks };
    for _ in 0..1 + chance.below(3) {
        let domain = chance.of(&DOMAINS);
        let vpcs = if chance.once_in(3) { vec![chance.below(VPCS.len())] } else { Vec::new() };
        if program.zones.iter().all(|known| known.domain != domain || known.vpcs != vpcs) {
            let mut zone = Zone { domain, vpcs, records: Vec::new() };
            for _ in 0..1 + chance.below(8) {
                let record = record(&zone, program.checks.len(), chance);
                zone.records.extend(record.filter(|record| fits(&zone, record)));
            }
            program.zones.push(zone);
        }
    }
    program
}

fn check(before: &[Check], chance: &mut Chance) -> Check {
    let single: Vec<usize> = (0..before.len()).filter(|at| !matches!(before[*at].looks, Looks::Count { .. })).collect();
    let looks = match chance.below(5) {
        0 => Looks::Alarm(chance.of(&["healthy", "unhealthy", "last_known"])),
        1 => Looks::Switch,
        2 if single.len() > 1 => Looks::Count { at_least: 1 + chance.below(single.len()), of: single },
        _ => Looks::Endpoint,
    };
    Check { looks, inverted: chance.once_in(6), disabled: chance.once_in(8) }
}

/// One name has one record of a type, and a CNAME stands alone.
fn fits(zone: &Zone, record: &Record) -> bool {
    let beside: Vec<&Record> = zone.records.iter().filter(|known| known.name == record.name).collect();
    beside.iter().all(|known| known.kind != record.kind && known.kind != "CNAME" && record.kind != "CNAME")
}

fn record(zone: &Zone, checks: usize, chance: &mut Chance) -> Option<Record> {
    let name = (chance.of(&NAMES)).to_owned();
    let ttl = chance.once_in(3).then(|| chance.of(&[5, 30, 300, 3_600]));
    let simple = |kind, value: &str| {
        let member = Member { head: Head::None, target: Target::Values(vec![value.to_owned()]), check: None, follows: false };
        Some(Record { name: name.clone(), kind, policy: Policy::Simple, ttl, members: vec![member] })
    };
    match chance.below(10) {
        0 => return simple("TXT", "text"),
        1 if name != "@" && !name.starts_with('*') => return simple("NS", "ns1.example.net"),
        2 | 3 if name != "@" => {
            let target = match chance.below(4) {
                0 => "elsewhere.example.net".to_owned(),
                _ => format!("{}.{}", chance.of(&NAMES[1..]).replace('*', "any"), zone.domain),
            };
            return simple("CNAME", &target);
        }
        _ => {}
    }
    let policy = chance.of(&POLICIES);
    let heads = heads(policy, !zone.vpcs.is_empty(), chance);
    let above: Vec<String> = zone.records.iter().filter(|known| known.kind == "A").map(|known| known.name.clone()).collect();
    let mut members: Vec<Member> = Vec::new();
    for (at, head) in heads.into_iter().enumerate() {
        let values = || Target::Values(vec![format!("192.0.2.{}", at + 1)]);
        let target = match chance.below(6) {
            _ if policy == Policy::Multivalue => values(),
            0 if !above.is_empty() => Target::Record(chance.of(&above)),
            1 => Target::Balancer(chance.below(BALANCERS.len())),
            2 => Target::Values(vec![format!("192.0.2.{}", at + 1), format!("198.51.100.{}", at + 1)]),
            _ => values(),
        };
        let is_simple = policy == Policy::Simple;
        let wants = head == Head::Primary && matches!(target, Target::Values(_));
        let check = (checks > 0 && !is_simple && (wants || !chance.once_in(3))).then(|| chance.below(checks.max(1)));
        if wants && check.is_none() {
            return None;
        }
        let follows = chance.below(4) > 0 || head == Head::Primary && check.is_none();
        members.push(Member { head, target, check, follows });
    }
    let ttl = ttl.filter(|_| policy == Policy::Simple && matches!(members[0].target, Target::Values(_)));
    Some(Record { name, kind: "A", policy, ttl, members })
}

/// What stands left of the arrows of a policy, no two alike.
fn heads(policy: Policy, is_private: bool, chance: &mut Chance) -> Vec<Head> {
    let mut some = |mut all: Vec<Head>| {
        let count = 1 + chance.below(all.len());
        while all.len() > count {
            all.remove(chance.below(all.len()));
        }
        for at in (1..all.len()).rev() {
            all.swap(at, chance.below(at + 1));
        }
        all
    };
    match policy {
        Policy::Simple => vec![Head::None],
        Policy::Multivalue => some(vec![Head::None; 11]),
        Policy::Failover => some(vec![Head::Primary, Head::Secondary]),
        Policy::Latency => some(["eu-west-1", "us-west-2", "ap-northeast-1"].map(Head::Region).to_vec()),
        Policy::IpBased => some(vec![Head::Location("wide"), Head::Location("near"), Head::Location("six"), Head::Default]),
        Policy::Geolocation => some(vec![
            Head::Part("US-CA"),
            Head::Country("US"),
            Head::Country("DE"),
            Head::Country("IE"),
            Head::Continent("EU"),
            Head::Continent("NA"),
            Head::Default,
        ]),
        Policy::Geoproximity if is_private => vec![Head::Point(50.1, 8.6, 0)],
        Policy::Geoproximity => {
            let points = some(POINTS.map(|(north, east)| Head::Point(north, east, 0)).to_vec());
            let bias = |head| match head {
                Head::Point(north, east, _) => Head::Point(north, east, chance.of(&BIASES)),
                other => other,
            };
            points.into_iter().map(bias).collect()
        }
        Policy::Weighted => (0..1 + chance.below(4)).map(|_| Head::Weight(chance.of(&WEIGHTS))).collect(),
    }
}

/// Whoever asks.
pub fn client(chance: &mut Chance) -> Client {
    let countries = ["DE", "US", "BR", "JP"];
    let mut client = Client { point: Some(chance.of(&POINTS)), ..Client::default() };
    if chance.once_in(2) {
        let (north, east) = chance.of(&POINTS);
        client.point = Some((north + chance.below(90) as f64 / 10.0 - 4.5, east + chance.below(90) as f64 / 10.0 - 4.5));
    }
    match chance.below(8) {
        0 => client.vpc = Some(chance.below(VPCS.len())),
        1 => client.part = Some("US-CA"),
        2 => {}
        _ => client.country = Some(chance.of(&countries)),
    }
    let addresses =
        ["203.0.113.9", "203.0.7.7", "198.51.100.20", "192.0.2.77", "2001:db8:113::5", "2001:db8:9::5", "2001:db9::1"];
    client.address = (!chance.once_in(3)).then(|| chance.of(&addresses));
    client.resolver = chance.once_in(4).then(|| chance.of(&addresses));
    client.subnet = chance
        .once_in(4)
        .then(|| chance.of(&["203.0.113.0/24", "203.0.113.0/26", "203.0.112.0/20", "203.0.0.0/12", "2001:db8:113::/56"]));
    client
}

/// How things stand.
pub fn scene(program: &Program, chance: &mut Chance) -> Scene {
    let mut scene = Scene::default();
    for (at, check) in program.checks.iter().enumerate() {
        let words: &[Said] = match check.looks {
            Looks::Endpoint => &[Said::Well, Said::Ill, Said::Ill, Said::NoData, Said::Checkers(18), Said::Checkers(19)],
            Looks::Alarm(_) => &[Said::Well, Said::Ill, Said::NoData, Said::NoData],
            Looks::Switch => &[Said::Well, Said::Ill],
            Looks::Count { .. } => continue,
        };
        let said: Vec<Said> = (0..chance.below(3)).map(|_| chance.of(words)).collect();
        if !said.is_empty() {
            scene.checks.insert(at, said);
        }
    }
    scene.down = (0..BALANCERS.len()).filter(|_| chance.once_in(3)).collect();
    scene
}

/// A name and a type to ask for.
pub fn question(program: &Program, chance: &mut Chance) -> (String, &'static str) {
    let zone = &program.zones[chance.below(program.zones.len())];
    let name = match chance.below(3) {
        0 if !zone.records.is_empty() => chance.of(&zone.records).name.clone(),
        _ => (chance.of(&NAMES)).to_owned(),
    };
    let name = if chance.once_in(2) { name.replace('*', "any") } else { name };
    let name = if name == "@" { zone.domain.to_owned() } else { format!("{name}.{}", zone.domain) };
    let name = match chance.below(10) {
        0 => format!("deep.{name}"),
        1 => name.to_ascii_uppercase(),
        2 => format!("{name}."),
        _ => name,
    };
    (name, chance.of(&["A", "A", "A", "A", "A", "AAAA", "TXT", "CNAME", "NS", "SOA", "DS"]))
}
