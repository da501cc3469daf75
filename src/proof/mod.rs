//! What test blocks come to.
//!
//! In: a Model with its tests, and its Router. Out: for each expectation whether it holds, and which records no test reaches; what
//! does not hold is a report with the way to the answer. Deliberately absent: answering (`route`) and layout (`cli`).

mod asked;
mod compare;
mod coverage;
mod equal;
mod given;
mod names;
mod requested;
mod snapshot;
mod staged;
mod whom;

pub use compare::{Comparison, Difference, Wanted, compare, record_types};
pub use coverage::{Coverage, Unreached};
pub use snapshot::Snapshots;

use crate::model::{Line, Model, Term, Test};
use crate::report::{Code, Draft, Reports};
use crate::route::Router;
use crate::route::World;
use crate::route::dns::Weather;
use crate::route::http::{Cache, Said};
use crate::schema::{Block, BlockId, Schema, Value};
use crate::source::{Name, Span};
use coverage::Reached;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use whom::Viewer;

/// What all tests come to.
#[derive(Clone, Debug)]
pub struct Proof {
    /// Each test that was wanted.
    pub tests: Vec<Tested>,
    /// What they reach.
    pub coverage: Coverage,
    /// What expectations of `snapshot` come to now.
    pub taken: Snapshots,
}

/// One test.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What it is called.
    pub name: Arc<str>,
    /// Where.
    pub span: Span,
    /// Its expectations, in order.
    pub expectations: Vec<Expectation>,
}

/// One expectation.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// Where.
    pub span: Span,
    /// What was asked: `dns www.example.com A from DE`.
    pub question: String,
    /// Whether it holds.
    pub ending: Ending,
}

/// How an expectation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It holds.
    Holds,
    /// It does not; in a line why.
    Fails(String),
    /// It was left out, and why.
    Skipped(&'static str),
    /// It could not be looked at, since it is not understood; a report says more.
    Broken,
}

impl Proof {
    /// How many expectations there are, and how many hold.
    pub fn count(&self) -> (usize, usize) {
        let all = || self.tests.iter().flat_map(|test| &test.expectations);
        (all().count(), all().filter(|expectation| expectation.ending == Ending::Holds).count())
    }
}

/// Holds a program against its tests; `wanted` says by name which. Snapshots are held against those that are known; without any, they are
/// taken.
pub fn prove(
    (model, schema, router): (&Model, &Schema, &Router),
    wanted: impl Fn(&str) -> bool,
    known: Option<&Snapshots>,
    reports: &mut Reports,
) -> Proof {
    let (mut reached, mut taken) = (Reached::default(), Snapshots::default());
    let tests = model.tests.iter().filter(|test| wanted(&test.name));
    let tests = tests.map(|test| {
        let mut trial = Trial::new(model, schema, router, &mut reached, reports);
        (trial.name, trial.known) = (test.name.clone(), known);
        let (tested, found) = trial.run(test);
        taken.extend(found);
        tested
    });
    let tests = tests.collect();
    Proof { tests, coverage: reached.coverage(router), taken }
}

/// A test under way.
pub(crate) struct Trial<'p, 'r> {
    model: &'p Model,
    schema: &'p Schema,
    router: &'p Router,
    reached: &'r mut Reached,
    reports: &'r mut Reports,
    /// How things stand, as the test has said so far.
    world: World,
    /// Who is well, until the test says something else.
    weather: Option<Arc<Weather>>,
    viewers: FxHashMap<Name, Viewer>,
    /// The copies at the edge.
    cache: Cache,
    /// What origins do.
    said: Vec<Said>,
    /// What the test is called.
    name: Arc<str>,
    /// What snapshots are held against; `None` where they are taken.
    known: Option<&'p Snapshots>,
    taken: Snapshots,
    expectations: Vec<Expectation>,
}

impl<'p, 'r> Trial<'p, 'r> {
    fn new(
        model: &'p Model,
        schema: &'p Schema,
        router: &'p Router,
        reached: &'r mut Reached,
        reports: &'r mut Reports,
    ) -> Trial<'p, 'r> {
        let (world, viewers, expectations) = (World::default(), FxHashMap::default(), Vec::new());
        let (cache, said) = (Cache::default(), Vec::new());
        let (name, known, taken) = ("".into(), None, Snapshots::default());
        Trial {
            model,
            schema,
            router,
            reached,
            reports,
            world,
            weather: None,
            viewers,
            cache,
            said,
            name,
            known,
            taken,
            expectations,
        }
    }

    fn run(mut self, test: &Test) -> (Tested, Snapshots) {
        test.lines.iter().for_each(|line| self.line(line));
        (Tested { name: test.name.clone(), span: test.span, expectations: self.expectations }, self.taken)
    }

    /// Who is well, worked out once for all expectations up to the next `given`.
    fn weather(&mut self) -> Arc<Weather> {
        let (dns, state) = (&self.router.dns, &self.world.state);
        self.weather.get_or_insert_with(|| Arc::new(dns.weather(state))).clone()
    }

    fn line(&mut self, line: &Line) {
        let word = line.head.first().and_then(|term| term.word);
        match word.map_or("", Name::as_str) {
            "given" => {
                self.weather = None;
                line.body.iter().flatten().for_each(|inner| self.given(inner));
            }
            "viewer" => self.viewer(line),
            "dns" => self.dns(line),
            "health" => self.health(line),
            "equal" => self.equal(line),
            "get" | "head" | "post" | "put" | "patch" | "delete" | "options" => {
                self.request(line);
            }
            word => {
                const LINES: [&str; 8] = ["given", "viewer", "dns", "health", "equal", "get", "head", "post"];
                let near = crate::report::nearest(word, LINES);
                self.wrong(line, "begin the line with dns, health, equal, get, post, given or viewer")
                    .map(|draft| draft.nearest(near));
            }
        }
    }

    /// Notes how an expectation ended; one that does not hold is reported.
    fn ended(&mut self, span: Span, question: String, ending: Ending) {
        self.expectations.push(Expectation { span, question, ending });
    }

    /// Says that a line is not understood.
    fn wrong(&mut self, line: &Line, form: &str) -> Option<Draft> {
        let word = line.head.first().map_or_else(|| "this".to_owned(), |term| self.shown(term));
        self.reports.push(Code::WrongInTest.at(line.span).with(word).with(form));
        None
    }

    /// Says that a term is not one of what is expected there.
    fn unknown(&mut self, term: &Term, what: &str, fix: &str) {
        let shown = self.shown(term);
        self.reports.push(Code::UnknownInTest.at(term.span).with(shown).with(what).with(fix));
    }

    fn shown(&self, term: &Term) -> String {
        match (&term.word, &term.value) {
            (Some(word), _) => word.to_string(),
            (None, Value::Block(id)) => self.block(*id).label.to_string(),
            (None, value) => crate::resolve::shown(value),
        }
    }

    fn block(&self, id: BlockId) -> &'p Block {
        self.model.block(id)
    }
}
