//! `edgewise why-not-cached`: why answers to a request come from the origin.
//!
//! In: a program and a request. Out: what becomes of it twice in a row, and the causes, the worst first, each with a remedy and a place.
//! Deliberately absent: finding them (`crate::route::http`).

use super::request::Asked;
use super::shown;
use super::{Prepared, prepared};
use crate::cli::arguments::Ask;
use crate::cli::terminal::{Failure, Terminal, Verdict};
use crate::report::Places;
use crate::route::http::{Cause, Effect, Uncached};
use crate::route::{Certainty, Steps, World};
use serde_json::{Value, json};

/// What causes of one effect do, for people.
const EFFECTS: [(Effect, &str); 5] = [
    (Effect::Never, "no copy answers"),
    (Effect::Alone, "hardly a copy answers twice"),
    (Effect::Divided, "there are several copies"),
    (Effect::Short, "copies do not last"),
    (Effect::Fetched, "copies are fetched more often than once"),
];

/// Says why answers are not kept.
pub(in crate::cli) fn why_not_cached(ask: &Ask, terminal: &Terminal) -> Result<Verdict, Failure> {
    let Prepared { findings, library, model, router } = match prepared(ask, None)? {
        Ok(prepared) => prepared,
        Err(findings) => return findings.refuse(terminal),
    };
    let given = super::Given { model: &model, schema: &library.schema, router: &router };
    let (place, located) = given.place(ask, None)?;
    let mut world = World { place: place.unwrap_or_default(), seed: ask.seed, ..World::default() };
    world.state.time = given.time(ask)?;
    let Asked { request, said } = Asked::of(&given, ask)?;
    let mut steps = Steps(located.into_iter().collect());
    let found = router.http.why_not_cached(&request, &world, &said, &mut steps);
    let mut places = Places::of(&findings.sources);
    if terminal.is_for_machines() {
        let causes: Vec<Value> = found.causes.iter().map(|cause| json_of(cause, &mut places)).collect();
        let answer = json!({
            "status": found.first.response.status,
            "first": found.first.cache.word(), "second": found.second.cache.word(),
            "key": found.first.key.as_ref().map(ToString::to_string),
            "seconds": found.first.stay.as_ref().map(|stay| stay.seconds),
            "left_out": found.first.left_out,
        });
        let question = json!({ "method": request.method, "url": request.url(), "from": ask.from });
        let document = findings.document().with("question", question).with("answer", answer).with("causes", causes);
        document.with("steps", shown::steps(&steps.0, &findings.sources)).print(terminal)?;
        return Ok(Verdict::Fine);
    }
    let mut text = format!("{} {}\n\n  {}\n", request.method, request.url(), said_of(&found));
    for (effect, words) in EFFECTS {
        let causes: Vec<&Cause> = found.causes.iter().filter(|cause| cause.effect == effect).collect();
        if !causes.is_empty() {
            text += &format!("\n{words}\n");
        }
        for cause in causes {
            let estimate = if cause.certainty == Certainty::Documented { "" } else { " (an estimate)" };
            let rule = if cause.rule.is_empty() { String::new() } else { format!("  [{}]", cause.rule) };
            let at = cause.span.map_or_else(String::new, |span| format!("  {}", places.shown(span)));
            text += &format!("  {}{estimate}{rule}{at}\n    fix: {}\n", cause.text, cause.fix);
        }
    }
    if !found.first.left_out.is_empty() {
        text += &format!("\nleft out   {}: what they would change is not in this answer\n", found.first.left_out.join(", "));
    }
    if said.is_empty() && !found.first.attempts.is_empty() {
        text += "\nnobody says what the origin answers: taken as 200 without headers; --origin-response 'NAME: 200 no-store' says it\n";
    }
    terminal.print(&text)?;
    Ok(Verdict::Fine)
}

/// What becomes of the second request, in a sentence.
fn said_of(found: &Uncached) -> String {
    let seconds = found.first.stay.as_ref().map_or(0, |stay| stay.seconds);
    match (found.second.cache, found.second.attempts.is_empty()) {
        (crate::route::http::CacheUse::Hit, _) => format!("a second request is answered by a copy, for {seconds} s"),
        (_, true) => format!("the edge answers {} by itself, each time", found.first.response.status),
        (_, false) => "a second request reaches the origin again".to_owned(),
    }
}

fn json_of(cause: &Cause, places: &mut Places) -> Value {
    json!({
        "effect": cause.effect.word(), "text": cause.text, "fix": cause.fix, "rule": cause.rule,
        "certainty": shown::certainty(cause.certainty), "at": cause.span.map(|span| places.shown(span)),
    })
}
