//! What a web ACL does with a request, as far as one request tells.
//!
//! In: the block of a web ACL; a request's viewer. Out: whether it is let through. Rules about countries are decided; a limit is not
//! passed by one request; what a managed group holds, and web ACLs that are somebody else's, nobody here knows: they are named.

use crate::model::Reader;
use crate::route::{Place, Step, Watch};
use crate::schema::{BlockId, Value};
use crate::source::{Name, Span};
use std::sync::Arc;

/// A web ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firewall {
    /// Its name in the program.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Its rules, in the order they are asked; `None` where they are not in the program.
    pub rules: Option<Vec<Rule>>,
    /// Whether a request that no rule decided is turned away.
    pub blocks: bool,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub label: Arc<str>,
    /// Where it is written.
    pub span: Span,
    /// Whom it speaks of.
    pub about: About,
    /// What it does with them: `allow`, `block`, `count`, `captcha`, `challenge`.
    pub action: Name,
}

/// Whom a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Viewers of these countries.
    Countries(Vec<Name>),
    /// Addresses with more requests than a limit.
    Rate,
    /// Whoever a group of rules finds that is not in the program.
    Managed,
}

/// What became of a request.
pub(super) struct Verdict {
    /// Whether it is turned away.
    pub blocked: bool,
    /// What would have had a say and could not be asked.
    pub left_out: Vec<String>,
}

impl Firewall {
    /// Reads a web ACL of the program.
    pub(super) fn read(id: BlockId, reader: Reader<'_>) -> Firewall {
        let block = reader.block(id);
        let rules = match reader.named(block, Name::of("rules")) {
            Value::List(rules) => rules.iter().filter_map(|rule| Rule::read(rule, reader)).collect(),
            _ => Vec::new(),
        };
        Firewall {
            label: block.label.clone(),
            span: block.span,
            rules: (!block.existing).then_some(rules),
            blocks: reader.named(block, Name::of("default_action")) == Value::word("block"),
        }
    }

    /// Asks the rules in their order.
    pub(super) fn judge(&self, place: &Place, watch: &mut impl Watch) -> Verdict {
        let mut left_out = Vec::new();
        let Some(rules) = &self.rules else {
            let text = format!("{} is taken to let it through: its rules are not in the program", self.label);
            watch.step(|| Step::new("EV-027", text).about(self.span).estimated());
            return Verdict { blocked: false, left_out: vec![format!("the firewall {}", self.label)] };
        };
        let country = place.nation();
        for rule in rules {
            let unknown = |why: &str| format!("{} is taken to let it through: {why}", rule.label);
            match (&rule.about, country) {
                (About::Rate, _) => {
                    let text = format!("{}: one request passes no limit", rule.label);
                    watch.step(|| Step::new("EV-027", text).about(rule.span).below(1));
                }
                (About::Managed, _) => {
                    watch.step(|| Step::new("EV-027", unknown("a managed group")).about(rule.span).below(1).estimated());
                    left_out.push(format!("the firewall {}: its rule {}", self.label, rule.label));
                }
                (About::Countries(_), None) => {
                    watch.step(|| Step::new("EV-027", unknown("the country is not known")).about(rule.span).below(1).estimated());
                    left_out.push(format!("the firewall {}: its rule {}", self.label, rule.label));
                }
                (About::Countries(countries), Some(country)) if countries.contains(&country) => match rule.action.as_str() {
                    "allow" | "block" => {
                        let blocked = rule.action == "block";
                        let end = if blocked { "403" } else { "it goes on" };
                        watch.step(|| {
                            Step::new("EV-027", format!("{} {}s {country}: {end}", rule.label, rule.action)).about(rule.span)
                        });
                        return Verdict { blocked, left_out };
                    }
                    "count" => {
                        watch.step(|| Step::new("EV-027", format!("{} counts {country}", rule.label)).about(rule.span).below(1));
                    }
                    proof => {
                        let why = format!("whether its browser passes the {proof} is not known");
                        watch.step(|| Step::new("EV-027", unknown(&why)).about(rule.span).below(1).estimated());
                        left_out.push(format!("the firewall {}: its rule {}", self.label, rule.label));
                    }
                },
                (About::Countries(_), Some(country)) => {
                    let text = format!("{} does not speak of {country}", rule.label);
                    watch.step(|| Step::new("EV-027", text).about(rule.span).below(1));
                }
            }
        }
        watch.step(|| {
            let end = if self.blocks { "turns it away: 403" } else { "lets it through" };
            Step::new("EV-027", format!("no rule of {} decided, and it {end}", self.label)).about(self.span)
        });
        Verdict { blocked: self.blocks, left_out }
    }
}

impl Rule {
    fn read(rule: &Value, reader: Reader<'_>) -> Option<Rule> {
        let Value::Block(id) = rule else { return None };
        let block = reader.block(*id);
        let word = |field: &str| match reader.named(block, Name::of(field)) {
            Value::Word(word) => word,
            _ => Name::of("block"),
        };
        let kind = reader.kind(block);
        let case = block.case.map(|case| kind.cases[case.0 as usize].name)?;
        let (about, action) = match case.as_str() {
            "rate" => (About::Rate, word("beyond")),
            "geo" => {
                let countries = match reader.named(block, Name::of("countries")) {
                    Value::List(countries) => countries.iter().filter_map(|one| one.as_text().map(Name::of)).collect(),
                    _ => Vec::new(),
                };
                (About::Countries(countries), word("action"))
            }
            _ => (About::Managed, word("override")),
        };
        Some(Rule { label: block.label.clone(), span: block.span, about, action })
    }
}
