//! Which records have to do with which, as far as their texts tell.
//!
//! In: blocks and records. Out: what cannot be left out where some of them change. Names are followed both ways, from a record to
//! where it leads and back; so are those above and below, which decide about each other; a label is followed to whoever uses the
//! block, once a name leads to the block. Deliberately absent: answers.

use super::lexemes::{Lexeme, lexemes};
use super::written::{Fixed, Record, head, is_veil};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::{Hash, Hasher};

/// Records of these types say nothing about other names than their own and the one they lead to.
const PLAIN: [&str; 7] = ["A", "AAAA", "CNAME", "TXT", "MX", "SRV", "PTR"];

/// Which statements have to do with which, by names and labels.
#[derive(Default)]
pub(super) struct Graph<'t> {
    domains: FxHashMap<&'t str, String>,
    labels: FxHashSet<&'t str>,
    /// What each statement passes on when it is reached, one after another, and where that of each ends.
    says: Vec<u64>,
    ends: Vec<usize>,
    /// What reaches which statement.
    hears: Vec<(u64, u32)>,
    /// The names of records.
    own: FxHashSet<u64>,
    /// What may be names that a record leads to.
    leads: Vec<(u64, u32)>,
    /// What decides about names that are not its own: it stays, and whatever it needs.
    kept: Vec<u32>,
    name: String,
}

