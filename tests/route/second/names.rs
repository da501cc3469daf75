//! Both minds asked for names: zones, records, policies, health.

use super::chance::Chance;
use super::dns::{Answer, Answers, Client, Mind, Part, Said, Scene};
use super::program::{BALANCERS, LATENCIES, Looks, Program, VPCS};
use super::{make, wanted};
use edgewise::model::Model;
use edgewise::report::{Style, render};
use edgewise::route::dns::{Chance as Draw, Latencies, Question};
use edgewise::route::{Place, Point, Router, Standing, State};
use edgewise::schema::BlockId;
use edgewise::source::Name;
use edgewise::{Library, Options};
use std::sync::Arc;

/// So many questions are asked of one program.
const OF_ONE: usize = 200;

#[test]
fn two_minds_agree_on_names() {
    let (questions, seed) = wanted(4_000);
    let library = Library::load();
    let (mut asked, mut made, mut sound) = (0, 0, 0);
    while asked < questions {
        let mut chance = Chance(seed.wrapping_add(made).wrapping_mul(0x1234_5678_9abc_def1));
        made += 1;
        let program = make::program(&mut chance);
        let Ok(router) = Asked::of(&program, &library) else { continue };
        sound += 1;
        for _ in 0..OF_ONE {
            asked += 1;
            let case = Case::of(&program, &mut chance);
            if let Err(why) = router.agrees(&program, &case) {
                let (program, why) = shrunk(program, &case, &library, why);
                panic!("{why}\n{case:#?}\n{}", program.text());
            }
        }
    }
    assert!(sound * 2 > made, "of {made} programs only {sound} are sound");
}

/// One question of one client under one scene.
#[derive(Clone, Debug)]
struct Case {
    name: String,
    kind: &'static str,
    client: Client,
    scene: Scene,
}

impl Case {
    fn of(program: &Program, chance: &mut Chance) -> Case {
        let (name, kind) = make::question(program, chance);
        Case { name, kind, client: make::client(chance), scene: make::scene(program, chance) }
    }
}

/// The first mind, ready.
struct Asked {
    router: Router,
    model: Model,
}

impl Asked {
    fn of(program: &Program, library: &Library) -> Result<Asked, String> {
        let text = program.text();
        let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
        let understood = library.understand(&[("main.edge", &text)], &Options { read: &read, ..Options::default() });
        let told = || render(&understood.reports, &understood.sources, Style::Plain);
        let model = understood.model.ok_or_else(told)?;
        let mut router = Router::of(&model, &library.schema);
        let rows: Vec<String> = LATENCIES
            .iter()
            .flat_map(|(place, figures)| figures.iter().map(move |(region, figure)| format!("{place} {region} {figure}\n")))
            .collect();
        let table = Latencies::read("table", &rows.concat(), &router.dns.atlas)?;
        router.dns = router.dns.measured(table);
        Ok(Asked { router, model })
    }

    fn block(&self, label: &str) -> BlockId {
        self.model.own().find(|(_, block)| *block.label == *label).map(|(id, _)| id).unwrap_or_else(|| panic!("no block {label}"))
    }

    fn place(&self, client: &Client) -> Place {
        Place {
            country: client.country.map(Name::of),
            subdivision: client.part.map(Name::of),
            point: client.point.map(|(latitude, longitude)| Point { latitude, longitude }),
            address: client.address.map(|address| address.parse().expect("it is one")),
            resolver: client.resolver.map(|address| address.parse().expect("it is one")),
            subnet: client.subnet.map(|subnet| subnet.parse().expect("it is one")),
            vpc: client.vpc.map(|vpc| self.block(VPCS[vpc].0)),
            ..Place::default()
        }
    }

    fn state(&self, program: &Program, scene: &Scene) -> State {
        let mut state = State::default();
        for (at, said) in &scene.checks {
            let is_switch = matches!(program.checks[*at].looks, Looks::Switch);
            let block = self.block(&if is_switch { format!("s{at}") } else { format!("c{at}") });
            for said in said {
                state.set(
                    block,
                    match said {
                        Said::Well if is_switch => Standing::On,
                        Said::Ill if is_switch => Standing::Off,
                        Said::Well => Standing::Healthy,
                        Said::Ill => Standing::Unhealthy,
                        Said::NoData => Standing::Unknown,
                        Said::Checkers(percent) => Standing::Checkers(percent * 100),
                    },
                );
            }
        }
        scene.down.iter().for_each(|at| state.set(self.block(BALANCERS[*at].0), Standing::Unhealthy));
        state
    }

