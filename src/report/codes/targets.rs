//! EW-4xx: what the two targets can and cannot say.

super::codes! {
    NotInTarget = "EW-401", Error, "something that a target cannot express" {
        message "{0} cannot express `{1}`"
        label "only {2} can"
        fix "build for {2}, or remove it"
        means "The other target has a resource or argument for it, this one has none. It is an error only when building the target that lacks it."
        wrong "registered_domain site \"example.com\" { auto_renew = true }"
        right ""
    }
    RawProperty = "EW-402", Note, "a raw property passed through" {
        message "`{0}` is passed through as written"
        label "not checked"
        fix ""
        means "`overrides` and `resource` write properties into the output as they stand. What they mean is not known to the dry run, to the rules or to the other target."
        wrong "distribution app { overrides cfn { Comment = \"x\" } }"
        right "distribution app { comment = \"x\" }"
    }
    OverrideNowhere = "EW-403", Error, "an override of something that is not there" {
        message "`{0}` leads to no property of `{1}`"
        label ""
        fix "write the path as it stands in the output: `edgewise build` shows it"
        means "A path in `overrides` goes through objects by name and lists by number. Every step but the last must exist."
        wrong ""
        right ""
    }
    TemplateLimit = "EW-404", Error, "an output larger than its target takes" {
        message "{0}"
        label ""
        fix "split the program into modules, each with a stack of its own"
        means "CloudFormation takes at most 500 resources and 1 MB in a template."
        wrong ""
        right ""
    }
}
