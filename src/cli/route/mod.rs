//! `edgewise route`: what a name or a request is answered with, by whom, and why.
//!
//! In: a program, a name or a URL, who asks, how things stand. Out: the answer with every step to it, or, where nobody is said to ask, who in
//! the world gets what. Deliberately absent: answering (`crate::route`).

mod geoip;
mod given;
mod node;
mod repeated;
mod request;
mod shown;
mod sign;
mod uncached;
mod witness;

pub(super) use node::Node;
pub(super) use shown::Forms;
pub(super) use sign::sign;
pub(super) use uncached::why_not_cached;
pub(super) use witness::Side;

use super::arguments::{Ask, Format, Route};
use super::program::{Findings, Understood};
use super::read;
use super::terminal::{Failure, Terminal, Verdict};
use crate::compile::Library;
use crate::model::Model;
use crate::route::dns::{Chance, Latencies, Question, Shares};
use crate::route::{Place, Router, Steps, World};
use crate::source::Name;
use given::Given;
use repeated::Counted;
use request::Asked;
use shown::{Told, Whom};
use std::path::Path;
use std::sync::Arc;

/// A program that can be asked.
struct Prepared {
    findings: Findings,
    library: Library,
    model: Model,
    router: Router,
}

/// Reads the program that is asked; what is wrong with it where it cannot be.
fn prepared(ask: &Ask, latency: Option<&Path>) -> Result<Result<Prepared, Findings>, Failure> {
    let program = ask.chosen.of(&ask.from_file);
    let Understood { findings, library, model } = Understood::for_dry_run(&program, &ask.chosen.input);
    let Some(model) = model else { return Ok(Err(findings)) };
    let mut router = Router::of(&model, &library.schema);
    if let Some(path) = latency {
        let text = read::named(path).map_err(|why| Failure(format!("cannot read {}: {why}", path.display())))?;
        let table = Latencies::read(&path.display().to_string(), &text, &router.dns.atlas).map_err(Failure)?;
        router.dns = router.dns.measured(table);
    }
    if ask.run_edge_lambdas {
        router.http = router.http.with_lambdas(Arc::new(Node::find()?));
    }
    Ok(Ok(Prepared { findings, library, model, router }))
}

/// Answers a question.
pub(super) fn route(route: &Route, terminal: &Terminal) -> Result<Verdict, Failure> {
    let ask = &route.ask;
    let Prepared { findings, library, model, router } = match prepared(ask, route.latency.as_deref())? {
        Ok(prepared) => prepared,
        Err(findings) => return findings.refuse(terminal),
    };
    let given = Given { model: &model, schema: &library.schema, router: &router };
    let (place, located) = given.place(ask, route.resolver.as_deref())?;
    let steps = Steps(located.into_iter().collect());
    let world = World { state: given.state(route)?, seed: ask.seed, ..World::default() };
    if ask.target.contains('/') || ask.protocol.is_some() {
        let world = World { place: place.unwrap_or_default(), ..world };
        let asked = Asked::of(&given, ask)?;
        let counted = route.repeat.map(|draws| repeated::requests(&asked, &given, &world, draws));
        let served = asked.serve(&given, ask.from.clone(), &world, steps);
        return printed(&findings, served.forms(&router, &findings.sources), counted, terminal);
    }
    let kind = given.record_type(&route.kind)?;
    let question = Question::parse(&ask.target, kind)
        .map_err(|fault| Failure(format!("`{}` is no name of the DNS: {fault}", ask.target)))?;
    let is_somebody = place.is_some();
    let world = World { place: place.unwrap_or_default(), ..world };
    let counted = route.repeat.map(|draws| repeated::names(&router, &question, &world, draws));
    let told = match is_somebody {
        true => answered(&router, &question, &world, ask.from.clone(), steps),
        false => everybody(&router, &question, &world, route),
    };
    printed(&findings, told.forms(&router, &question, &findings.sources), counted, terminal)
}

/// Writes an answer in the form that was asked for.
fn printed(findings: &Findings, forms: Forms, counted: Option<Counted>, terminal: &Terminal) -> Result<Verdict, Failure> {
    if terminal.is_for_machines() {
        let members = forms.members.into_iter().chain(counted.map(|counted| ("repeat", counted.json())));
        members.fold(findings.document(), |all, (name, value)| all.with(name, value)).print(terminal)?;
    } else if terminal.format == Format::Tree {
        terminal.print(&forms.tree)?;
    } else {
        terminal.print(&(forms.text + &counted.map_or_else(String::new, |counted| counted.text())))?;
    }
    Ok(Verdict::Fine)
}

/// The answer to one, with all that chance may give.
fn answered(router: &Router, question: &Question, world: &World, from: Option<String>, mut steps: Steps) -> Told {
    let (asker, weather) = (router.dns.asker(&world.place), router.dns.weather(&world.state));
    let answer = router.dns.decide_watched(question, &asker, &weather, &mut Chance::of(world.seed), &mut steps);
    let shares = router.dns.shares(question, &asker, &weather);
    Told { from, answer, shares, steps: steps.0, world: Vec::new() }
}

/// What each place is answered with; a part of a country only where that is otherwise than the rest of it.
fn everybody(router: &Router, question: &Question, world: &World, route: &Route) -> Told {
    let dns = &router.dns;
    let weather = dns.weather(&world.state);
    let shares = |place: &Place| dns.shares(question, &dns.asker(place), &weather);
    let mut told = answered(router, question, world, route.ask.from.clone(), Steps::default());
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
