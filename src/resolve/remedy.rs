//! What somebody meant who leaves something out.
//!
//! In: a kind whose head does not fit; a value that does not fit. Out: what to write instead, where that can be told. Deliberately
//! absent: near words (`report::nearest`), and words of other languages (`habit`).

use crate::schema::{Default, Kind, Position, Schema, Shape, TextForm, Value};

/// How a block with a name begins, with what AWS calls it where that has to be said.
pub(super) fn head_of(kind: &Kind) -> String {
    let identity =
        kind.fields.iter().find(|field| field.position == Position::Identity && matches!(field.default, Default::Required));
    match identity {
        _ if kind.is_raw() => format!("{} \"AWS::Service::Type\" name {{ … }}", kind.name),
        Some(field) => format!("{} name \"{}\" {{ … }}", kind.name, field.name),
        None => format!("{} name {{ … }}", kind.name),
    }
}

/// What to write in place of a value that fits only in part: one item where a list stands, a host where a block that leads there.
pub(super) fn mended(value: &Value, shape: &Shape, schema: &Schema) -> Option<String> {
    match (shape, value) {
        (Shape::List(item, _), Value::Text(text)) if takes(item, text) => Some(format!("write a list: [\"{text}\"]")),
        (Shape::Kind(_) | Shape::Either(_), Value::Text(text)) => {
            let host = text.split_once("://").map_or(&**text, |(_, rest)| rest).split(['/', ':']).next()?;
            let kind = led_by(shape, host, schema)?;
            Some(format!("declare `{kind} backend -> \"{host}\"`, and write `backend` here"))
        }
        _ => None,
    }
}

fn takes(shape: &Shape, text: &str) -> bool {
    match shape {
        Shape::Text(_) => true,
        Shape::Form(form) => form.check(text).is_ok(),
        _ => false,
    }
}

/// The kind among those wanted whose arrow leads to a host.
fn led_by<'s>(shape: &Shape, host: &str, schema: &'s Schema) -> Option<&'s str> {
    match shape {
        Shape::Either(shapes) => shapes.iter().find_map(|shape| led_by(shape, host, schema)),
        Shape::Kind(id) => {
            let kind = schema.kind(*id);
            let leads = |shape: &Shape| match shape {
                Shape::Either(shapes) => shapes.contains(&Shape::Form(TextForm::DomainName)),
                shape => *shape == Shape::Form(TextForm::DomainName),
            };
            let arrow = kind.fields.iter().find(|field| field.position == Position::Target && leads(&field.shape))?;
            let fits = kind.is_labelled && host.contains('.') && TextForm::DomainName.check(host).is_ok() && arrow.case.is_none();
            fits.then_some(kind.name.as_str())
        }
        _ => None,
    }
}
