//! Blocks made from the library: every field it declares, with values its shape allows.
//!
//! In: a schema and a seed. Out: a plan with one block of each kind to refer to, and one under test. The same seed gives the same
//! block.

use edgewise::model::Reader;
use edgewise::plan::{Plan, Resource};
use edgewise::schema::{Block, BlockId, Bounds, CaseId, Field, KindId, Schema, Shape, Target, TextForm, Value};
use edgewise::source::{Name, Span};
use edgewise::target::alike;

/// Numbers that look drawn by lot and are not.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same way for a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }

    fn often(&mut self) -> bool {
        self.below(4) > 0
    }
}

/// A plan that holds the block under test behind those it may refer to.
pub struct Sample {
    /// The plan.
    pub plan: Plan,
    /// The block under test.
    pub id: BlockId,
}

/// What a block under test may refer to, in a target.
pub struct World<'s> {
    /// The library.
    pub schema: &'s Schema,
    /// Where it is lowered to.
    pub target: Target,
    blocks: Vec<Block>,
    known: Vec<(KindId, BlockId)>,
}

impl<'s> World<'s> {
    /// Blocks of every kind.
    pub fn new(schema: &'s Schema, target: Target) -> World<'s> {
        let mut maker = Maker { schema, target, dice: Dice::new(1), blocks: Vec::new(), known: Vec::new() };
        maker.references();
        World { schema, target, blocks: maker.blocks, known: maker.known }
    }

    /// Makes a block of a kind, in one of its cases.
    pub fn sample(&self, kind: KindId, case: Option<CaseId>, seed: u64) -> Sample {
        let World { schema, target, ref blocks, ref known } = *self;
        let mut maker = Maker { schema, target, dice: Dice::new(seed), blocks: blocks.clone(), known: known.clone() };
        let id = BlockId(maker.blocks.len() as u32);
        let mut block = Block::new(kind, "under_test", Span::default());
        block.case = case;
        maker.blocks.push(block);
        maker.fill(id, 0, false);
        let created =
            |at: &usize| !maker.blocks[*at].existing && schema.kind(maker.blocks[*at].kind).resource.of(target).is_some();
        let created: Vec<usize> = (0..=id.0 as usize).filter(created).collect();
        let resource = |at: &usize| Resource {
            block: BlockId(*at as u32),
            logical_id: format!("Logical{at}").into(),
            name: format!("name_{at}").into(),
            region: None,
            after: Default::default(),
        };
        let mut resource_of = vec![None; maker.blocks.len()];
        for (position, at) in created.iter().enumerate() {
            resource_of[*at] = Some(position as u32);
        }
        let plan =
            Plan { resources: created.iter().map(resource).collect(), resource_of, blocks: maker.blocks, ..Plan::default() };
        Sample { plan, id }
    }
}

struct Maker<'s> {
    schema: &'s Schema,
    target: Target,
    dice: Dice,
    blocks: Vec<Block>,
    known: Vec<(KindId, BlockId)>,
}

