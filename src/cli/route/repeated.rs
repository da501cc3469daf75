//! The same question many times, each with the next seed.
//!
//! In: a question or a request, a number. Out: how often each answer came, which may be held against the exact shares. Deliberately
//! absent: the exact shares (`crate::route::dns`).

use super::given::Given;
use super::request::Asked;
use crate::route::dns::{Chance, Question};
use crate::route::{Router, World};
use serde_json::{Value, json};

/// How often each answer came.
pub(super) struct Counted {
    draws: u32,
    seed: u64,
    answers: Vec<(String, u32)>,
}

/// Asks for a name.
pub(super) fn names(router: &Router, question: &Question, world: &World, draws: u32) -> Counted {
    let dns = &router.dns;
    let (asker, weather) = (dns.asker(&world.place), dns.weather(&world.state));
    let mut known = Vec::new();
    for draw in 0..draws {
        let seed = world.seed.wrapping_add(u64::from(draw));
        let answer = dns.decide(question, &asker, &weather, &mut Chance::of(seed));
        match known.iter_mut().find(|(found, _)| *found == answer) {
            Some((_, count)) => *count += 1,
            None => known.push((answer, 1)),
        }
    }
    Counted::of(draws, world.seed, known.into_iter().map(|(answer, count)| (dns.summary(&answer), count)))
}

/// Sends a request, each time from another viewer.
pub(super) fn requests(asked: &Asked, given: &Given, world: &World, draws: u32) -> Counted {
    let each = (0..draws).map(|draw| {
        let world = World { seed: world.seed.wrapping_add(u64::from(draw)), ..world.clone() };
        (asked.brief(given, &world), 1)
    });
    Counted::of(draws, world.seed, each)
}

impl Counted {
    fn of(draws: u32, seed: u64, each: impl Iterator<Item = (String, u32)>) -> Counted {
        let mut answers: Vec<(String, u32)> = Vec::new();
        for (answer, count) in each {
            match answers.iter_mut().find(|(known, _)| *known == answer) {
                Some((_, known)) => *known += count,
                None => answers.push((answer, count)),
            }
        }
        answers.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        Counted { draws, seed, answers }
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("\n{} times, with seeds from {} on\n", self.draws, self.seed);
        for (answer, count) in &self.answers {
            text += &format!("  {count:>7}  {:>6.2}%  {answer}\n", f64::from(*count) * 100.0 / f64::from(self.draws));
        }
        text
    }

    /// For machines.
    pub fn json(&self) -> Value {
        let answers: Vec<Value> =
            self.answers.iter().map(|(answer, count)| json!({ "answer": answer, "count": count })).collect();
        json!({ "draws": self.draws, "seed": self.seed, "answers": answers })
    }
}
