//! The engine that runs a function's code.
//!
//! In: code, an event as JSON, what the code may look up. Out: what it returned as JSON, or how it failed, and what it said on the way.
//! Each call has a runtime of its own, with a cap on memory and a budget of steps, so the same call always ends in the same way.
//! Deliberately absent: what an event means (`event`), and anything of this machine: files, network, processes, environment, clock.

use crate::route::http::Store;
use crate::script::Edition;
use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Object, Persistent, Runtime, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What is there beside the language.
const PRELUDE: &str = include_str!("prelude.js");
/// The engine asks so often whether to go on, each time after some ten thousand calls and turns of loops.
const BUDGET: u32 = 20;
/// A function may use so many bytes.
const MEMORY: i64 = 2 << 20;
/// Beyond what a function may use the engine takes no more than this.
const CAP: usize = 6 << 20;
/// Nothing waits for anything at the edge, so whatever is not settled after so many turns never is.
const MOST_TURNS: u32 = 10_000;

const ENDLESS: &str = "it does not come to an end within its time";
const GREEDY: &str = "it needs more memory than 2048 KB";

/// What a call is given.
pub(super) struct Given<'g> {
    pub code: &'g str,
    /// What the code calls the module `cloudfront`.
    pub binding: &'g str,
    pub edition: Edition,
    pub event: String,
    /// The query as sent; `None` where there is none.
    pub raw: Option<&'g str>,
    /// Whether a response is on its way.
    pub answers: bool,
    /// Seconds since 1970.
    pub now: u64,
    pub seed: u64,
    pub store: &'g Store,
    /// Ids of the origins that it may choose.
    pub origins: Vec<String>,
}

/// What a call came to.
#[derive(Debug)]
pub(super) struct Ran {
    /// JSON, `None` where it returned nothing; or why it failed.
    pub ended: Result<Option<String>, String>,
    /// What it wrote to the console.
    pub log: Vec<String>,
    /// What it asked for that the dry run does not know.
    pub untold: Vec<String>,
    /// What it said of the origin, in order: a verb, and what it is about as JSON.
    pub choices: Vec<(String, String)>,
    /// How much of the budget it took, in percent.
    pub used: u32,
}

/// What is noted while it runs.
#[derive(Clone, Default)]
struct Notes {
    log: Rc<RefCell<Vec<String>>>,
    untold: Rc<RefCell<Vec<String>>>,
    choices: Rc<RefCell<Vec<(String, String)>>>,
    polls: Rc<Cell<u32>>,
}

/// Runs a function.
pub(super) fn run(given: &Given) -> Ran {
    let notes = Notes::default();
    let ended = called(given, &notes).unwrap_or_else(|error| Err(format!("it cannot be run here: {error}")));
    Ran {
        ended,
        log: notes.log.take(),
        untold: notes.untold.take(),
        choices: notes.choices.take(),
        used: (notes.polls.get().min(BUDGET) * 100) / BUDGET,
    }
}

fn called(given: &Given, notes: &Notes) -> rquickjs::Result<Result<Option<String>, String>> {
    let runtime = Runtime::new()?;
    runtime.set_max_stack_size(256 << 10);
    let context = Context::full(&runtime)?;
    let turns = notes.polls.clone();
    runtime.set_interrupt_handler(Some(Box::new(move || {
        turns.set(turns.get() + 1);
        turns.get() > BUDGET
    })));
    let call = context.with(|ctx| {
        let begin: Function = ctx.eval(PRELUDE)?;
        let call: Function = begin.call((native(&ctx, given, notes)?, values(&ctx, given)?))?;
        rquickjs::Result::Ok(Persistent::save(&ctx, call))
    })?;
    let before = runtime.memory_usage().memory_used_size;
    runtime.set_memory_limit(usize::try_from(before).unwrap_or(0) + CAP);
    notes.polls.set(0);
    let ended = context.with(|ctx| {
        let call = call.restore(&ctx)?;
        handled(&ctx, given, &call, notes)
    })?;
    let used = runtime.memory_usage().memory_used_size - before;
    Ok(match ended {
        Ok(_) if notes.polls.get() > BUDGET => Err(ENDLESS.to_owned()),
        Ok(_) if used > MEMORY => Err(format!("it uses {} KB of memory, and 2048 KB are allowed", used >> 10)),
        ended => ended,
    })
}