impl Maker<'_> {
    /// Two blocks of each kind that stands for itself; where no target creates it, one that exists already.
    fn references(&mut self) {
        for (kind, declared) in self.schema.kinds().chain(self.schema.kinds()) {
            let created = declared.resource.of(self.target).is_some();
            if declared.is_part && !created {
                continue;
            }
            let id = BlockId(self.blocks.len() as u32);
            let twin = self.known.iter().any(|(known, _)| *known == kind);
            if twin && !created {
                continue;
            }
            let label = format!("{}_{}", declared.name, if twin { "two" } else { "one" });
            let mut block = Block::new(kind, label, Span::default());
            block.existing = !created;
            for (field, declared) in declared.fields().filter(|(_, field)| field.case.is_none()) {
                let plain = match &declared.shape {
                    Shape::Text(_) | Shape::Form(_) => !created,
                    Shape::Choice(_) => !created || declared.place.of(self.target).is_none(),
                    Shape::Bool => twin && declared.place.of(self.target).is_none(),
                    _ => false,
                };
                if let Some(value) = self.value(&declared.shape, 9, id).filter(|_| plain) {
                    block.set(field, Span::default(), value);
                }
            }
            self.blocks.push(block);
            let reader = Reader::new(self.schema, &self.blocks);
            let speaks = match reader.reference(id) {
                Some(output) => created || reader.output(id, output).is_some_and(|value| matches!(value, Value::Text(_))),
                None => !created,
            };
            if speaks {
                self.known.push((kind, id));
            }
        }
    }

    /// Sets fields of a block; one that stands alone in a field has nothing left of an arrow.
    fn fill(&mut self, id: BlockId, depth: usize, alone: bool) {
        let (kind, case) = (self.blocks[id.0 as usize].kind, self.blocks[id.0 as usize].case);
        let declared = self.schema.kind(kind);
        let chooses = case.and_then(|case| declared.case(case).chosen_by);
        for (field, declared) in declared.fields() {
            let here = declared.case.is_none() || declared.case == case;
            let required = matches!(declared.default, edgewise::schema::Default::Required) || chooses == Some(field);
            let headless = alone && declared.position == edgewise::schema::Position::Head;
            if headless
                || !here
                || declared.place.of(self.target).is_none()
                || declared.only.is_some_and(|only| only != self.target)
            {
                continue;
            }
            if (required || self.dice.often())
                && let Some(value) = self.field(declared, depth, id)
            {
                self.blocks[id.0 as usize].set(field, Span::default(), value);
            }
        }
        self.normalize(id);
    }

    /// What holds its default, or is written under no condition that holds, is not written.
    fn normalize(&mut self, id: BlockId) {
        loop {
            let reader = Reader::new(self.schema, &self.blocks);
            let block = reader.block(id);
            let kind = reader.kind(block);
            let says_nothing = |slot: &&edgewise::schema::Slot| {
                alike(&reader.default(block, slot.field), &slot.value)
                    || !reader.holds(block, kind.field(slot.field).when.as_ref())
            };
            let Some(field) = block.slots.iter().find(says_nothing).map(|slot| slot.field) else {
                return;
            };
            self.blocks[id.0 as usize].slots.retain(|slot| slot.field != field);
        }
    }

    fn field(&mut self, field: &Field, depth: usize, parent: BlockId) -> Option<Value> {
        let codec = field.place.of(self.target).as_ref().and_then(|place| place.codec.as_ref());
        match codec.map_or("", |codec| codec.name.as_str()) {
            "answers" if self.dice.often() => Some(Value::List(vec![Value::text("v=\"1\" ${x}"), Value::text("192.0.2.7")])),
            "answers" => {
                Some(Value::Call(Name::of("alias"), [Value::text("d1.example.net"), Value::text("Z1"), Value::Bool(true)].into()))
            }
            "flags" => {
                let order = |value: &Value| {
                    codec.and_then(|codec| codec.arguments.iter().position(|word| Some(word.as_str()) == value.as_text()))
                };
                match self.value(&field.shape, depth, parent)? {
                    Value::List(mut words) => {
                        words.sort_by_key(order);
                        Some(Value::List(words))
                    }
                    other => Some(other),
                }
            }
            // What AWS judges itself is for CloudFormation only.
            "watched" if self.target == Target::Terraform => match &field.shape {
                Shape::Either(arms) => self.value(&arms[0], depth, parent),
                shape => self.value(shape, depth, parent),
            },
            "one" => match self.value(&field.shape, depth, parent)? {
                Value::List(items) => Some(Value::List(items.into_iter().take(1).collect())),
                other => Some(other),
            },
            "json" | "json_text" => Some(Value::Map(
                [("Version".into(), Value::text("2012-10-17")), ("Of".into(), Value::List(vec![Value::Int(1)]))].into(),
            )),
            _ => self.value(&field.shape, depth, parent),
        }
    }

    fn value(&mut self, shape: &Shape, depth: usize, parent: BlockId) -> Option<Value> {
        Some(match shape {
            Shape::Text(_) if depth < 9 && self.dice.below(8) == 0 => self.unknown()?,
            Shape::Text(bounds) => Value::text(&self.text(*bounds)),
            Shape::Form(form) => Value::text(form_of(*form)),
            Shape::Int(bounds) => Value::Int(self.within(*bounds)),
            Shape::Decimal(_) => Value::Decimal(["0.5", "-33.87", "12.25"][self.dice.below(3)].into()),
            Shape::Bool => Value::Bool(self.dice.below(2) == 0),
            Shape::Duration(bounds) => {
                let least = bounds.min.unwrap_or(0).max(0);
                let most = bounds.max.unwrap_or(i64::MAX).min(least + 86_400_000 * 3);
                // Whole days fit every unit a target counts in.
                let days = (least / 86_400_000 + 1) * 86_400_000;
                Value::Duration(if days <= most { days as u64 } else { (most / 1000 * 1000) as u64 })
            }
            Shape::Size(_) => Value::Size(128 << 20),
            Shape::Percent(bounds) => Value::Percent(bounds.max.unwrap_or(10_000).min(1250) as u32),
            Shape::Time => Value::Time("2027-03-01T12:00:00Z".into()),
            Shape::Choice(id) => {
                let fits = |word: &&edgewise::schema::ChoiceWord| word.only.is_none_or(|only| only == self.target);
                let words: Vec<_> = self.schema.choice(*id).words.iter().filter(fits).collect();
                Value::Word(words.get(self.dice.below(words.len()))?.word)
            }
            Shape::Kind(kind) => self.block(*kind, depth, parent, true)?,
            Shape::List(item, bounds) => return self.list(item, *bounds, depth, parent),
            Shape::Map(item) => {
                let first = self.value(item, depth, parent)?;
                let second = self.value(item, depth, parent)?;
                Value::Map([("Stage".into(), first), ("Team".into(), second)].into())
            }
            Shape::Either(arms) => {
                let from = self.dice.below(arms.len());
                return (0..arms.len()).find_map(|step| self.value(&arms[(from + step) % arms.len()], depth, parent));
            }
            Shape::Exactly(value) => value.clone(),
            Shape::Call(word, arguments) => match arguments.as_slice() {
                [Shape::List(item, bounds)] => match self.list(item, *bounds, depth, parent)? {
                    Value::List(items) => Value::Call(*word, items.into()),
                    _ => return None,
                },
                arguments => {
                    let values: Option<Vec<Value>> =
                        arguments.iter().map(|argument| self.value(argument, depth, parent)).collect();
                    Value::Call(*word, values?.into())
                }
            },
            Shape::Any => Value::text("anything"),
        })
    }

    fn list(&mut self, item: &Shape, bounds: Bounds, depth: usize, parent: BlockId) -> Option<Value> {
        let most = bounds.max.unwrap_or(3).min(3) as usize;
        let count = (bounds.min.unwrap_or(1).max(1) as usize).max(1 + self.dice.below(most));
        if let Shape::Choice(id) = item {
            let fits = |word: &&edgewise::schema::ChoiceWord| word.only.is_none_or(|only| only == self.target);
            let words = self.schema.choice(*id).words.iter().filter(fits).take(count);
            return Some(Value::List(words.map(|word| Value::Word(word.word)).collect()));
        }
        let mut items: Vec<Value> = Vec::new();
        for _ in 0..count * 4 {
            let value = match item {
                Shape::Kind(kind) => self.block(*kind, depth, parent, false)?,
                item => self.value(item, depth, parent)?,
            };
            if items.len() < count && !items.contains(&value) {
                items.push(value);
            }
        }
        (items.len() as i64 >= bounds.min.unwrap_or(1)).then_some(Value::List(items))
    }

    /// A reference; a part is made.
    fn block(&mut self, kind: KindId, depth: usize, parent: BlockId, alone: bool) -> Option<Value> {
        let declared = self.schema.kind(kind);
        if !declared.is_part || declared.resource.of(self.target).is_some() {
            let known: Vec<BlockId> = self.known.iter().filter(|(known, _)| *known == kind).map(|(_, id)| *id).collect();
            return known.get(self.dice.below(known.len())).map(|id| Value::Block(*id));
        }
        if depth > 4 {
            return None;
        }
        let id = BlockId(self.blocks.len() as u32);
        let mut part = Block::new(kind, "", Span::default());
        part.parent = Some(parent);
        part.case = (!declared.cases.is_empty()).then(|| CaseId(self.dice.below(declared.cases.len()) as u16));
        self.blocks.push(part);
        self.fill(id, depth + 1, alone);
        Some(Value::Block(id))
    }

    /// A value that is known only when deployed, or a text around it.
    fn unknown(&mut self) -> Option<Value> {
        let (kind, block) = *self.known.get(self.dice.below(self.known.len()))?;
        let created = !self.blocks[block.0 as usize].existing;
        let asked = |output: &&edgewise::schema::Output| {
            matches!(output.asked.of(self.target), Some(edgewise::schema::Asked::Ref | edgewise::schema::Asked::Attribute(_)))
                && !matches!(output.shape, Shape::List(..))
        };
        let output = self.schema.kind(kind).outputs.iter().find(asked).filter(|_| created)?.name;
        let value = Value::attribute(block, output);
        Some(match self.dice.below(2) {
            0 => value,
            _ => {
                let pieces = vec![Value::text("before ${literal} "), value, Value::text(" after")];
                Value::Unknown(Box::new(edgewise::schema::Unknown::Template(pieces)))
            }
        })
    }

    fn text(&mut self, bounds: Bounds) -> String {
        const WORDS: [&str; 5] = ["plain", "with space", "quo\"ted", "${braced} %{x}", "ünïcode $"];
        let mut text = WORDS[self.dice.below(WORDS.len())].to_owned() + &self.dice.below(1000).to_string();
        let least = bounds.min.unwrap_or(0).max(0) as usize;
        while text.chars().count() < least {
            text.push('x');
        }
        text.chars().take(bounds.max.map_or(usize::MAX, |max| max as usize)).collect()
    }

    fn within(&mut self, bounds: Bounds) -> i64 {
        let least = bounds.min.unwrap_or(0);
        let most = bounds.max.unwrap_or(least + 1000);
        least + self.dice.below((most - least + 1) as usize) as i64
    }
}

fn form_of(form: TextForm) -> &'static str {
    match form {
        TextForm::DomainName => "app.example.com",
        TextForm::RecordName => "www",
        TextForm::PathPattern => "/api/*",
        TextForm::Url => "https://api.example.com:8443/health",
        TextForm::IpAddress => "192.0.2.7",
        TextForm::Cidr => "192.0.2.0/24",
        TextForm::HostAndPort => "db.example.com:5432",
        TextForm::Arn => "arn:aws:sns:us-east-1:111122223333:topic",
        TextForm::AccountId => "111122223333",
        TextForm::ZoneId => "Z0123456789ABCDEFGHIJ",
        TextForm::Secret => "s3cr3t",
    }
}
