//! Which names are answered otherwise: for whom, when, and how often.
//!
//! In: paired sides. Out: for each name and type whose answer changes the viewers, the states of health, and the answers before and
//! after with their exact shares. It is so for all viewers the library knows and all states, not for samples; the answers are the
//! dry run's own. Where there are too many states, that is said. Deliberately absent: what resolvers still hold.

mod row;
mod told;
mod viewers;
mod when;
mod whom;

pub use viewers::Spot;
pub use when::{Stand, When};
pub use whom::Viewers;

use super::pair::Both;
use super::resource::Change;
use super::side::Origin;
use crate::model::{CidrCollectionView, CidrLocationView, HealthCheckView, ZoneView};
use crate::route::dns::{Cause, Kin, Outlook, Question, Questions, Ratio, Skies, Zones, apart};
use crate::schema::{BlockId, Unknown, Value};
use crate::source::Name;
use row::Rows;
use std::panic::resume_unwind;
use std::thread;

/// Names that are answered otherwise, all in the same way.
#[derive(Clone, Debug)]
pub struct Answered {
    /// In full, without a dot at the end; `*.` before one stands for whatever below it does not exist.
    pub names: Vec<String>,
    /// The types that are asked for.
    pub kinds: Vec<Name>,
    /// What changes.
    pub rows: Vec<Shifted>,
    /// Whether no other state of health changes anything.
    pub is_exhaustive: bool,
}

/// A change of the answers for some viewers in some states of health.
#[derive(Clone, Debug, PartialEq)]
pub struct Shifted {
    /// For whom.
    pub viewers: Viewers,
    /// When; `None` where health does not matter to either side.
    pub when: Option<When>,
    /// What was answered.
    pub old: Vec<Part>,
    /// What is answered.
    pub new: Vec<Part>,
    /// How much of what was answered is not answered any more.
    pub moved: Ratio,
    /// Whether it rests on distances in place of what AWS measures.
    pub is_estimate: bool,
    /// Whether somebody who had an answer has none.
    pub is_unanswered: bool,
    /// Whether something is answered that the old side knew to be ill.
    pub is_weakened: bool,
}

/// One of the answers that chance gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it comes to; empty where only how long answers are kept differs.
    pub what: String,
    /// How often.
    pub share: Ratio,
    /// How long resolvers keep it, in seconds.
    pub stay: Option<u32>,
    /// Whether it is no answer.
    pub is_nothing: bool,
}

impl Shifted {
    /// Whether the answers are the same and only kept for another time.
    pub fn is_stay_only(&self) -> bool {
        self.moved == Ratio::ZERO
    }
}

/// Every change of answers.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Names with their changes.
    pub list: Vec<Answered>,
    /// Every name that was looked at, with the types that were: whatever is not here is answered as before.
    pub asked: Questions,
    /// What conditions are made of.
    pub skies: Skies,
    /// What causes are called, by their numbers.
    called: Vec<(u32, String)>,
}

impl Names {
    /// A state in which a change holds: whether each cause that decides it is so, by the name of a check, alarm, switch or resource.
    pub fn example(&self, when: &When) -> Vec<(Cause, String, bool)> {
        let way = self.skies.diagrams.way(when.condition, true).into_iter();
        let cause = |variable: u32| self.skies.causes[variable as usize];
        way.map(|(variable, is_so)| (cause(variable), self.called(cause(variable)).to_owned(), is_so)).collect()
    }

    fn called(&self, cause: Cause) -> &str {
        let (Cause::Well(number) | Cause::Target(number) | Cause::Quiet(number) | Cause::Blind(number)) = cause;
        self.called.iter().find(|(known, _)| *known == number).map_or("", |(_, called)| called.as_str())
    }

    /// Whether a change holds while something is so for each cause that is asked about: by the name of a check, alarm, switch or
    /// resource, whether it is well, or for an alarm without data.
    pub fn holds(&self, when: &When, is_so: impl Fn(Cause, &str) -> bool) -> bool {
        self.skies.diagrams.holds(when.condition, |variable| {
            let cause = self.skies.causes[variable as usize];
            is_so(cause, self.called(cause))
        })
    }
}

