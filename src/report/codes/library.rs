//! EW-5xx: defects of the library, or of a module that declares kinds.

super::codes! {
    BadDeclaration = "EW-501", Error, "a declaration that says nothing" {
        message "this is no declaration: {0}"
        label "{0}"
        fix "see the kinds of the library for how one is written"
        means "In a kind, part, choice or fact stands something that belongs to none of their statements."
        wrong "kind thing -> \"AWS::X::Y\", \"aws_x\" { name = 5 -> }"
        right "kind thing -> \"AWS::X::Y\", \"aws_x\" { size: int = 5 -> Size }"
    }
    UnknownType = "EW-502", Error, "a type that does not exist" {
        message "there is no type `{0}`"
        label ""
        fix "name a kind, a choice, or one of the built-in types"
        means "The type of a field is built in, or the name of a kind, a component or a choice."
        wrong "param name: string"
        right "param name: text"
    }
    UnknownLaw = "EW-503", Error, "a rule by a law that does not exist" {
        message "there is no law `{0}`"
        label ""
        fix "write the condition with `when` and `require`, or add the law"
        means "A rule that needs a graph or an automaton says `by law`, and is one Rust file of its name."
        wrong ""
        right ""
    }
}
