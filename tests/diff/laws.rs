//! A difference of answers says what the dry run says, and nothing else: for random pairs of small programs, for whoever asks, in any
//! state of health.

use edgewise::diff::{Aside, Difference, OTHER_TYPES, Origin, Part, Shifted, Side, Spot, aside, diff};
use edgewise::model::Model;
use edgewise::route::dns::{Asker, Cause, Question, Ratio, Weather, Zones};
use edgewise::route::{Place, Standing, State};
use edgewise::source::Name;
use edgewise::{Library, Options};
use proptest::prelude::*;
use std::sync::LazyLock;

pub static LIBRARY: LazyLock<Library> = LazyLock::new(Library::load);

/// One record, in words; numbers choose what it points to, what checks it, and how much it counts.
fn record() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c", "x.b", "*", "*.b", "@", "d"]);
    let address = (1..4u8).prop_map(|last| format!("\"192.0.2.{last}\""));
    let health =
        prop::sample::select(vec!["", " { health = h0 }", " { health = h1 }", " { health = most }", " { health = calm }"]);
    let target = prop_oneof![
        3 => address.clone(),
        1 => prop::sample::select(vec!["alb0", "alb1"]).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["a", "b", "c", "d"]).prop_map(|name| format!("record \"{name}\"")),
    ];
    let branch = (target.clone(), health).prop_map(|(target, health)| format!("-> {target}{health}"));
    let branches = prop::collection::vec(branch, 3);
    let places = prop::sample::subsequence(vec!["DE", "US", "US-CA", "continent EU", "default"], 1..4);
    let regions = prop::sample::subsequence(vec!["us-east-1", "eu-west-1", "ap-southeast-2"], 1..4);
    let offices = prop::sample::subsequence(vec!["berlin", "sydney", "default"], 1..4);
    let weights = prop::collection::vec(0..3u8, 3);
    let several = |policy: &str, heads: Vec<String>, branches: Vec<String>| {
        let lines: Vec<String> = heads.iter().zip(branches).map(|(head, branch)| format!("    {head} {branch}")).collect();
        format!("{policy} {{\n{}\n  }}", lines.join("\n"))
    };
    let words = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let body = prop_oneof![
        3 => target.prop_map(|target| format!("-> {target}")),
        3 => (weights, branches.clone()).prop_map(move |(weights, branches)| {
            several("weighted", weights.iter().map(u8::to_string).collect(), branches)
        }),
        3 => branches.clone().prop_map(move |branches| several("failover", words(vec!["primary", "secondary"]), branches)),
        2 => (places, branches.clone()).prop_map(move |(places, branches)| several("geolocation", words(places), branches)),
        1 => (regions, branches.clone()).prop_map(move |(regions, branches)| several("latency", words(regions), branches)),
        1 => (offices, branches).prop_map(move |(offices, branches)| several("ip_based offices", words(offices), branches)),
    ];
    let cname = prop::sample::select(vec!["a.example.com", "q.b.example.com", "b.example.com", "docs.example.net"])
        .prop_map(|to| format!("-> \"{to}\""));
    let kinds = prop::sample::select(vec!["A", "A, AAAA"]);
    prop_oneof![
        8 => (kinds, name.clone(), body).prop_map(|(kinds, name, body)| format!("  {kinds} \"{name}\" {body}")),
        2 => (name.clone(), cname).prop_map(|(name, body)| format!("  CNAME \"{name}\" {body}")),
        1 => prop::sample::select(vec!["a", "b", "x.b"]).prop_map(|name| format!("  NS \"{name}\" -> \"ns.example.net\"")),
    ]
}

