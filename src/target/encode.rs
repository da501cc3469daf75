//! The plain spelling of every value.
//!
//! In: a value and its shape. Out: JSON of a target. Deliberately absent: codecs, and what is known only when deployed
//! (`intrinsic`, `expression`).

use super::bytes::has_either;
use super::conditions::Conditions;
use super::memo::Memos;
use super::placement::Placement;
use super::world::{Item, Reached, World};
use super::write::Json;
use crate::report::{Code, Reports};
use crate::schema::{Block, BlockId, ChoiceWord, Condition, InputId, Shape, Target, Unknown, Value};
use crate::source::{Name, Span};

/// Writes values of one plan into one text.
pub(crate) struct Encoder<'w> {
    /// What is known of the whole plan.
    pub world: &'w World<'w>,
    /// The text.
    pub json: Json,
    /// What the text refers to, since it was last taken.
    pub uses: Vec<Use<'w>>,
    /// The conditions of the run, by name.
    pub conditions: Conditions,
    /// Which template each item stands in, once that is known, and which of them is being written.
    pub placement: Option<(&'w Placement, u32)>,
    /// What the text at hand exists under.
    pub within: Option<&'w Condition>,
    /// The block at hand.
    pub block: &'w Block,
    /// Where the value at hand is written.
    pub span: Span,
    /// What went wrong.
    pub reports: &'w mut Reports,
    /// Room for strings in the making.
    pub scratch: String,
    /// What was written before.
    pub memos: Memos<'w>,
}

/// What a text refers to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Use<'w> {
    /// An item, or an attribute of it.
    Item(Item, Option<&'w str>),
    /// An input.
    Input(InputId),
    /// Something of the stack itself.
    Stack(Name),
    /// A condition, by position in `Conditions`.
    Condition(usize),
}

