//! How long a decision takes: names of a zone with mixed policies, paths over 25 and 250 patterns; beside them, in the same run, what others
//! take for a part of the work.
//!
//! One core, no trace, five times the same million questions in the same order. Each figure is that of the stretches of five thousand that
//! were disturbed least, a tenth of all, with how often memory was asked for. `EDGEWISE_BENCH_COUNT` asks fewer.

use edgewise::report::{Style, render};
use edgewise::route::dns::{Asker, Chance, Question};
use edgewise::route::http::{Pattern, Patterns, Request};
use edgewise::route::{Place, Router, Standing, State};
use edgewise::schema::BlockId;
use edgewise::source::Name;
use edgewise::{Library, Options};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::RegexSet;
use regex_automata::hybrid::dfa::DFA;
use regex_automata::{Anchored, Input};
use rustc_hash::FxHashMap;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::env;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

#[global_allocator]
static MEMORY: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const NAMES: usize = 1_000;
const RUNS: usize = 5;
const STRETCH: usize = 5_000;

fn main() {
    let count = env::var("EDGEWISE_BENCH_COUNT").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    names(count);
    [25, 250].into_iter().for_each(|patterns| paths(count, patterns));
}

/// Runs something so often, in stretches that fit between two turns of a busy processor, and says how long once takes in the stretches that
/// were disturbed least, a tenth of all, and how often memory is asked for.
fn measure(what: &str, count: usize, mut once: impl FnMut(usize) -> usize) {
    let (mut stretches, mut sum) = (Vec::new(), 0usize);
    let region = Region::new(MEMORY);
    for _ in 0..RUNS {
        for from in (0..count).step_by(STRETCH) {
            let start = Instant::now();
            let end = (from + STRETCH).min(count);
            for at in from..end {
                sum = sum.wrapping_add(once(at));
            }
            stretches.push(start.elapsed().as_secs_f64() / (end - from) as f64);
        }
    }
    let asked = region.change().allocations as f64 / (count * RUNS) as f64;
    black_box(sum);
    stretches.sort_by(f64::total_cmp);
    println!("  {what:<58} {:>8.1} ns  {asked:>6.3} allocations", stretches[stretches.len() / 10] * 1e9);
}

/// Numbers in an order that no cache foresees.
fn order(count: usize, below: usize) -> Vec<u32> {
    let mut seed = 1u64;
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    (0..count).map(|_| next() as u32).collect()
}

/// A program, ready, and its health checks.
fn router(text: &str) -> (Router, Vec<BlockId>) {
    let library = Library::load();
    let read = |name: &str| -> Result<Arc<str>, Arc<str>> { Err(name.into()) };
    let understood = library.understand(&[("main.edge", text)], &Options { read: &read, ..Options::default() });
    let told = || render(&understood.reports, &understood.sources, Style::Plain);
    let model = understood.model.as_ref().unwrap_or_else(|| panic!("{}", told()));
    let start = Instant::now();
    let router = Router::of(model, &library.schema);
    println!("  {:<58} {:>8.2} ms", "made from the model in", start.elapsed().as_secs_f64() * 1e3);
    let checks = router.dns.switches(model).into_iter().map(|(block, _)| block).collect();
    (router, checks)
}

fn names(count: usize) {
    println!("names: a zone of {NAMES}, two fifths plain, the others of six policies");
    let (router, checks) = router(&zone());
    let dns = &router.dns;
    let mut state = State::default();
    for block in checks.into_iter().step_by(3) {
        state.set(block, Standing::Unhealthy);
    }
    let weather = dns.weather(&state);
    let countries = ["DE", "FR", "US", "BR", "JP", "IN", "ZA", "AU"].map(|country| Some(Name::of(country)));
    let askers: Vec<Asker> = countries.map(|country| dns.asker(&Place { country, ..Place::default() })).into();
    let hosts: Vec<String> = (0..NAMES).map(|at| format!("n{at}.example.com")).collect();
    let order = order(count, NAMES);
    let kind = Name::of("A");
    let mut chance = Chance::of(7);
    measure("edgewise: a name and a type to an answer", count, |at| {
        let question = Question::of(&hosts[order[at] as usize], kind);
        let answer = dns.decide(&question, &askers[at % 8], &weather, &mut chance);
        answer.links().len() + usize::from(answer.zone.is_some())
    });
    let mut by_name: FxHashMap<&str, Vec<u32>> = FxHashMap::default();
    hosts.iter().enumerate().for_each(|(at, host)| drop(by_name.insert(host, (0..1 + at as u32 % 4).collect())));
    let mut seed = 7u64;
    measure("a bare hash map, and a weighted choice", count, |at| {
        let weights = &by_name[hosts[order[at] as usize].as_str()];
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut ticket = (seed >> 33) as u32 % weights.iter().sum::<u32>().max(1);
        weights
            .iter()
            .position(|weight| {
                ticket < *weight || {
                    ticket -= *weight;
                    false
                }
            })
            .unwrap_or(0)
    });
    println!();
}