/// A program of a few records of different names.
fn program(records: &[String], quorum: u8, data: bool) -> String {
    let mut text = String::from(
        "existing load_balancer alb0 \"a-1.us-east-1.elb.amazonaws.com\"\n\
         existing load_balancer alb1 \"b-1.eu-west-1.elb.amazonaws.com\"\n\
         existing alarm odd \"odd\" { region = us-east-1 }\n\
         cidr_collection offices {\n  \"203.0.113.0/24\" -> berlin\n  \"198.51.0.0/16\" -> sydney\n  \"198.51.100.0/24\" -> berlin\n}\n",
    );
    for at in 0..3 {
        text += &format!("health_check h{at} {{ url = \"https://h{at}.example.com/health\" }}\n");
    }
    text += &format!("health_check most {{ at_least = {quorum}, of = [h0, h1, h2] }}\n");
    text +=
        &format!("health_check calm {{ alarm = odd, on_insufficient_data = {} }}\n", if data { "healthy" } else { "unhealthy" });
    text + "zone example \"example.com\" {\n" + &records.join("\n") + "\n}\n"
}

/// What a program means, whatever rules say of its targets and checks.
pub fn understand(text: &str) -> Option<Model> {
    static OFF: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
        let rules = LIBRARY.schema.kinds().flat_map(|(_, kind)| &kind.rules);
        rules.map(|rule| (rule.code.to_string(), "off".to_owned())).collect()
    });
    LIBRARY.understand(&[("main.edge", text)], &Options { levels: &OFF, ..Options::default() }).model
}

/// The records without those that AWS refuses beside an earlier one: a name has one policy, and a CNAME stands alone.
fn accepted(records: Vec<String>) -> Vec<String> {
    let mut kept: Vec<(String, bool, String)> = Vec::new();
    for record in records {
        let name = record.split('"').nth(1).unwrap_or_default().to_owned();
        let [delegates, is_cname] = ["NS ", "CNAME "].map(|kind| record.trim_start().starts_with(kind));
        let refuses = |(other, other_delegates, text): &(String, bool, String)| {
            *other == name && (is_cname || text.contains("CNAME ") || delegates == *other_delegates)
        };
        if !kept.iter().any(refuses) {
            kept.push((name, delegates, record));
        }
    }
    kept.into_iter().map(|(_, _, record)| record).collect()
}

/// A program, another, and the first in another order.
fn pairs() -> impl Strategy<Value = (String, String, String)> {
    let records = prop::collection::vec(record(), 1..5);
    let changes = prop::collection::vec((0..5usize, record()), 0..3);
    (records, changes, 1..4u8, any::<bool>(), 1..4u8, any::<bool>()).prop_map(
        |(records, changes, quorum, data, other, other_data)| {
            let mut changed = records.clone();
            for (at, record) in changes {
                match changed.get_mut(at) {
                    Some(place) => *place = record,
                    None => changed.push(record),
                }
            }
            let [records, changed] = [records, changed].map(accepted);
            let mut turned: Vec<String> = records.clone();
            turned.reverse();
            (program(&records, quorum, data), program(&changed, other, other_data), program(&turned, quorum, data))
        },
    )
}

/// A program of many records, and one in which a few of them are others.
fn nearly_alike() -> impl Strategy<Value = (String, String)> {
    let others = [
        "  A \"p\" -> \"192.0.2.9\"",
        "  CNAME \"p1\" -> \"p2.example.com\"",
        "  CNAME \"p2\" -> \"q.b.example.com\"",
        "  A \"p3\" -> record \"p4\"",
        "  A \"p4\" weighted {\n    1 -> \"192.0.2.7\" { health = h0 }\n    2 -> record \"c\"\n  }",
        "  A \"q.p5\" -> alb0",
        "  A, AAAA \"p6\" -> alb1",
        "  /// Where letters go.\n  MX \"p7\" -> \"10 p8.example.com\"",
        "  A \"p8\" -> \"192.0.2.8\" { ttl = 60s } // of the other house",
        "  // beside",
        "  TXT \"p9\" -> \"v=spf1 -all\"",
        "  CNAME \"r\" -> \"q.x.p9.example.com\"",
        "  A \"s.t.u\" -> \"192.0.2.6\"",
        "  CNAME \"s1\" -> \"docs.example.net\"",
    ];
    let records = prop::collection::vec(record(), 1..4);
    // Of what decides about other names nothing may change.
    let plain = record().prop_map(|record| if record.contains("\"*") || record.contains("NS ") { String::new() } else { record });
    let changes = prop::collection::vec((0..4usize, plain), 1..3);
    (records, changes, any::<prop::sample::Index>()).prop_map(move |(records, changes, at)| {
        let mut changed = records.clone();
        for (at, record) in changes {
            match changed.get_mut(at) {
                Some(place) => *place = record,
                None => changed.push(record),
            }
        }
        let [old, new] = [records, changed].map(|records| {
            let mut all: Vec<String> = others.map(str::to_owned).into();
            let at = at.index(all.len());
            all.splice(at..at, accepted(records.into_iter().filter(|record| !record.is_empty()).collect()));
            program(&all, 2, true)
        });
        (old, new)
    })
}