    /// Whether both minds say the same; else what each says.
    fn agrees(&self, program: &Program, case: &Case) -> Result<(), String> {
        let dns = &self.router.dns;
        let mind = Mind { program, scene: &case.scene };
        let expected = mind.answers(&case.name, case.kind, &case.client);
        let (asker, weather) = (dns.asker(&self.place(&case.client)), dns.weather(&self.state(program, &case.scene)));
        let question = Question::parse(&case.name, Name::of(case.kind)).expect("it is a name");
        let answer = |answer: &edgewise::route::dns::Answer| {
            let rows = dns.rows(&question, answer).into_iter();
            let rows = rows.map(|row| (row.owner, row.ttl, row.kind.to_string(), row.value)).collect();
            Answer { code: dns.code(answer), ttl: dns.ttl(answer), rows }
        };
        let shares = dns.shares(&question, &asker, &weather);
        let mut found = Answers { list: Vec::new(), is_of_each: shares.together };
        for share in &shares.list {
            let (part, whole) = share.share.parts();
            let (answer, part) = (answer(&share.answer), Part(part, whole));
            match found.list.iter_mut().find(|(known, _)| *known == answer) {
                Some((_, known)) => *known = known.plus(part),
                None => found.list.push((answer, part)),
            }
        }
        let sorted = |answers: &Answers| {
            let mut list: Vec<(Answer, Part)> = answers.list.clone();
            list.sort_by(|one, other| one.0.cmp(&other.0));
            (list, answers.is_of_each)
        };
        if sorted(&found) != sorted(&expected) {
            return Err(format!("the router shares {found:#?}\nthe rules {expected:#?}"));
        }
        for seed in 0..3 {
            let given = answer(&dns.decide(&question, &asker, &weather, &mut Draw::of(seed)));
            let is_among = expected.list.iter().any(|(known, _)| *known == given);
            // Of more than eight values at once, each is an answer by itself.
            let is_several = expected.is_of_each && given.rows.len() >= 8;
            if !is_among && !is_several {
                return Err(format!("the router answers {given:#?}\nthe rules {expected:#?}"));
            }
        }
        Ok(())
    }
}

/// The smallest program that still shows the difference, and what it is there.
fn shrunk(mut program: Program, case: &Case, library: &Library, mut why: String) -> (Program, String) {
    let differs = |program: &Program| Asked::of(program, library).ok()?.agrees(program, case).err();
    loop {
        let smaller = smaller(&program).into_iter().find_map(|smaller| differs(&smaller).map(|why| (smaller, why)));
        match smaller {
            Some(found) => (program, why) = found,
            None => return (program, why),
        }
    }
}

/// Every program with one thing less.
fn smaller(program: &Program) -> Vec<Program> {
    let mut all = Vec::new();
    let mut without = |change: &dyn Fn(&mut Program)| {
        let mut less = program.clone();
        change(&mut less);
        all.push(less);
    };
    for zone in 0..program.zones.len() {
        if program.zones.len() > 1 {
            without(&|less| drop(less.zones.remove(zone)));
        }
        for record in 0..program.zones[zone].records.len() {
            without(&|less| drop(less.zones[zone].records.remove(record)));
            let members = &program.zones[zone].records[record].members;
            for member in 0..members.len() {
                if members.len() > 1 {
                    without(&|less| drop(less.zones[zone].records[record].members.remove(member)));
                }
                if members[member].check.is_some() {
                    without(&|less| less.zones[zone].records[record].members[member].check = None);
                }
            }
        }
    }
    for check in 0..program.checks.len() {
        let plain = |less: &mut Program| (less.checks[check].inverted, less.checks[check].disabled) = (false, false);
        if program.checks[check].inverted || program.checks[check].disabled {
            without(&plain);
        }
    }
    all
}