fn zone() -> String {
    let mut text = String::new();
    for at in 0..10 {
        let _ = writeln!(text, "health_check c{at} {{ url = \"https://c{at}.example.net/\" }}");
    }
    text += "zone big \"example.com\" {\n  ttl = 60s\n";
    for at in 0..NAMES {
        let (one, other, third) = (at % 250 + 1, at % 200 + 3, at % 150 + 7);
        let (check, next) = (at % 10, (at + 1) % 10);
        let _ = match at % 10 {
            4 | 5 => writeln!(
                text,
                "  A \"n{at}\" weighted {{\n    90 -> \"192.0.2.{one}\" {{ health = c{check} }}\n    9 -> \"198.51.100.{other}\" {{ health = c{next} }}\n    1 -> \"203.0.113.{third}\" {{ health = c{next} }}\n  }}"
            ),
            6 => writeln!(
                text,
                "  A \"n{at}\" latency {{\n    us-east-1 -> \"192.0.2.{one}\" {{ health = c{check} }}\n    eu-west-1 -> \"198.51.100.{other}\" {{ health = c{next} }}\n    ap-northeast-1 -> \"203.0.113.{third}\" {{ health = c{check} }}\n  }}"
            ),
            7 => writeln!(
                text,
                "  A \"n{at}\" failover {{\n    primary -> \"192.0.2.{one}\" {{ health = c{check} }}\n    secondary -> \"198.51.100.{other}\"\n  }}"
            ),
            8 => writeln!(
                text,
                "  A \"n{at}\" geolocation {{\n    DE -> \"192.0.2.{one}\" {{ health = c{check} }}\n    US-CA -> \"198.51.100.{other}\" {{ health = c{check} }}\n    continent EU -> \"203.0.113.{third}\" {{ health = c{next} }}\n    default -> \"192.0.2.{third}\" {{ health = c{next} }}\n  }}"
            ),
            9 => writeln!(
                text,
                "  A \"n{at}\" multivalue {{\n    -> \"192.0.2.{one}\" {{ health = c{check} }}\n    -> \"198.51.100.{other}\" {{ health = c{next} }}\n    -> \"203.0.113.{third}\" {{ health = c{check} }}\n  }}"
            ),
            3 => writeln!(text, "  A \"n{at}\" -> record \"n{}\"", at + 1),
            _ => writeln!(text, "  A \"n{at}\" -> \"192.0.2.{one}\""),
        };
    }
    text + "}\n"
}

/// Patterns of the sorts that programs have.
fn pattern(at: usize) -> String {
    match at % 5 {
        0 => format!("/api/v{at}/*"),
        1 => format!("/static/{at}/*.css"),
        2 => format!("*.ext{at}"),
        3 => format!("/team{at}/?/page*"),
        _ => format!("/exact/{at}/about"),
    }
}

/// A path that one of so many patterns holds, or that none does.
fn path(at: usize, patterns: usize) -> String {
    let number = at * 7 % patterns;
    match at % 6 {
        5 => format!("/none/of/them/{at}/index.html"),
        _ => match number % 5 {
            0 => format!("/api/v{number}/users/{at}/orders"),
            1 => format!("/static/{number}/themes/dark/{at}.css"),
            2 => format!("/images/{at}/photo.ext{number}"),
            3 => format!("/team{number}/x/page{at}"),
            _ => format!("/exact/{number}/about"),
        },
    }
}

