//! Who asks, and how things stand, as the command line says it.
//!
//! In: options. Out: a place and a state, or one line that says which word is not understood and which was perhaps meant.

use super::geoip;
use crate::cli::arguments::{Ask, Route};
use crate::cli::terminal::{Failure, near};
use crate::model::Model;
use crate::route::dns::inside;
use crate::route::{Network, Place, Router, Standing, State, Step, instant};
use crate::schema::{BlockId, Schema};
use crate::source::Name;

/// What options speak of.
pub(super) struct Given<'a> {
    pub model: &'a Model,
    pub schema: &'a Schema,
    pub router: &'a Router,
}

impl Given<'_> {
    /// Who asks, `None` where nobody is named; and what a file of addresses says of them.
    pub fn place(&self, ask: &Ask, resolver: Option<&str>) -> Result<(Option<Place>, Option<Step>), Failure> {
        let mut place = match &ask.from {
            Some(from) => Some(self.named(from)?),
            None => None,
        };
        if let Some(resolver) = resolver {
            let network: Network = resolver.parse().map_err(|()| Failure(format!("`{resolver}` is no address of a resolver")))?;
            place.get_or_insert_default().resolver = Some(network.address());
        }
        let located = match (&ask.geoip, &mut place) {
            (Some(path), Some(place)) => geoip::locate(path, place, self.router)?,
            (Some(_), None) => return Err(Failure("--geoip says where an address is; --from says which".to_owned())),
            (None, _) => None,
        };
        Ok((place, located))
    }

    fn named(&self, from: &str) -> Result<Place, Failure> {
        let vpcs = || self.blocks().filter_map(|(id, _, label)| Some((inside(self.model, self.schema, id)?, label)));
        if let Some((vpc, _)) = vpcs().find(|(_, label)| *label == from) {
            return Ok(Place { vpc: Some(vpc), ..Place::default() });
        }
        let atlas = &self.router.dns.atlas;
        atlas.place(from).ok_or_else(|| {
            let words: Vec<String> =
                atlas.words().map(|word| word.to_string()).chain(vpcs().map(|(_, label)| label.to_owned())).collect();
            let near = near(from, words.iter().map(String::as_str));
            Failure(format!(
                "`{from}` is no country, part of one, continent, region, address, network, VPC or inbound endpoint, such as DE, US-CA or eu-west-1{near}"
            ))
        })
    }

    /// A type of records that Route 53 has; a mistyped one would have no answer anywhere.
    pub fn record_type(&self, text: &str) -> Result<Name, Failure> {
        let wanted = Name::of(&text.to_ascii_uppercase());
        let choice = self.schema.choice_named(Name::of("record_type")).map(|choice| self.schema.choice(choice));
        let known = || choice.iter().flat_map(|choice| &choice.words).map(|word| word.word.as_str());
        match known().any(|word| wanted == *word) {
            true => Ok(wanted),
            false => Err(Failure(format!("`{text}` is no type of record that Route 53 answers{}", near(text, known())))),
        }
    }

    /// How things stand.
    pub fn state(&self, route: &Route) -> Result<State, Failure> {
        let mut state = State::default();
        for name in &route.down {
            state.set(self.block(name)?, Standing::Unhealthy);
        }
        for (name, word) in route.health.iter().chain(&route.alarm).chain(&route.control) {
            state.set(self.block(name)?, standing(word)?);
        }
        state.time = self.time(&route.ask)?;
        Ok(state)
    }

    /// When it is asked; `None` where nobody says.
    pub fn time(&self, ask: &Ask) -> Result<Option<u64>, Failure> {
        let time = |at: &String| instant(at).ok_or_else(|| Failure(format!("`{at}` is no time such as 2026-11-01T12:00:00Z")));
        ask.at.as_ref().map(time).transpose()
    }

    /// The block of a name.
    pub fn block(&self, name: &str) -> Result<BlockId, Failure> {
        let found = self.blocks().find(|(.., label)| *label == name);
        found.map(|(id, ..)| id).ok_or_else(|| {
            Failure(format!("nothing in the program is called `{name}`{}", near(name, self.blocks().map(|(.., label)| label))))
        })
    }

    fn blocks(&self) -> impl Iterator<Item = (BlockId, &str, &str)> {
        self.model.own().map(|(id, block)| (id, self.schema.kind(block.kind).name.as_str(), &*block.label))
    }
}

fn standing(word: &str) -> Result<Standing, Failure> {
    let checkers = || word.strip_suffix('%').and_then(|number| number.parse::<u32>().ok()).filter(|share| *share <= 100);
    let found = match word {
        "ok" => Some(Standing::Healthy),
        "alarm" => Some(Standing::Unhealthy),
        word => Standing::named(word).or_else(|| Some(Standing::Checkers(checkers()? * 100))),
    };
    found.ok_or_else(|| {
        let words = "healthy, unhealthy, unknown, no_data, ok, alarm, on, off, or so many percent of the checkers: 18%";
        Failure(format!("nothing stands `{word}`; it is one of {words}"))
    })
}
