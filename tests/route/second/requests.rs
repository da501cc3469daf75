//! Both minds asked for pages: behavior, key, stay, and what the cache does with three requests.

use super::chance::Chance;
use super::edge::{LATER, Outcome, outcome};
use super::site::{NOW, Sent, Site, Told};
use super::wanted;
use edgewise::route::http::{Cache, CacheKey, Denied, Exchange, Part, Reply, Request, Response, Said};
use edgewise::route::{Place, Router, World};
use edgewise::source::Name;
use edgewise::{Library, Options};
use std::sync::Arc;

/// So many threes of requests are sent to one distribution.
const OF_ONE: usize = 100;

/// Three requests, what the origin answers each, and when they are sent.
#[derive(Clone, Debug)]
struct Case {
    sent: [Sent; 3],
    told: [Told; 3],
    times: [u64; 3],
}

#[test]
fn two_minds_agree_on_requests() {
    let (questions, seed) = wanted(4_000);
    let library = Library::load();
    let (mut asked, mut made, mut sound) = (0, 0, 0);
    while asked < questions {
        let mut chance = Chance(seed.wrapping_add(made).wrapping_mul(0x0f1e_2d3c_4b5a_6978));
        made += 1;
        let site = Site::of(&mut chance);
        let Some(router) = read(&site, &library) else { continue };
        sound += 1;
        for _ in 0..OF_ONE {
            asked += 3;
            let first = Sent::of(&mut chance);
            let sent = [first.clone(), first.varied(&mut chance), first.varied(&mut chance)];
            let told = Told::of(&mut chance);
            let told = [(); 3].map(|()| if chance.once_in(3) { Told::of(&mut chance) } else { told.clone() });
            let then = NOW + chance.of(&LATER);
            let case = Case { sent, told, times: [NOW, then, then + chance.of(&LATER)] };
            if let Err(why) = agrees(&router, &site, &case) {
                let (site, why) = shrunk(site, &case, &library, why);
                panic!("{why}\n{case:#?}\n{}", site.text());
            }
        }
    }
    assert!(sound * 2 > made, "of {made} programs only {sound} are sound");
}

fn read(site: &Site, library: &Library) -> Option<Router> {
    let text = site.text();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
    let understood = library.understand(&[("main.edge", &text)], &Options { read: &read, ..Options::default() });
    Some(Router::of(&understood.model?, &library.schema))
}

fn agrees(router: &Router, site: &Site, case: &Case) -> Result<(), String> {
    let (mut cache, mut copies) = (Cache::default(), Vec::new());
    for (at, now) in case.times.into_iter().enumerate() {
        let (sent, told) = (&case.sent[at], &case.told[at]);
        let expected = outcome(site, sent, told, now, &mut copies);
        let mut world = World { place: Place { country: Some(Name::of("DE")), ..Place::default() }, ..World::default() };
        world.state.time = Some(now);
        let mut response = Response::of(told.status);
        told.headers.iter().for_each(|(name, value)| response.headers.add(name, *value));
        let said = Said { of: router.http.origins[0].block, path: None, reply: Reply::Answer(response) };
        let exchange = router.http.decide(&request(sent), &world, &[said], &mut cache, &mut ());
        let found = found(&exchange, &expected);
        if found != expected {
            return Err(format!("at request {at} the router finds {found:#?}\nthe rules {expected:#?}"));
        }
    }
    Ok(())
}

fn request(sent: &Sent) -> Request {
    let query = sent.query.as_ref().map_or_else(String::new, |query| format!("?{query}"));
    let url = format!("https://{}{}{query}", sent.host, sent.path);
    let mut request = Request::of(sent.method, &url).expect("it is a URL");
    sent.headers.iter().for_each(|(name, value)| request.headers.add(name, *value));
    sent.cookies.into_iter().for_each(|cookies| request.take_cookies(cookies));
    request
}

/// What the router found, in the words of the second mind.
fn found(exchange: &Exchange, expected: &Outcome) -> Outcome {
    let behavior = exchange.behavior.expect("the default takes all");
    let is_method_refused = exchange.denied == Some(Denied::Method);
    Outcome {
        // Where AWS does not say in which order a path is brought into form, either will do.
        behaviors: if expected.behaviors.contains(&behavior) { expected.behaviors.clone() } else { vec![behavior] },
        is_method_refused,
        key: exchange.key.as_ref().map(parts),
        stay: exchange.stay.as_ref().map(|stay| stay.seconds),
        cache: exchange.cache.word(),
    }
}

fn parts(key: &CacheKey) -> Vec<String> {
    let mut parts = vec![format!("path {}", key.path)];
    let of = |wanted: fn(&Part) -> Option<String>| key.parts.iter().filter_map(wanted).collect::<Vec<String>>();
    parts.extend(of(|part| if let Part::Method(method) = part { Some(format!("method {method}")) } else { None }));
    let query = of(|part| if let Part::Parameter(text) = part { Some(text.clone()) } else { None });
    parts.push(format!("query {}", query.join("&")));
    parts.extend(of(|part| if let Part::Cookie(text) = part { Some(format!("cookie {text}")) } else { None }));
    parts.extend(of(|part| if let Part::Header(name, value) = part { Some(format!("header {name} {value:?}")) } else { None }));
    parts.extend(of(|part| if let Part::Encoding(text) = part { Some(format!("encoding {text}")) } else { None }));
    parts
}

/// The smallest distribution that still shows the difference, and what it is there.
fn shrunk(mut site: Site, case: &Case, library: &Library, mut why: String) -> (Site, String) {
    loop {
        let mut all = Vec::new();
        for at in 0..site.behaviors.len() - 1 {
            let mut less = site.clone();
            less.behaviors.remove(at);
            all.push(less);
        }
        for at in 0..site.errors.len() {
            let mut less = site.clone();
            less.errors.remove(at);
            all.push(less);
        }
        if site.root.is_some() {
            all.push(Site { root: None, ..site.clone() });
        }
        let differs = |site: &Site| agrees(&read(site, library)?, site, case).err();
        match all.into_iter().find_map(|less| differs(&less).map(|why| (less, why))) {
            Some(found) => (site, why) = found,
            None => return (site, why),
        }
    }
}