impl<'w> Encoder<'w> {
    pub(crate) fn new(world: &'w World<'w>, block: &'w Block, reports: &'w mut Reports) -> Encoder<'w> {
        Encoder {
            world,
            json: Json::default(),
            uses: Vec::new(),
            conditions: Conditions::default(),
            placement: None,
            within: None,
            block,
            span: block.span,
            reports,
            scratch: String::new(),
            memos: Memos::default(),
        }
    }

    pub(crate) fn target(&self) -> Target {
        self.world.target
    }

    pub(crate) fn is_terraform(&self) -> bool {
        self.world.target == Target::Terraform
    }

    /// One of two words, by target.
    pub(crate) fn by_target(&self, cfn: &'static str, tf: &'static str) -> &'static str {
        if self.is_terraform() { tf } else { cfn }
    }

    /// Writes a value in the plain spelling of its shape.
    pub(crate) fn plain(&mut self, shape: &Shape, value: &Value) {
        match value {
            Value::None => self.nothing(),
            Value::Bool(value) => self.json.bool(*value),
            Value::Int(number) => self.json.int(*number),
            Value::Decimal(digits) => self.json.raw(number(digits).as_bytes()),
            Value::Duration(milliseconds) => self.quotient(*milliseconds, 1000),
            Value::Size(bytes) => self.json.int(*bytes as i64),
            Value::Percent(hundredths) => self.quotient(u64::from(*hundredths), 100),
            Value::Time(text) | Value::Text(text) => self.text(text),
            Value::Word(word) => self.word(shape, *word),
            Value::List(items) => self.items(shape, items),
            Value::Map(entries) => {
                let shape = map_shape(shape);
                self.json.object();
                for (key, value) in entries {
                    if *value != Value::None {
                        self.map_key(key);
                        self.plain(shape, value);
                    }
                }
                self.json.leave();
            }
            Value::Call(_, arguments) => match arguments.as_slice() {
                [argument] => self.plain(&Shape::Any, argument),
                arguments => self.items(&Shape::Any, arguments),
            },
            Value::Block(id) => self.block(shape, *id),
            Value::Unknown(unknown) if self.is_terraform() => self.interpolation(shape, unknown),
            Value::Unknown(unknown) => self.intrinsic(shape, unknown),
        }
    }

    /// Writes what a list holds.
    pub(crate) fn items(&mut self, shape: &Shape, items: &[Value]) {
        self.json.list();
        for item in items {
            self.item(shape, item);
        }
        self.json.leave();
    }

    /// Writes items; a single one that stands for the whole list is written in its stead.
    pub(crate) fn items_or_unknown(&mut self, shape: &Shape, items: &[Value]) {
        match items {
            [whole @ Value::Unknown(_)] if self.stands_for_list(whole) => self.plain(shape, whole),
            items => self.items(shape, items),
        }
    }

    fn stands_for_list(&self, value: &Value) -> bool {
        match value {
            Value::Unknown(unknown) => match &**unknown {
                Unknown::Input(input) => {
                    matches!(self.world.plan.input(*input).shape, Shape::List(..))
                }
                Unknown::If(_, then, _) => matches!(then, Value::List(_)),
                Unknown::Attribute(..) | Unknown::Template(_) | Unknown::Stack(_) | Unknown::Raw(..) => false,
            },
            _ => false,
        }
    }

    /// Writes one item of a list whose shape is given; a word that stands for several is several items.
    pub(crate) fn item(&mut self, list: &Shape, item: &Value) {
        let shape = item_shape(list);
        if let Value::Word(word) = item
            && let Some(Value::List(several)) = self.choice_word(shape, *word).map(|word| word.spelled.of(self.target()).clone())
        {
            return several.iter().for_each(|one| self.plain(&Shape::Any, one));
        }
        self.plain(shape, item);
    }

    /// Writes a literal text; Terraform reads templates in every string.
    pub(crate) fn text(&mut self, text: &str) {
        if self.is_terraform() && has_either(text.as_bytes(), b'$', b'%') {
            let mut escaped = String::with_capacity(text.len() + 4);
            super::expression::escape_template(text, &mut escaped);
            return self.json.string(&escaped);
        }
        self.json.string(text);
    }

    /// Writes a key of a map; Terraform reads templates there as well.
    pub(crate) fn map_key(&mut self, key: &str) {
        if self.is_terraform() && (key.contains("${") || key.contains("%{")) {
            let mut escaped = String::new();
            super::expression::escape_template(key, &mut escaped);
            return self.json.key(&escaped);
        }
        self.json.key(key);
    }

    /// Writes what stands for "left out".
    pub(crate) fn nothing(&mut self) {
        match self.target() {
            Target::CloudFormation => self.json.single("Ref", "AWS::NoValue"),
            Target::Terraform => self.json.raw(b"null"),
        }
    }

    /// Writes a quotient in as many digits as it has.
    pub(crate) fn quotient(&mut self, number: u64, by: u64) {
        match i64::try_from(number / by) {
            Ok(whole) if number.is_multiple_of(by) => self.json.int(whole),
            _ => self.json.raw(quotient(number, by).as_bytes()),
        }
    }

    fn word(&mut self, shape: &Shape, word: Name) {
        match self.choice_word(shape, word).map(|word| word.spelled.of(self.target())) {
            Some(Value::Text(text)) => self.text(text),
            Some(spelled) => self.plain(&Shape::Any, spelled),
            None => self.json.string(&word),
        }
    }

    /// The word of a choice that a shape allows.
    pub(crate) fn choice_word(&mut self, shape: &Shape, word: Name) -> Option<&'w ChoiceWord> {
        let target = self.target();
        let found = choice_word(self.world, shape, word)?;
        if found.only.is_some_and(|only| only != target) {
            self.refuse(&word);
        }
        Some(found)
    }

    /// Says that the target cannot express something that is written.
    pub(crate) fn refuse(&mut self, what: &str) {
        self.reports.push(super::refusals::not_in_target(self.target(), self.span, what, None));
    }

    fn block(&mut self, shape: &Shape, id: BlockId) {
        let Some(block) = self.world.plan.blocks.get(id.0 as usize) else {
            return self.reference(id, None);
        };
        if self.world.is_owned(self.world.reader.kind(block)) && !block.existing && owns(shape) {
            self.part(block);
        } else {
            self.reference(id, None);
        }
    }

    /// Writes a reference to an output of a block; to the block as a whole where none is named.
    pub(crate) fn reference(&mut self, id: BlockId, output: Option<Name>) {
        match self.world.reach(id, output, self.block) {
            Reached::Known(value, shape) => self.plain(shape.unwrap_or(&Shape::Any), &value),
            Reached::Deployed(item, attribute) => match self.target() {
                Target::CloudFormation => self.asked(item, attribute),
                Target::Terraform => {
                    let mut text = std::mem::take(&mut self.scratch);
                    text.clear();
                    text.push_str("${");
                    self.address(item, attribute, &mut text);
                    text.push('}');
                    self.json.string(&text);
                    self.scratch = text;
                }
            },
            Reached::Missing => {
                self.missing(id, output);
                self.nothing();
            }
        }
    }

    /// Says that what is asked of a block is not known.
    pub(crate) fn missing(&mut self, id: BlockId, output: Option<Name>) {
        let label = self.world.plan.blocks.get(id.0 as usize).map_or("resource", |block| &block.label);
        let output = output.or_else(|| self.world.reader.reference(id)).map_or("id", Name::as_str);
        let target = super::spoken(self.target()).0;
        self.reports.push(Code::NotSaid.at(self.span).with(output).with(label).with(target));
    }
}

