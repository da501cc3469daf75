//! A schema as bytes: the library as every start of the compiler finds it.
//!
//! In: a `Schema`. Out: its parts in the order they are packed; how bytes are made is `syntax/packed.rs`. Deliberately absent:
//! what can be found again from these: which kind, choice or fact has a name.

use super::*;
use crate::report::Level;
use crate::syntax::{Packed, Packer, Unpacker, packed};

impl Packed for Schema {
    fn pack(&self, to: &mut Packer) {
        self.kinds.pack(to);
        self.choices.pack(to);
        self.facts.values().cloned().collect::<Vec<Fact>>().pack(to);
        self.managed.to_vec().pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Schema {
        let (kinds, choices) = (Vec::<Kind>::unpack(from), Vec::<Choice>::unpack(from));
        Schema {
            kinds_by_name: kinds.iter().enumerate().map(|(at, kind)| (kind.name, KindId(at as u16))).collect(),
            choices_by_name: choices.iter().enumerate().map(|(at, choice)| (choice.name, ChoiceId(at as u16))).collect(),
            kinds,
            choices,
            facts: Vec::<Fact>::unpack(from).into_iter().map(|fact| (fact.name, fact)).collect(),
            managed: Statements::unpack(from).into(),
            index: Index::default(),
        }
    }
}

impl<T: Packed> Packed for PerTarget<T> {
    fn pack(&self, to: &mut Packer) {
        self.cfn.pack(to);
        self.tf.pack(to);
    }

    fn unpack(from: &mut Unpacker) -> PerTarget<T> {
        PerTarget { cfn: T::unpack(from), tf: T::unpack(from) }
    }
}

packed!(struct Kind {
    name, docs, span, is_part, is_labelled, resource, root, home, instead, fields, derived, cases, outputs, rules,
    makes, leaves, index
});
packed!(struct Left { target, path, reason });
packed!(struct Field { name, docs, span, shape, default, position, case, on_branch, place, when, legacy, only, instead });
packed!(struct Derived { name, value, shape, place, case, when });
packed!(struct Case { name, chosen_by, has_branches });
packed!(struct Output { name, docs, shape, asked, known });
packed!(struct Rule {
    code, name, docs, span, when, require, at, level, say, fix, source, checked, by_law, examples
});
packed!(struct Making { what, each, when, called, into, fields, after });
packed!(struct Place { path, codec });
packed!(struct Codec { name, arguments });
packed!(struct Bounds { min, max });
packed!(struct Choice { name, docs, span, words });
packed!(struct ChoiceWord { word, docs, spelled, only, facts });
packed!(struct Fact { name, docs, span, sort, value, source, checked });

packed!(struct KindId(number));
packed!(struct ChoiceId(number));
packed!(struct FieldId(number));
packed!(struct CaseId(number));
packed!(struct BlockId(number));
packed!(struct InputId(number));

packed!(enum Makes { 0 Block(kind), 1 Part(field, kind), 2 Other(kind), 3 Told });
packed!(enum Home { 0 Region, 1 Global, 2 Fixed(region) });
packed!(enum Position { 0 Named, 1 Head, 2 Target, 3 Identity, 4 Parent, 5 Filled });
packed!(enum Default { 0 Required, 1 Absent, 2 Label, 3 Doc, 4 Constant(value), 5 Computed(expr) });
packed!(enum Shape {
    0 Text(bounds), 1 Form(form), 2 Int(bounds), 3 Decimal(bounds), 4 Bool, 5 Duration(bounds), 6 Size(bounds),
    7 Percent(bounds), 8 Time, 9 Choice(choice), 10 Kind(kind), 11 List(item, bounds), 12 Map(item), 13 Either(cases),
    14 Exactly(value), 15 Call(word, arguments), 16 Any
});
packed!(enum TextForm {
    0 DomainName, 1 RecordName, 2 PathPattern, 3 Url, 4 IpAddress, 5 Cidr, 6 HostAndPort, 7 Arn, 8 AccountId, 9 ZoneId,
    10 Secret
});
packed!(enum Asked { 0 Ref, 1 Attribute(path), 2 Computed(expr) });
packed!(enum Target { 0 CloudFormation, 1 Terraform });
packed!(enum Level { 0 Note, 1 Warning, 2 Error });
packed!(enum Value {
    0 None, 1 Bool(truth), 2 Int(int), 3 Decimal(digits), 4 Duration(milliseconds), 5 Size(bytes), 6 Percent(hundredths),
    7 Time(time), 8 Text(text), 9 Word(word), 10 List(items), 11 Map(entries), 12 Call(word, arguments), 13 Block(block),
    14 Unknown(unknown)
});
packed!(enum Unknown {
    0 Attribute(block, output), 1 Input(input), 2 Template(parts), 3 If(condition, then, otherwise), 4 Stack(word),
    5 Raw(target, text)
});
packed!(enum Condition { 0 Equal(one, other), 1 Given(input), 2 Not(condition), 3 And(all), 4 Or(any) });