/// Every change of answers that changes of resources lead to.
pub(super) fn changes(both: &Both, resources: &[Change]) -> Names {
    let (old, new) = thread::scope(|scope| {
        let new = scope.spawn(|| Zones::of(both.new.model(), both.schema));
        let old = Zones::of(both.old.model(), both.schema);
        (old, new.join().unwrap_or_else(|panic| resume_unwind(panic)))
    });
    let numbers: [&dyn Fn(BlockId) -> u32; 2] = [&|block| both.number(0, block), &|block| both.number(1, block)];
    let same =
        |old: &Unknown, new: &Unknown| both.same(&Value::Unknown(Box::new(old.clone())), &Value::Unknown(Box::new(new.clone())));
    let mut skies = Skies::default();
    let outlooks = [Outlook::of(&old, numbers[0], &mut skies), Outlook::of(&new, numbers[1], &mut skies)];
    // An output spells some of what is the same in another way: there, names whose records do not change are as they were, unless
    // something else is that answers rest on.
    let is_output = [both.old, both.new].iter().any(|side| side.side.origin != Origin::Program);
    let rests = [
        ZoneView::of(both.schema).map(|view| view.kind),
        HealthCheckView::of(both.schema).map(|view| view.kind),
        CidrCollectionView::of(both.schema).map(|view| view.kind),
        CidrLocationView::of(both.schema).map(|view| view.kind),
    ];
    let rests = rests.map(|kind| kind.map(|kind| both.schema.kind(kind).name));
    let record = both.records.map(|view| both.schema.kind(view.kind).name);
    let is_record = |name: &str| {
        let of_name = |change: &&Change| Some(change.kind) == record && change.name.rsplit(' ').next() == Some(name);
        resources.iter().any(|change| of_name(&change) || change.was.as_deref() == Some(name))
    };
    let only_records = is_output && !resources.iter().any(|change| rests.contains(&Some(change.kind)));
    let matters = |name: &str| !only_records || is_record(name.trim_start_matches("*."));
    let questions = apart(&outlooks[0], &outlooks[1], Kin { numbers, same: &same, matters: &matters });
    if questions.is_empty() {
        return Names::default();
    }
    let mut rows = Rows::new(both, [&old, &new], outlooks, skies);
    let mut list: Vec<Answered> = Vec::new();
    for (name, kinds) in &questions {
        let mut of_name: Vec<Answered> = Vec::new();
        for kind in kinds {
            let (changed, is_exhaustive) = rows.of(&Question::of(name, *kind));
            if changed.is_empty() && is_exhaustive {
                continue;
            }
            let alike = of_name.iter_mut().find(|known| known.rows == changed && known.is_exhaustive == is_exhaustive);
            match alike {
                Some(known) => known.kinds.push(*kind),
                None => of_name.push(Answered { names: vec![name.clone()], kinds: vec![*kind], rows: changed, is_exhaustive }),
            }
        }
        for one in of_name {
            let alike = list
                .iter_mut()
                .find(|known| (&known.kinds, &known.rows, known.is_exhaustive) == (&one.kinds, &one.rows, one.is_exhaustive));
            match alike {
                Some(known) => known.names.extend(one.names),
                None => list.push(one),
            }
        }
    }
    // Names that are there come before what stands for those that are not.
    list.iter_mut().for_each(|one| one.names.sort_by_cached_key(|name| (name.starts_with("*."), name.len(), name.clone())));
    let skies = rows.skies;
    let numbers = skies.causes.iter().map(|cause| {
        let (Cause::Well(number) | Cause::Target(number) | Cause::Quiet(number) | Cause::Blind(number)) = cause;
        (*number, both.called(*number))
    });
    let called = numbers.collect();
    Names { list, asked: questions, skies, called }
}