/// The word of a choice that a shape allows.
pub(crate) fn choice_word<'w>(world: &'w World<'w>, shape: &Shape, word: Name) -> Option<&'w ChoiceWord> {
    match shape {
        Shape::Choice(id) => world.schema().choice(*id).word(word),
        Shape::Either(arms) => arms.iter().find_map(|arm| choice_word(world, arm, word)),
        Shape::Call(_, arguments) => arguments.iter().find_map(|argument| choice_word(world, argument, word)),
        Shape::List(item, _) | Shape::Map(item) => choice_word(world, item, word),
        Shape::Text(_) | Shape::Form(_) | Shape::Int(_) | Shape::Decimal(_) | Shape::Bool | Shape::Duration(_) => None,
        Shape::Size(_) | Shape::Percent(_) | Shape::Time | Shape::Kind(_) | Shape::Exactly(_) | Shape::Any => None,
    }
}

/// The shape of a list's items.
pub(crate) fn item_shape(shape: &Shape) -> &Shape {
    match shape {
        Shape::List(item, _) => item,
        Shape::Either(arms) => match arms.iter().find(|arm| matches!(arm, Shape::List(..))) {
            Some(Shape::List(item, _)) => item,
            _ => shape,
        },
        _ => shape,
    }
}

fn map_shape(shape: &Shape) -> &Shape {
    match shape {
        Shape::Map(item) => item,
        Shape::Either(arms) => arms.iter().find(|arm| matches!(arm, Shape::Map(_))).map_or(&Shape::Any, map_shape),
        _ => &Shape::Any,
    }
}

/// Whether a shape lets a block stand inside: any shape that names one does.
fn owns(shape: &Shape) -> bool {
    !matches!(shape, Shape::Text(_) | Shape::Form(_))
}

/// A decimal as JSON wants it.
pub(crate) fn number(digits: &str) -> std::borrow::Cow<'_, str> {
    let plain = digits.trim_start_matches('+');
    if plain.contains('_') { plain.replace('_', "").into() } else { plain.into() }
}

/// A quotient by a power of ten, without trailing zeros.
pub(crate) fn quotient(number: u64, by: u64) -> String {
    let mut text = (number / by).to_string();
    let mut rest = number % by;
    if rest > 0 {
        text.push('.');
        let mut unit = by;
        while rest > 0 {
            unit /= 10;
            text.push(char::from(b'0' + (rest / unit) as u8));
            rest %= unit;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::quotient;

    #[test]
    fn quotients_have_the_digits_they_need() {
        assert_eq!(quotient(500, 100), "5");
        assert_eq!(quotient(5, 100), "0.05");
        assert_eq!(quotient(1500, 1000), "1.5");
        assert_eq!(quotient(1050, 10_000), "0.105");
    }
}
