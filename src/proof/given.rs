//! How things stand, in a test.
//!
//! In: the lines of `given`. Out: the state that expectations below are held in. Deliberately absent: what follows from it.

use super::Trial;
use crate::model::{Line, Term};
use crate::report::nearest;
use crate::route::Standing;
use crate::schema::Value;

impl Trial<'_, '_> {
    /// `api = unhealthy`, `api = 18%`, `time = 2026-11-01T12:00:00Z`
    pub(super) fn given(&mut self, line: &Line) {
        if line.targets.is_some() {
            self.origin_answers(line);
            return;
        }
        let (Some(of), Some(value)) = (line.head.first(), &line.value) else {
            self.wrong(line, "name = healthy, unhealthy, no_data, on, off or so many percent");
            return;
        };
        match (&of.value, of.word) {
            (Value::Block(id), _) => {
                if let Some(standing) = self.standing(value) {
                    self.world.state.set(*id, standing);
                }
            }
            (_, Some(word)) if word == "time" => match seconds(&value.value) {
                Some(time) => self.world.state.time = Some(time),
                None => self.unknown(value, "time", "such as 2026-11-01T12:00:00Z"),
            },
            (_, Some(word)) if word == "elapsed" => match value.value {
                Value::Duration(milliseconds) => {
                    let now = self.world.state.time.unwrap_or_default();
                    self.world.state.time = Some(now.saturating_add(milliseconds / 1000));
                }
                _ => self.unknown(value, "duration", "such as 61s"),
            },
            _ => {
                let names = self.model.own().map(|(_, block)| &*block.label);
                let near = nearest(&self.shown(of), names).map(str::to_owned);
                let fix = near.map_or_else(|| "name a block of the program".to_owned(), |near| format!("did you mean `{near}`?"));
                self.unknown(of, "block of this program", &fix);
            }
        }
    }

    fn standing(&mut self, term: &Term) -> Option<Standing> {
        let found = match &term.value {
            Value::Percent(hundredths) => Some(Standing::Checkers(*hundredths)),
            Value::Word(word) => Standing::named(word),
            _ => None,
        };
        if found.is_none() {
            self.unknown(term, "state", "healthy, unhealthy, no_data, on, off, or so many percent of the checkers");
        }
        found
    }
}

/// Seconds since 1970 of a date, or of an instant in UTC.
pub(super) fn seconds(value: &Value) -> Option<u64> {
    match value {
        Value::Time(text) => crate::route::instant(text),
        _ => None,
    }
}