/// Every kind of viewer that the programs can tell apart, and some that they cannot.
fn viewers() -> Vec<(Spot, Option<&'static str>)> {
    let name = Name::of;
    let spots = [
        Spot::Country(name("DE")),
        Spot::Country(name("FR")),
        Spot::Country(name("US")),
        Spot::Part(name("US-CA")),
        Spot::Part(name("US-NY")),
        Spot::Country(name("AU")),
        Spot::Continent(name("EU")),
        Spot::Region(name("eu-west-1")),
        Spot::Unknown,
    ];
    let networks = [None, Some("203.0.113.0/24"), Some("198.51.100.0/24"), Some("198.51.0.0/16"), Some("10.0.0.0/8")];
    spots.into_iter().flat_map(|spot| networks.into_iter().map(move |network| (spot, network))).collect()
}

/// What of the world can be ill: bits of a number.
const ILL: [&str; 6] = ["h0", "h1", "h2", "alb0", "alb1", "odd"];

fn state(model: &Model, bits: u32) -> State {
    let mut state = State::default();
    for (id, block) in model.own() {
        if let Some(at) = ILL.iter().position(|label| *label == &*block.label)
            && bits >> at & 1 == 1
        {
            state.set(id, Standing::Unhealthy);
        }
        if &*block.label == "odd" && bits >> 6 & 1 == 1 {
            state.set(id, Standing::Unknown);
        }
    }
    state
}

/// All that a resolver sees, with its share; that there is nothing is one answer, whatever the code.
fn seen(zones: &Zones, question: &Question, asker: &Asker, weather: &Weather) -> Vec<(String, Ratio)> {
    let shares = zones.shares(question, asker, weather);
    let mut seen: Vec<(String, Ratio)> = Vec::new();
    for share in &shares.list {
        let rows = zones.rows(question, &share.answer);
        let mut lines: Vec<String> = rows.iter().map(|row| format!("{} {} {}", row.owner, row.kind, row.value)).collect();
        lines.sort();
        let (ending, stay) = match zones.summary(&share.answer).as_str() {
            "NODATA" | "NXDOMAIN" | "outside the program" => ("nobody".to_owned(), None),
            _ if !lines.is_empty() => (String::new(), zones.ttl(&share.answer)),
            ending => (ending.to_owned(), None),
        };
        let text = format!("{lines:?} {ending} {stay:?}");
        match seen.iter_mut().find(|(known, _)| *known == text) {
            Some((_, known)) => *known = *known + share.share,
            None => seen.push((text, share.share)),
        }
    }
    seen.sort();
    seen
}

/// Whether a difference says that an answer changes.
fn is_said(found: &Difference, name: &str, kind: &str, viewer: (Spot, Option<&str>), bits: u32) -> bool {
    let Some(kinds) = found.answers.asked.get(name) else { return false };
    let kind = if kinds.iter().any(|asked| *asked == *kind) { kind } else { OTHER_TYPES };
    let of = found.answers.list.iter().filter(|one| one.names.iter().any(|known| known == name));
    let mut rows = of.filter(|one| one.kinds.iter().any(|known| *known == *kind)).flat_map(|one| &one.rows);
    rows.any(|row| meets(found, row, viewer, bits))
}