/// Runs the code, then its handler, then whatever that waits for.
fn handled<'js>(
    ctx: &Ctx<'js>,
    given: &Given,
    call: &Function<'js>,
    notes: &Notes,
) -> rquickjs::Result<Result<Option<String>, String>> {
    let mut options = EvalOptions::default();
    options.strict = true;
    if let Err(error) = ctx.eval_with_options::<Value, _>(given.code, options).catch(ctx) {
        return Ok(Err(told(&error, notes)));
    }
    let handler: Value = ctx.eval("typeof handler === 'function' ? handler : undefined")?;
    let Some(handler) = handler.into_function() else {
        return Ok(Err("it has no function `handler`".to_owned()));
    };
    let ended: Object = match call.call((handler,)).catch(ctx) {
        Ok(ended) => ended,
        Err(error) => return Ok(Err(told(&error, notes))),
    };
    let mut turns = 0;
    while notes.polls.get() <= BUDGET && turns < MOST_TURNS && ctx.execute_pending_job() {
        turns += 1;
    }
    if turns == MOST_TURNS {
        return Ok(Err(ENDLESS.to_owned()));
    }
    let state: String = ended.get("state")?;
    Ok(match state.as_str() {
        "returned" => Ok(ended.get("value")?),
        "threw" => Err(format!("it throws {}", ended.get::<_, Option<String>>("value")?.unwrap_or_default())),
        _ if notes.polls.get() > BUDGET => Err(ENDLESS.to_owned()),
        _ => Err("what it waits for never comes".to_owned()),
    })
}

/// How the engine says that something went wrong.
fn told(error: &CaughtError, notes: &Notes) -> String {
    if notes.polls.get() > BUDGET {
        return ENDLESS.to_owned();
    }
    match error {
        CaughtError::Exception(exception) => {
            let message = exception.message().unwrap_or_default();
            if message == "out of memory" {
                return GREEDY.to_owned();
            }
            let name: String = exception.as_object().get("name").unwrap_or_else(|_| "Error".to_owned());
            format!("it throws {name}: {message}")
        }
        CaughtError::Value(value) if value.is_null() => GREEDY.to_owned(),
        CaughtError::Value(value) => {
            let text = value.as_string().and_then(|text| text.to_string().ok());
            format!("it throws {}", text.unwrap_or_else(|| "something that is no error".to_owned()))
        }
        CaughtError::Error(error) => format!("it fails: {error}"),
    }
}

fn native<'js>(ctx: &Ctx<'js>, given: &Given, notes: &Notes) -> rquickjs::Result<Object<'js>> {
    let native = Object::new(ctx.clone())?;
    let (log, untold, choices) = (notes.log.clone(), notes.untold.clone(), notes.choices.clone());
    let origins = given.origins.clone();
    native.set("log", Function::new(ctx.clone(), move |line: String| log.borrow_mut().push(line))?)?;
    native.set("untold", Function::new(ctx.clone(), move |what: String| untold.borrow_mut().push(what))?)?;
    native.set("known", Function::new(ctx.clone(), move |id: String| origins.contains(&id))?)?;
    let choose = move |verb: String, what: String| choices.borrow_mut().push((verb, what));
    native.set("choose", Function::new(ctx.clone(), choose)?)?;
    native.set("hash", Function::new(ctx.clone(), |name: String, text: String| super::digest::hash(&name, &text))?)?;
    let hmac = |name: String, key: String, text: String| super::digest::hmac(&name, &key, &text);
    native.set("hmac", Function::new(ctx.clone(), hmac)?)?;
    Ok(native)
}

fn values<'js>(ctx: &Ctx<'js>, given: &Given) -> rquickjs::Result<Object<'js>> {
    let values = Object::new(ctx.clone())?;
    values.set("event", given.event.as_str())?;
    values.set("answers", given.answers)?;
    values.set("modern", given.edition == Edition::Two)?;
    values.set("binding", given.binding)?;
    values.set("now", given.now as f64 * 1_000.0)?;
    values.set("seed", given.seed as i32)?;
    if let Some(raw) = given.raw {
        values.set("raw", raw)?;
    }
    match given.store {
        Store::None => values.set("entries", Value::new_null(ctx.clone()))?,
        Store::Untold => {}
        Store::Known(entries) => {
            let object = Object::new(ctx.clone())?;
            entries.iter().try_for_each(|(key, value)| object.set(&**key, &**value))?;
            values.set("entries", object)?;
        }
    }
    Ok(values)
}