fn paths(count: usize, many: usize) {
    println!("paths: {many} patterns, a million URLs of a thousand sorts");
    let texts: Vec<String> = (0..many).map(pattern).collect();
    let paths: Vec<String> = (0..1_000).map(|at| path(at, many)).collect();
    let order = order(count, paths.len());
    let path = |at: usize| paths[order[at] as usize].as_str();
    let patterns: Vec<Pattern> = texts.iter().map(|text| Pattern::of(text)).collect();
    let expected: Vec<Option<usize>> = paths.iter().map(|path| patterns.iter().position(|pattern| pattern.holds(path))).collect();
    let built = |what: &str, start: Instant| {
        println!("  {:<58} {:>8.2} ms", format!("{what}: built in"), start.elapsed().as_secs_f64() * 1e3)
    };

    let mut program =
        format!("quota behaviors_per_distribution = {many}\norigin api -> \"api.example.net\"\ndistribution app {{\n");
    for text in &texts {
        let _ = writeln!(program, "  behavior \"{text}\" -> api");
    }
    let (router, _) = router(&(program + "  default -> api\n}\n"));
    let requests: Vec<Request> =
        paths.iter().map(|path| Request::of("GET", &format!("https://app.cloudfront.net{path}")).expect("it is a URL")).collect();
    measure("edgewise: a request to its behavior", count, |at| {
        let (site, behavior) = router.http.behavior(&requests[order[at] as usize]).expect("the default takes all");
        site.behaviors.len() + usize::from(behavior.compress)
    });
    let start = Instant::now();
    let all = Patterns::of(patterns.iter().enumerate());
    built("edgewise", start);
    paths.iter().zip(&expected).for_each(|(path, expected)| assert_eq!(all.first(path), *expected, "{path}"));
    measure("edgewise: a path to its pattern", count, |at| all.first(path(at)).unwrap_or(many));

    let expressions: Vec<String> = texts.iter().map(|text| expression(text)).collect();
    let start = Instant::now();
    let dfa = DFA::builder().build_many(&expressions).expect("they are expressions");
    built("regex-automata, lazy", start);
    let mut cache = dfa.create_cache();
    let mut search = |path: &str| {
        let found = dfa.try_search_fwd(&mut cache, &Input::new(path).anchored(Anchored::Yes));
        found.expect("it has room").map(|found| found.pattern().as_usize())
    };
    paths.iter().zip(&expected).for_each(|(path, expected)| assert_eq!(search(path), *expected, "{path}"));
    measure("regex-automata, lazy", count, |at| search(path(at)).unwrap_or(many));

    let start = Instant::now();
    let set = RegexSet::new(&expressions).expect("they are expressions");
    built("regex::RegexSet", start);
    let few = count / 10;
    measure("regex::RegexSet (a tenth as often)", few, |at| set.matches(path(at)).iter().next().unwrap_or(many));

    let start = Instant::now();
    let globs = globs(&texts);
    built("globset", start);
    let mut found = Vec::new();
    measure("globset", few, |at| {
        globs.matches_into(path(at), &mut found);
        found.iter().min().copied().unwrap_or(many)
    });
    measure("globs, one after the other", few, |at| patterns.iter().position(|pattern| pattern.holds(path(at))).unwrap_or(many));

    let start = Instant::now();
    let mut routes = matchit::Router::new();
    for (at, text) in texts.iter().enumerate().filter(|(at, _)| matches!(at % 5, 0 | 4)) {
        let _ = routes.insert(text.replace('*', "{*rest}"), at);
    }
    built("matchit, two fifths of the patterns", start);
    measure("matchit, two fifths of the patterns", count, |at| routes.at(path(at)).map_or(many, |found| *found.value));
    let exact: FxHashMap<&str, usize> =
        paths.iter().zip(&expected).map(|(path, at)| (path.as_str(), at.unwrap_or(many))).collect();
    measure("a bare hash map of whole paths", count, |at| exact[path(at)]);
    println!();
}

fn expression(pattern: &str) -> String {
    let pattern = if pattern.starts_with('/') { pattern.to_owned() } else { format!("/{pattern}") };
    let mut expression = String::from("^");
    for letter in pattern.chars() {
        match letter {
            '*' => expression += "(?s-u:.)*",
            '?' => expression += "(?s-u:.)",
            letter => expression += &regex::escape(&letter.to_string()),
        }
    }
    // Letters are ASCII here, so that a byte is a letter.
    expression.replace("(?s-u:.)", "[\\x00-\\x7f]") + "$"
}

fn globs(texts: &[String]) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for text in texts {
        let text = if text.starts_with('/') { text.clone() } else { format!("/{text}") };
        globs.add(GlobBuilder::new(&text).literal_separator(false).build().expect("it is a glob"));
    }
    globs.build().expect("they are globs")
}
