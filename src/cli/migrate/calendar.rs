//! The steps of a move with their times.
//!
//! In: steps, and when the first of them is done. Out: text, or members of a document. Deliberately absent: which steps there are.

use crate::cli::program::clock;
use crate::migrate::Step;
use serde_json::{Value, json};

/// When a move begins, where that is known.
pub(super) struct Calendar {
    /// Seconds since 1970.
    pub starts: Option<u64>,
}

impl Calendar {
    /// The steps for people, numbered.
    pub fn told(&self, steps: &[Step]) -> String {
        let mut text = String::new();
        for (number, step) in steps.iter().enumerate() {
            text += &format!("\n{:>2}. {}  {}  [{}]\n", number + 1, self.when(step.begins), step.title, step.rule);
            step.how.iter().for_each(|line| text += &format!("      {line}\n"));
            if let Some((until, why)) = &step.waits {
                text += &format!("    until {}: {why}\n", self.when(*until));
            }
        }
        text
    }

    /// `2026-12-03 08:00 UTC`, or so long after the first step.
    fn when(&self, seconds: u64) -> String {
        match self.starts {
            Some(starts) => clock(starts + seconds),
            None if seconds == 0 => "at once".to_owned(),
            None => {
                let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
                let parts = [(days, "d"), (hours, "h"), (minutes, "m"), (seconds % 60, "s")];
                let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}"));
                format!("+{}", parts.collect::<String>())
            }
        }
    }

    /// A step for machines.
    pub fn member(&self, step: &Step) -> Value {
        let at = |seconds: u64| self.starts.map(|starts| clock(starts + seconds));
        let waits = step.waits.as_ref().map(|(until, why)| json!({ "until": until, "at": at(*until), "why": why }));
        json!({ "title": step.title, "begins": step.begins, "at": at(step.begins), "how": step.how, "waits": waits, "rule": step.rule })
    }
}
