//! What differs between text on disk and text as it should be.
//!
//! In: two texts. Out: a unified difference of a few lines. Deliberately absent: finding the texts.

use similar::{Algorithm, TextDiff};

/// A difference is shown in so many lines; the rest is counted.
const SHOWN: usize = 40;
/// Longer texts are compared up to their first difference only: a whole comparison would take as long as their product.
const COMPARED: usize = 20_000;
/// A line is shown up to so many characters.
const WIDEST: usize = 160;

/// The difference between what is there and what should be.
pub(super) fn difference(there: &str, wanted: &str) -> String {
    if there.lines().count().max(wanted.lines().count()) > COMPARED {
        return first_difference(there, wanted);
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(there, wanted);
    let unified = diff.unified_diff().context_radius(2).to_string();
    let mut text = String::new();
    for line in unified.lines().take(SHOWN) {
        push(&mut text, line);
    }
    let hidden = unified.lines().count().saturating_sub(SHOWN);
    if hidden > 0 {
        text.push_str(&format!("… {hidden} more\n"));
    }
    text
}

fn first_difference(there: &str, wanted: &str) -> String {
    let (mut old, mut new, mut line) = (there.lines(), wanted.lines(), 1);
    loop {
        match (old.next(), new.next()) {
            (None, None) => return String::new(),
            (old, new) if old == new => line += 1,
            (old, new) => {
                let mut text = format!("@@ first difference in line {line} @@\n");
                for (mark, line) in [('-', old), ('+', new)] {
                    if let Some(line) = line {
                        push(&mut text, &format!("{mark}{line}"));
                    }
                }
                return text;
            }
        }
    }
}

fn push(text: &mut String, line: &str) {
    match line.char_indices().nth(WIDEST) {
        Some((at, _)) => {
            text.push_str(&line[..at]);
            text.push('…');
        }
        None => text.push_str(line),
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::{COMPARED, SHOWN, difference};

    #[test]
    fn differences_are_short_however_long_the_texts_are() {
        assert_eq!(difference("a\nb\n", "a\nc\n"), "@@ -1,2 +1,2 @@\n a\n-b\n+c\n");
        let many: String = (0..1000).map(|line| format!("{line}\n")).collect();
        assert_eq!(difference("", &many).lines().count(), SHOWN + 1);
        let huge = "x\n".repeat(COMPARED + 1);
        assert_eq!(difference(&huge, &(huge.clone() + "y\n")), format!("@@ first difference in line {} @@\n+y\n", COMPARED + 2));
    }
}
