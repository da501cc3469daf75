//! `edgewise route`: what a name or a request is answered with, by whom, and why.
//!
//! In: a program, a name or a URL, who asks, how things stand. Out: the answer with every step to it, or, where nobody is said to ask, who in
//! the world gets what. Deliberately absent: answering (`crate::route`).

mod given;
mod request;
mod shown;
mod sign;

pub(super) use sign::sign;

use super::arguments::Route;
use super::program::Understood;
use super::read;
use super::terminal::{Failure, Terminal, Verdict};
use crate::route::dns::{Chance, Latencies, Question, Shares};
use crate::route::{Place, Router, Steps, World};
use crate::source::Name;
use given::Given;
use shown::{Told, Whom};

/// Answers a question.
pub(super) fn route(route: &Route, terminal: &Terminal) -> Result<Verdict, Failure> {
    let program = route.chosen.of(&route.from_file);
    let Understood { findings, library, model } = Understood::for_dry_run(&program, &route.chosen.input);
    let Some(model) = model else {
        return findings.refuse(terminal);
    };
    let mut router = Router::of(&model, &library.schema);
    if let Some(path) = &route.latency {
        let text = read::named(path).map_err(|why| Failure(format!("cannot read {}: {why}", path.display())))?;
        let table = Latencies::read(&path.display().to_string(), &text, &router.dns.atlas).map_err(Failure)?;
        router.dns = router.dns.measured(table);
    }
    let given = Given { model: &model, schema: &library.schema, router: &router };
    let world = World { state: given.state(route)?, seed: route.seed, ..World::default() };
    let place = given.place(route)?;
    if route.target.contains('/') {
        let served = request::serve(&given, route, &World { place: place.unwrap_or_default(), ..world })?;
        if terminal.is_for_machines() {
            let members = served.members(&router, &findings.sources).into_iter();
            members.fold(findings.document(), |all, (name, value)| all.with(name, value)).print(terminal)?;
        } else {
            terminal.print(&served.text(&router, &findings.sources))?;
        }
        return Ok(Verdict::Fine);
    }
    let kind = given.record_type(&route.kind)?;
    let question = Question::parse(&route.target, kind)
        .map_err(|fault| Failure(format!("`{}` is no name of the DNS: {fault}", route.target)))?;
    let told = match place {
        Some(place) => answered(&router, &question, &World { place, ..world }, route),
        None => everybody(&router, &question, &world, route),
    };
    if terminal.is_for_machines() {
        let document = told.members(&router, &question, &findings.sources);
        let document = document.into_iter().fold(findings.document(), |all, (name, value)| all.with(name, value));
        document.print(terminal)?;
    } else {
        terminal.print(&told.text(&router, &question, &findings.sources))?;
    }
    Ok(Verdict::Fine)
}

/// The answer to one, with all that chance may give.
fn answered(router: &Router, question: &Question, world: &World, route: &Route) -> Told {
    let (asker, weather) = (router.dns.asker(&world.place), router.dns.weather(&world.state));
    let mut steps = Steps::default();
    let answer = router.dns.decide_watched(question, &asker, &weather, &mut Chance::of(world.seed), &mut steps);
    let shares = router.dns.shares(question, &asker, &weather);
    Told { from: route.from.clone(), answer, shares, steps: steps.0, world: Vec::new() }
}

/// What each place is answered with; a part of a country only where that is otherwise than the rest of it.
fn everybody(router: &Router, question: &Question, world: &World, route: &Route) -> Told {
    let dns = &router.dns;
    let weather = dns.weather(&world.state);
    let shares = |place: &Place| dns.shares(question, &dns.asker(place), &weather);
    let mut told = answered(router, question, world, route);
    let mut groups: Vec<(Shares, Vec<Name>)> = Vec::new();
    let mut add = |shares: &Shares, place: Name| match groups.iter_mut().find(|(known, _)| known == shares) {
        Some((_, places)) => places.push(place),
        None => groups.push((shares.clone(), vec![place])),
    };
    for country in dns.atlas.countries() {
        let of_country = shares(&Place { country: Some(country), ..Place::default() });
        add(&of_country, country);
        for part in dns.atlas.parts().into_iter().filter(|part| dns.atlas.country_of(*part) == Some(country)) {
            let of_part = shares(&Place { subdivision: Some(part), ..Place::default() });
            if of_part != of_country {
                add(&of_part, part);
            }
        }
    }
    if groups.len() > 1 {
        groups.sort_by_key(|(_, places)| places.len());
        let unknown = groups.iter().any(|(known, _)| *known == told.shares);
        told.world = groups.into_iter().map(|(shares, places)| Whom { shares, places }).collect();
        if !unknown {
            told.world.push(Whom { shares: told.shares.clone(), places: Vec::new() });
        }
    }
    told
}