impl<'t> Graph<'t> {
    /// A graph of all that is no record.
    pub fn of(fixed: &[Fixed<'t>]) -> Option<Graph<'t>> {
        let zones = fixed.iter().filter_map(|fixed| Some((fixed.label?, fixed.domain?)));
        let domains = zones.map(|(label, domain)| (label, domain.trim_end_matches('.').to_ascii_lowercase())).collect();
        let labels = fixed.iter().filter_map(|fixed| fixed.label).collect();
        let mut graph = Graph { domains, labels, ..Graph::default() };
        fixed.iter().try_for_each(|fixed| graph.block(fixed))?;
        Some(graph)
    }

    /// Takes in a block: whoever leads to a name of it may lead to all that it names.
    fn block(&mut self, fixed: &Fixed<'t>) -> Option<()> {
        let node = self.ends.len() as u32;
        for lexeme in lexemes(fixed.text) {
            match lexeme? {
                Lexeme::Text(text) => self.names_in(text, None),
                Lexeme::Word(word) => self.mention(word, node),
                Lexeme::Sign(_) => {}
            }
        }
        self.hear(node);
        self.says.extend(fixed.label.map(|label| token(label, true)));
        self.ends.push(self.says.len());
        Some(())
    }

    /// Takes in a record; with its node, whether all that it can do is to answer for its name.
    pub fn record(&mut self, record: &Record<'t>) -> Option<(u32, bool)> {
        let node = self.ends.len() as u32;
        let domain = self.domains.get(record.zone)?.clone();
        let (mut own, mut before) = (None, "");
        let mut shape = Shape::default();
        for lexeme in lexemes(record.text) {
            let lexeme = lexeme.filter(|lexeme| !is_veil(*lexeme) && shape.is_of_one(*lexeme))?;
            match lexeme {
                Lexeme::Word(word) => {
                    self.mention(word, node);
                    before = word;
                }
                Lexeme::Text(text) if own.is_none() => {
                    own = Some(text);
                    let token = self.own_name(text, &domain)?;
                    self.own.insert(token);
                }
                Lexeme::Text(text) => {
                    // Values are names in full.
                    match before {
                        "record" => {
                            let token = self.own_name(text, &domain)?;
                            self.leads.push((token, node));
                        }
                        _ => self.names_in(text, Some(node)),
                    }
                    before = "";
                }
                Lexeme::Sign(_) if own.is_none() => return None,
                Lexeme::Sign(_) => {}
            }
        }
        self.hear(node);
        self.ends.push(self.says.len());
        let is_plain = head(record.text).all(|word| PLAIN.contains(&word)) && !own?.contains(['*', '\\']);
        self.kept.extend((!is_plain).then_some(node));
        Some((node, is_plain))
    }

    /// Passes on a name as records are called, and hands out its token.
    fn own_name(&mut self, text: &str, domain: &str) -> Option<u64> {
        match text.strip_suffix('.') {
            Some(whole) => self.full(whole),
            None if text == "@" => self.full(domain),
            None => self.full(&format!("{text}.{domain}")),
        }
    }

    /// Passes on every host that a text may name, to each of which a record may lead.
    fn names_in(&mut self, text: &str, record: Option<u32>) {
        for piece in text.split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_' | '.')) {
            let token = self.full(piece.trim_matches('.'));
            self.leads.extend(token.zip(record));
        }
    }

    /// Passes on a name in full, and all above it in its zone. Hands out its token; `None` where no zone of the program has it.
    fn full(&mut self, name: &str) -> Option<u64> {
        self.name.clear();
        self.name.push_str(name);
        self.name.make_ascii_lowercase();
        let Graph { domains, says, name, .. } = self;
        // What is above it in the highest of the zones that it may be in.
        let rest = domains.values().filter_map(|domain| name.strip_suffix(domain.as_str()));
        let rest = rest.filter(|rest| rest.is_empty() || rest.ends_with('.')).map(str::len).max()?;
        let own = token(name, false);
        says.push(own);
        let above = name.bytes().enumerate().filter(|(_, byte)| *byte == b'.').map(|(at, _)| at + 1).filter(|at| *at < rest);
        says.extend(above.map(|at| token(&name[at..], false)));
        Some(own)
    }

    /// Is reached by whatever reaches the block of a label.
    fn mention(&mut self, word: &str, node: u32) {
        let first = word.split('.').next().unwrap_or_default();
        self.hears.extend(self.labels.get(first).map(|label| (token(label, true), node)));
    }

    /// Is reached by each name that it passes on.
    fn hear(&mut self, node: u32) {
        let from = self.ends.last().copied().unwrap_or(0);
        self.hears.extend(self.says[from..].iter().map(|token| (*token, node)));
    }

    /// What cannot be left out where some statements change.
    pub fn reached(mut self, changed: Vec<u32>) -> Vec<bool> {
        self.hears.sort_unstable();
        let mut reached = vec![false; self.ends.len()];
        let mut open = changed;
        open.append(&mut self.kept);
        // What leads to a name without records is answered by a `*`, or by whatever lies above the name.
        open.extend(self.leads.iter().filter(|(token, _)| !self.own.contains(token)).map(|(_, node)| *node));
        open.iter().for_each(|node| reached[*node as usize] = true);
        let mut heard: FxHashSet<u64> = FxHashSet::default();
        while let Some(node) = open.pop() {
            let at = node as usize;
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            for token in &self.says[from..self.ends[at]] {
                if !heard.insert(*token) {
                    continue;
                }
                let first = self.hears.partition_point(|(other, _)| other < token);
                for (_, other) in self.hears[first..].iter().take_while(|(other, _)| other == token) {
                    if !std::mem::replace(&mut reached[*other as usize], true) {
                        open.push(*other);
                    }
                }
            }
        }
        reached
    }
}

/// How far a stretch has come, which shall be one statement.
#[derive(Default)]
struct Shape {
    depth: usize,
    arrows: usize,
    dash: bool,
    closed: bool,
}

impl Shape {
    /// Whether what came so far may still be one statement: one arrow outside of all brackets, and nothing behind its body.
    fn is_of_one(&mut self, lexeme: Lexeme) -> bool {
        let is_more = std::mem::replace(&mut self.closed, false);
        match lexeme {
            Lexeme::Sign(b'{' | b'(' | b'[') => self.depth += 1,
            Lexeme::Sign(closer @ (b'}' | b')' | b']')) => {
                self.depth = self.depth.saturating_sub(1);
                self.closed = closer == b'}' && self.depth == 0;
            }
            Lexeme::Sign(b'>') => self.arrows += usize::from(self.dash && self.depth == 0),
            _ => {}
        }
        self.dash = lexeme == Lexeme::Sign(b'-');
        self.arrows <= 1 && !is_more
    }
}

fn token(text: &str, is_label: bool) -> u64 {
    let mut hasher = FxHasher::default();
    (is_label, text).hash(&mut hasher);
    hasher.finish()
}