/// What stands for a name that neither side has.
fn standing_for(zones: [&Zones; 2], name: &str) -> String {
    let exists = |name: &str| {
        let below = format!(".{name}");
        zones.iter().any(|zones| zones.questions().any(|(_, known, _)| known == name || known.ends_with(&below)))
    };
    let mut ending = name;
    while !exists(ending) && ending != "example.com" {
        ending = ending.split_once('.').map_or("", |(_, rest)| rest);
    }
    if ending == name { name.to_owned() } else { format!("*.{ending}") }
}

fn meets(found: &Difference, row: &Shifted, (spot, network): (Spot, Option<&str>), bits: u32) -> bool {
    let is_there = row.viewers.spots.as_ref().is_none_or(|spots| match spot {
        // A region is told apart from the place it lies in by distances alone.
        Spot::Region(_) if !row.is_estimate => spots.contains(&Spot::Country(Name::of("IE"))),
        spot => spots.contains(&spot),
    });
    let known = ["203.0.113.0/24", "198.51.100.0/24", "198.51.0.0/16"];
    let network = network.filter(|network| known.contains(network));
    let asks = row
        .viewers
        .networks
        .as_ref()
        .is_none_or(|networks| networks.iter().any(|known| known.map(|known| known.to_string()).as_deref() == network));
    let holds = row.when.as_ref().is_none_or(|when| {
        found.answers.holds(when, |cause, called| match cause {
            Cause::Blind(_) => bits >> 6 & 1 == 1,
            // An alarm that had no data yet was well when it last had some.
            Cause::Quiet(_) => bits >> 6 & 1 == 1 || bits >> 5 & 1 == 0,
            Cause::Well(_) | Cause::Target(_) => {
                ILL.iter().position(|label| *label == called).is_none_or(|at| bits >> at & 1 == 0)
            }
        })
    });
    is_there && asks && holds
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// What is set aside before either side is read changes nothing of what is said. `PROPTEST_MAX_GLOBAL_REJECTS` has to be a third
    /// of a long run's cases.
    #[test]
    fn what_is_set_aside_does_not_differ((old, new) in nearly_alike()) {
        let texts = [&old, &new].map(|text| ("main.edge", text.as_str()));
        let Some(Aside { texts, spared }) = aside(&texts[..1], &texts[1..], &LIBRARY.schema, |count, _| count > 0) else {
            return Err(TestCaseError::reject("nothing is set aside"));
        };
        let (Some(a), Some(b)) = (understand(&old), understand(&new)) else { return Err(TestCaseError::reject("no program")) };
        let [part_a, part_b] = texts.map(|texts| understand(&texts[0]).expect("what is left of a program is one"));
        let whole = diff(Side::of(&a, Origin::Program), Side::of(&b, Origin::Program), &LIBRARY.schema);
        let part = diff(
            Side::of(&part_a, Origin::Program).sparing(&spared),
            Side::of(&part_b, Origin::Program),
            &LIBRARY.schema,
        );
        prop_assert_eq!(told(&whole, false), told(&part, false), "{}\n{}", &old, &new);
        let shown = |found: &Difference| {
            format!("{:?}\n{:?}\n{:?}\n{:?}", found.resources, found.hazards, found.guarded, found.most_moved)
        };
        prop_assert_eq!(shown(&whole), shown(&part), "{}\n{}", &old, &new);
    }

    /// Both directions: what is said changes, and what changes is said. `PROPTEST_CASES=100000` is the long run.
    #[test]
    fn answers_differ_where_it_is_said_and_nowhere_else(
        (old, new, turned) in pairs(),
        samples in prop::collection::vec((prop::sample::select(viewers()), 0..128u32), 8),
    ) {
        let (Some(a), Some(b)) = (understand(&old), understand(&new)) else { return Err(TestCaseError::reject("no program")) };
        let sides = [Side::of(&a, Origin::Program), Side::of(&b, Origin::Program)];
        let [found, back] = [diff(sides[0], sides[1], &LIBRARY.schema), diff(sides[1], sides[0], &LIBRARY.schema)];
        // Aliases that lead back to themselves can have more states than are looked at, which a line then says. Proptest gives up where
        // that is so often.
        if [&found, &back].iter().any(|found| found.answers.list.iter().any(|one| !one.is_exhaustive)) {
            return Err(TestCaseError::reject("more states than are looked at"));
        }
        prop_assert_eq!(told(&found, false), told(&back, true), "a way back mirrors the way there\n{}\n{}", old, new);
        prop_assert!(diff(sides[0], sides[0], &LIBRARY.schema).is_empty());
        if let Some(turned) = understand(&turned) {
            let same = diff(sides[0], Side::of(&turned, Origin::Program), &LIBRARY.schema);
            prop_assert!(same.is_empty(), "the order of records has no meaning\n{old}\n{:#?}", same.answers.list);
        }
        let zones = [&a, &b].map(|model| Zones::of(model, &LIBRARY.schema));
        let asked = NAMES.map(|name| standing_for([&zones[0], &zones[1]], name));
        for (viewer, bits) in samples {
            // Of whoever may be anywhere nobody knows what is near.
            let is_anywhere = matches!(viewer.0, Spot::Unknown | Spot::Continent(_));
            if is_anywhere && [&old, &new].iter().any(|text| text.contains("latency")) {
                continue;
            }
            let place = Place { subnet: viewer.1.map(|network| network.parse().unwrap()), ..viewer.0.place() };
            let worlds = [(&a, &zones[0]), (&b, &zones[1])]
                .map(|(model, zones)| (zones, zones.asker(&place), zones.weather(&state(model, bits))));
            for (name, asked) in NAMES.iter().zip(&asked) {
                for kind in ["A", "AAAA", "CNAME", "NS", OTHER_TYPES] {
                    let question = Question::of(name, Name::of(kind));
                    let [before, after] =
                        [0, 1].map(|side: usize| seen(worlds[side].0, &question, &worlds[side].1, &worlds[side].2));
                    let said = [&found, &back].map(|found| is_said(found, asked, kind, viewer, bits));
                    let differs = before != after;
                    prop_assert!(
                        said == [differs; 2],
                        "{name} {kind} from {viewer:?} in {bits:b}: differs {differs}, said {said:?}\n{before:?}\n{after:?}\n\
                         --- old\n{old}\n--- new\n{new}\n{:#?}",
                        found.answers.list
                    );
                }
            }
        }
    }
}

/// Rows in words, as they are or turned round, in one order.
fn told(found: &Difference, is_back: bool) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in &found.answers.list {
        for row in &one.rows {
            let (old, new) = if is_back { (&row.new, &row.old) } else { (&row.old, &row.new) };
            let sorted = |parts: &[Part]| {
                let mut parts: Vec<String> =
                    parts.iter().map(|part| format!("{} {} {:?}", part.what, part.share, part.stay)).collect();
                parts.sort();
                parts
            };
            for name in &one.names {
                for kind in &one.kinds {
                    all.push(format!("{name} {kind} {}: {:?} {:?}", row.viewers.text, sorted(old), sorted(new)));
                }
            }
        }
    }
    all.sort();
    all
}

/// Names that the programs may have, and names that they cannot.
const NAMES: [&str; 10] = [
    "example.com",
    "a.example.com",
    "b.example.com",
    "x.b.example.com",
    "c.example.com",
    "d.example.com",
    "q.example.com",
    "q.b.example.com",
    "r.q.a.example.com",
    "q.x.b.example.com",
];
